import type { Given } from "../event-sourcing/deciding/decider.js";
import type { NewEvent } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { STORED_FORMAT } from "../event-sourcing/stored-event/envelope.js";
import { worldOrder } from "../event-sourcing/stored-event/history.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { evolve } from "./evolve.js";
import { initialMigrant } from "./state.js";
import { transitionOf } from "./migrant.events.js";

export const I5: Rule = {
  id: "I5",
  source: "[design]",
  en: "After a confirmed death nothing can be recorded that the person would have done alive",
  indonesian: "Setelah kematian dipastikan, tindakan orang yang bersangkutan tidak dapat dicatat",
};

/** The new event, read as if it were recorded. */
export function asIfRecorded(event: NewEvent, { history, now, actor, id }: Omit<Given, "loaded">): EventRecord {
  const last = history.at(-1);
  return {
    ...event,
    format: STORED_FORMAT,
    stream: `migrant-${id}`,
    revision: Math.max(-1, ...history.map(({ revision }) => revision)) + 1,
    number: (last?.number ?? -1) + 1,
    id: "",
    schema: 1,
    commandId: "",
    fingerprint: { key: "", mac: "" },
    correlation: "",
    causation: null,
    actor,
    purpose: "",
    lawfulBasis: "",
    basedOn: [],
    corrects: null,
    recordedAt: now,
    sealed: [],
    previous: null,
    hash: "",
    mayHold: {},
    correctedBy: [],
    readAsOf: (last?.number ?? -1) + 1,
    sight: [],
  };
}

/** The history with new events in their places. */
export function historyWith(events: readonly NewEvent[], given: Omit<Given, "loaded">): EventRecord[] {
  return worldOrder([...given.history, ...events.map((event) => asIfRecorded(event, given))]);
}

/**
 * I5: no event asserts an act of the living person at a time after a confirmed death. An act that may have happened
 * before is allowed: its time is unknown, or overlaps that of the death.
 */
export function i5NoActAfterDeath(history: readonly EventRecord[]): void {
  const { death } = history.reduce(evolve, initialMigrant);
  if (death?.status !== "CONFIRMED") return;
  const acts = history.filter(
    (event) => isAct(event) && event.occurredAt.earliest !== null && event.occurredAt.earliest > death.noLaterThan,
  );
  if (acts.length > 0)
    throw new Rejection(I5, {
      report: death.report,
      acts: acts.map(({ id, type }) => (id === "" ? { type } : { event: id, type })),
    });
}

/** Whether an event asserts an act of the living migrant. Remains that come home (a return by death) are none. */
export function isAct({ type, facts }: Pick<EventRecord, "type" | "facts">): boolean {
  if (type === "ReturnRecorded" && facts["cause"] === "DEATH") return false;
  return type === "JourneyStarted" || transitionOf(type)?.act === true;
}
