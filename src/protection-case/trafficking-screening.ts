import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { caseCommand, VictimBody, oneVictim } from "./case-command.js";
import { screeningOf } from "./case.state.js";
import { atAnyStage } from "./stages.js";
import { TraffickingScreeningStarted } from "./trafficking.events.js";

const SCREENING_OPEN: Rule = {
  id: "screening-open",
  source: "[design]",
  en: "A screening of this victim has begun, and was not assessed yet",
  indonesian: "Penyaringan korban ini sedang berjalan dan belum dinilai",
};

export class StartTraffickingScreening extends VictimBody {}

export const startTraffickingScreening = caseCommand(StartTraffickingScreening, {
  path: "trafficking-screenings",
  summary: "Start to screen a victim for trafficking, for the first time or again",
  permission: "TRAFFICKING_ASSESS",
  allowed: atAnyStage,
  decide: (data, state, given) => {
    const { victim, note } = data;
    const subjects = oneVictim(state, victim);
    const open = screeningOf(state, victim);
    if (open && open.assessments.length === 0) throw new Rejection(SCREENING_OPEN, { screening: open.id });
    const facts = { screening: given.newId(), victim };
    return [eventOf(TraffickingScreeningStarted, data, given, { subjects, facts, narrative: { note } })];
  },
});
