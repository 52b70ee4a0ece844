import type { Decider, Load } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import type { CorrectFact } from "../event-sourcing/stored-event/correction.js";
import { actionDecisions } from "./actions.js";
import { assertStagesInOrder } from "./allowed.js";
import { caseEvents } from "./case.events.js";
import { initial, type ProtectionCase } from "./case.state.js";
import { receiveComplaint, triageDecisions } from "./complaint.js";
import { contactDecisions } from "./contacts.js";
import { endingDecisions } from "./ending.js";
import { evolve } from "./evolve.js";
import { handlingDecisions } from "./handling.js";
import { partyDecisions } from "./parties.js";
import { traffickingDecisions } from "./trafficking.js";
import { FINDING_FIELDS, TraffickingAssessed } from "./trafficking.events.js";

export type { ProtectionCase } from "./case.state.js";
export { assertMayOpenRepatriation } from "./ending.js";

/** A finding is assessed again, by the rules of findings; a correction would be a way around them. */
function findingsStand(correction: CorrectFact, corrected: EventRecord): CorrectFact {
  if (corrected.type === TraffickingAssessed.type)
    for (const field of Object.keys(correction.personal?.trafficking ?? {}))
      if (FINDING_FIELDS.includes(field))
        throw new InvalidField("not-correctable", `personal.trafficking.${field}`, "is assessed again, not corrected");
  return correction;
}

/** `case-<id>`: one incident, with everyone in it (kasus). */
export const caseAggregate: Decider<ProtectionCase> = {
  category: "case",
  events: anyDefinitions(caseEvents),
  initial,
  evolve,
  completes: findingsStand,
  holds: (history) => assertStagesInOrder(history.reduce(evolve, initial)),
  decisions: {
    ReceiveComplaint: receiveComplaint,
    ...triageDecisions,
    ...partyDecisions,
    ...handlingDecisions,
    ...endingDecisions,
    ...actionDecisions,
    ...contactDecisions,
    ...traffickingDecisions,
  },
};

/** To load a case beside a decision's own stream; one that isn't there has `received: null`. */
export function caseOf(id: string): Load<ProtectionCase> {
  return { aggregate: caseAggregate, id: id.toLowerCase() };
}
