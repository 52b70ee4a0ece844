import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection } from "../event-sourcing/deciding/rejection.js";
import { onRecord, type Linked } from "../person/one-human-being.js";
import { deathsOf, type MigrantLoaded } from "./deaths-on-records.js";
import { I5 } from "./living-acts.js";
import type { Migrant } from "./state.js";

/**
 * I5: nobody takes an act of the living after a confirmed death. A step that may have happened before it is
 * taken, however late it is reported.
 */
export function i5StillAlive({ death }: Pick<Migrant, "death">, at: OccurredAt): void {
  if (death?.status === "CONFIRMED") i5NotAfter(death.noLaterThan, at);
}

/** I5, where it is only known by when the person had died (ISO). */
export function i5NotAfter(diedBy: string, at: OccurredAt): void {
  if (at.earliest !== null && at.earliest > diedBy) throw new Rejection(I5, { diedBy, occurredAt: at.earliest });
}

/**
 * I5 over all records of a person: a confirmed death under one is that of the human being, once a second officer has
 * confirmed the link.
 */
export function i5NoRecordDied(person: string, request: Linked, loaded: MigrantLoaded, at: OccurredAt): void {
  for (const { record, death } of deathsOf(person, request, loaded))
    onRecord(record, request, () => i5StillAlive({ death }, at));
}
