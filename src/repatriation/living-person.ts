import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { I5 } from "../migrant/living-acts.js";
import { deathsOf, type MigrantLoaded } from "../migrant/deaths-on-records.js";
import type { Migrant } from "../migrant/migrant.js";
import { onRecord, type Linked } from "../person/one-human-being.js";
import type { RepatriationKind } from "./codes.js";

const NO_DEATH_ON_FILE: Rule = {
  id: "no-death-on-file",
  source: "[design]",
  en: "No death of this person is on file; only remains of the dead are brought home",
  indonesian: "Tidak ada laporan kematian yang berlaku untuk orang ini",
};

/**
 * I5: nobody takes a step of a living repatriation after a confirmed death. A step that may have happened before it is
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

/** The living while they live (I5); remains of someone whose death was reported, if not confirmed yet. */
export function assertMayComeHome(
  kind: RepatriationKind,
  person: string,
  request: Linked,
  loaded: MigrantLoaded,
  at: OccurredAt,
): void {
  if (kind === "LIVING") i5NoRecordDied(person, request, loaded, at);
  else if (!deathsOf(person, request, loaded).some(({ death }) => death)) throw new Rejection(NO_DEATH_ON_FILE);
}
