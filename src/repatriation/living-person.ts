import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { deathsOf, type MigrantLoaded } from "../migrant/deaths-on-records.js";
import { i5NoRecordDied } from "../migrant/still-alive.js";
import type { Linked } from "../person/one-human-being.js";
import type { RepatriationKind } from "./codes.js";

const NO_DEATH_ON_FILE: Rule = {
  id: "no-death-on-file",
  source: "[design]",
  en: "No death of this person is on file; only remains of the dead are brought home",
  indonesian: "Tidak ada laporan kematian yang berlaku untuk orang ini",
};

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
