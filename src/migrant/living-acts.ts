import type { Given } from "../event-sourcing/deciding/decider.js";
import type { NewEvent } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { STORED_FORMAT } from "../event-sourcing/stored-event/envelope.js";
import { worldOrder } from "../event-sourcing/stored-event/history.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { evolve } from "./evolve.js";
import { initialMigrant } from "./state.js";
import { isAct } from "./transitions.js";

export const I5: Rule = {
  id: "I5",
  source: "[design] domain I5",
  en: "After a confirmed death nothing can be recorded that the person would have done alive",
  indonesian: "Setelah kematian dipastikan, tindakan orang yang bersangkutan tidak dapat dicatat",
};

/** The new event as the history would read it. */
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
    sight: [],
  };
}

/** The history with new events in their places, as it would be read. */
export function historyWith(events: readonly NewEvent[], given: Omit<Given, "loaded">): EventRecord[] {
  return worldOrder([...given.history, ...events.map((event) => asIfRecorded(event, given))]);
}

/**
 * I5: no event asserts, as of a time after a confirmed death, an act of the living person. What may have happened
 * before it is taken: an act whose time is unknown, or overlaps that of the death. All else is taken too.
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
