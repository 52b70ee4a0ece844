import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { internalCommand } from "../http/command.js";
import { deathsOf, loadDeaths, type MigrantLoaded } from "../migrant/deaths-on-records.js";
import { migrantOf } from "../migrant/migrant.js";
import type { Linked } from "../person/one-human-being.js";
import { CaseVictimDeathNoted, CaseVictimDeathWithdrawn } from "./action.events.js";
import { oneVictim } from "./case-command.js";
import { diedBy, type ProtectionCase } from "./case.state.js";
import { confirmedBy } from "./victims-deaths.js";

const DEATH_NOTED: Rule = {
  id: "victim-death-noted",
  source: "[design]",
  en: "The case has the death of this victim as it stands",
  indonesian: "Kasus sudah memuat keadaan kematian korban ini",
};

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
