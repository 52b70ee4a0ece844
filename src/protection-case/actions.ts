import { AgencyField } from "../agency/agency-field.js";
import { eventOf, personalOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { CodeField, NarrativeField, PatternField, UuidField } from "../http/fields.js";
import { CaseActionTaken, VictimOutcomeRecorded } from "./action.events.js";
import { CaseBodyWithNote, caseCommand, subjectsOf, VictimBody, oneVictim } from "./case-command.js";
import { TAKEN_ACTIONS, VICTIM_OUTCOMES } from "./codes.js";
import { atAnyStage, whileOpen } from "./stages.js";

export class TakeCaseAction extends CaseBodyWithNote {
  @CodeField(TAKEN_ACTIONS)
  action!: (typeof TAKEN_ACTIONS)[number];

  @UuidField({ optional: true, description: "For one victim; left out: for all" })
  victim?: string;

  @AgencyField({ optional: true, description: "The agency that did it, or took it" })
  agency?: string;

  @PatternField(/^[A-Z_]{1,40}$/, "a code, e.g. DONE", { optional: true, example: "DONE" })
  result?: string;

  @NarrativeField({ optional: true, description: "Sealed as health data of the victim" })
  findings?: string;
}

export const takeCaseAction = caseCommand(TakeCaseAction, {
  path: "actions",
  summary: "Record any other action, for one victim or for all",
  lateFact: true,
  allowed: whileOpen,
  decide: (data, state, given) => {
    const { action, victim, agency, result, findings, note } = data;
    const subjects = victim === undefined ? subjectsOf(state) : oneVictim(state, victim);
    if (findings !== undefined && victim === undefined)
      throw new InvalidField("missing-field", "victim", "says whose health the findings are about");
    const facts = { action, victim, agency, result };
    const personal = victim === undefined ? [] : personalOf(victim, { health: { findings } });
    return [eventOf(CaseActionTaken, data, given, { subjects, facts, personal, narrative: { note } })];
  },
});

export class RecordVictimOutcome extends VictimBody {
  @CodeField(VICTIM_OUTCOMES)
  outcome!: (typeof VICTIM_OUTCOMES)[number];
}

export const recordVictimOutcome = caseCommand(RecordVictimOutcome, {
  path: "outcomes",
  summary: "Record what became of a victim",
  lateFact: true,
  allowed: atAnyStage,
  decide: (data, state, given) => {
    const { victim, outcome, note } = data;
    const subjects = oneVictim(state, victim);
    return [eventOf(VictimOutcomeRecorded, data, given, { subjects, facts: { victim, outcome }, narrative: { note } })];
  },
});
