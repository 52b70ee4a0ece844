import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import type { Load } from "../event-sourcing/deciding/decider.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { I5 } from "../migrant/living-acts.js";
import { migrantOf, type Migrant } from "../migrant/migrant.js";
import { onRecord, recordsOf, type Linked } from "../person/one-human-being.js";
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

/** To load what may be on file of a death under the other records of a person: `migrant/<id>`. */
export function loadDeaths({ linked }: Linked): { readonly [name: string]: Load<Migrant> } {
  return Object.fromEntries((linked?.records ?? []).map((id) => [`migrant/${id}`, migrantOf(id)]));
}

interface MigrantLoaded {
  readonly migrant: Pick<Migrant, "death">;
}

/** A record of a person with what is on file there of a death, the person's own first. */
export interface DeathOnRecord {
  readonly record: string;
  readonly death: Migrant["death"];
}

/** Of each record of a human being, by links that a second officer confirmed. */
export function deathsOf(person: string, request: Linked, loaded: MigrantLoaded): DeathOnRecord[] {
  const others = loaded as unknown as { readonly [name: string]: Migrant };
  return [
    { record: person, death: loaded.migrant.death },
    ...recordsOf(person, request, loaded, true).map((record) => ({
      record,
      death: others[`migrant/${record}`]!.death,
    })),
  ];
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
