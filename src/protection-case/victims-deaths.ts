import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { internalCommand } from "../http/command.js";
import { deathsOf, loadDeaths, type MigrantLoaded } from "../migrant/deaths-on-records.js";
import { migrantOf, type Migrant } from "../migrant/migrant.js";
import { i5NotAfter } from "../migrant/still-alive.js";
import type { Linked } from "../person/one-human-being.js";
import { CaseVictimDeathNoted, CaseVictimDeathWithdrawn } from "./action.events.js";
import { oneVictim } from "./case-command.js";
import { diedBy, impossibleSince, type ProtectionCase } from "./case.state.js";

const DEATH_NOTED: Rule = {
  id: "victim-death-noted",
  source: "[design]",
  en: "The case has the death of this victim as it stands",
  indonesian: "Kasus sudah memuat keadaan kematian korban ini",
};

/** I5: nothing is recorded of a victim that only the living do, as of a time after their confirmed death. */
export function i5VictimAlive(state: ProtectionCase, victim: string, at: OccurredAt): void {
  const died = diedBy(state, victim);
  if (died !== undefined) i5NotAfter(died, at);
}

/** I5: what needs a victim who lives is not to be done, nor was it done, after the last of them had died. */
export function i5ActionPossible(state: ProtectionCase, action: string, at: OccurredAt): void {
  const since = impossibleSince(state, action);
  if (since !== undefined) i5NotAfter(since, at);
}

/** By when a human being had died, by the confirmed deaths of all their records; undefined where there is none. */
export function confirmedBy(deaths: readonly Migrant["death"][]): string | undefined {
  return deaths
    .flatMap((death) => (death?.status === "CONFIRMED" ? [death.noLaterThan] : []))
    .toSorted()
    .at(0);
}

interface NoteVictimDeath extends Linked {
  readonly victim: string;
}

/** A process manager found a death confirmed, withdrawn, or known to have been at another time. */
export const noteVictimDeath = internalCommand("NoteVictimDeath", {
  loads: (data: NoteVictimDeath) => ({ migrant: migrantOf(data.victim), ...loadDeaths(data) }) as never,
  decide: (data: NoteVictimDeath, state: ProtectionCase, given: Given<MigrantLoaded>) => {
    const { victim } = data;
    const died = confirmedBy(deathsOf(victim, data, given.loaded).map(({ death }) => death));
    if (died === diedBy(state, victim)) throw new Rejection(DEATH_NOTED, { victim });
    const subjects = oneVictim(state, victim);
    return died === undefined
      ? [eventOf(CaseVictimDeathWithdrawn, {}, given, { subjects, facts: { victim } })]
      : [eventOf(CaseVictimDeathNoted, {}, given, { subjects, facts: { victim, diedBy: died } })];
  },
});
