import type { Aggregate, Load } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { CorrectFact } from "../event-sourcing/stored-event/correction.js";
import { caseEvents } from "./case.events.js";
import { initial, isOpen, stageOf, victimsOf, type ProtectionCase } from "./case.state.js";
import { evolve } from "./evolve.js";
import { assertStagesInOrder } from "./stages.js";
import { FINDING_FIELDS, TraffickingAssessed } from "./trafficking.events.js";

export { victimsOf, type ProtectionCase } from "./case.state.js";

export const I13: Rule = {
  id: "I13",
  source: "[design]",
  en: "A case closes with a reason, and not while a repatriation that it opened is open",
  indonesian: "Kasus ditutup dengan alasan, dan tidak selama pemulangan yang dibukanya masih berjalan",
};

const CASE_UNKNOWN: Rule = {
  id: "case-unknown",
  source: "[design]",
  en: "There is no such case",
  indonesian: "Tidak ada kasus dengan nomor ini",
};

const NOT_A_VICTIM: Rule = {
  id: "not-a-victim",
  source: "[design]",
  en: "The person is not recorded as a victim of this case",
  indonesian: "Orang ini tidak tercatat sebagai korban dalam kasus ini",
};

/** A finding is assessed again, by the rules of findings; a correction would be a way around them. */
function findingsStand(correction: CorrectFact, corrected: EventRecord): CorrectFact {
  if (corrected.type === TraffickingAssessed.type)
    for (const field of Object.keys(correction.personal?.trafficking ?? {}))
      if (FINDING_FIELDS.includes(field))
        throw new InvalidField("not-correctable", `personal.trafficking.${field}`, "is assessed again, not corrected");
  return correction;
}

/** `case-<id>`: one incident, with everyone in it (kasus). */
export const caseAggregate: Aggregate<ProtectionCase> = {
  category: "case",
  events: anyDefinitions(caseEvents),
  initial,
  evolve,
  completes: findingsStand,
  holds: (history) => assertStagesInOrder(history.reduce(evolve, initial)),
};

/** To load a case beside a decision's own stream; one that isn't there has `received: null`. */
export function caseOf(id: string): Load<ProtectionCase> {
  return { aggregate: caseAggregate, id };
}

/** @throws Rejection when the case that was loaded isn't there */
export function assertCaseKnown({ received }: ProtectionCase, id: string): void {
  if (received === null) throw new Rejection(CASE_UNKNOWN, { case: id });
}

/** @throws Rejection when the person is no victim of the case */
export function assertVictim(state: ProtectionCase, person: string): void {
  if (!victimsOf(state).includes(person)) throw new Rejection(NOT_A_VICTIM, { person });
}

/** I13, from the other side: only an open case opens a repatriation, and only for its victims. @throws Rejection */
export function assertMayOpenRepatriation(state: ProtectionCase, id: string, person: string): void {
  assertCaseKnown(state, id);
  assertVictim(state, person);
  if (!isOpen(stageOf(state))) throw new Rejection(I13, { case: id, stage: stageOf(state) });
}
