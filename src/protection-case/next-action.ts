import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { CodeField, DateField, NarrativeField } from "../http/fields.js";
import { CaseBody, CaseBodyWithNote, caseCommand, subjectsOf } from "./case-command.js";
import { NextActionDone, NextActionSet } from "./case.events.js";
import { NEXT_ACTIONS } from "./codes.js";
import { whileOpenToday } from "./stages.js";
import { i5ActionPossible } from "./victims-deaths.js";

const NO_NEXT_ACTION: Rule = {
  id: "no-next-action",
  source: "[design]",
  en: "The case has no next action",
  indonesian: "Kasus ini tidak memiliki tindak lanjut",
};

export class SetNextAction extends CaseBody {
  @CodeField(NEXT_ACTIONS)
  action!: (typeof NEXT_ACTIONS)[number];

  @DateField({ kind: "DUE", optional: true, description: "The last day on which it is not overdue" })
  due?: string;

  @NarrativeField({ optional: true })
  what?: string;
}

export const setNextAction = caseCommand(SetNextAction, {
  path: "next-actions",
  summary: "Set what is to be done next, and by when",
  allowed: whileOpenToday,
  decide: (data, state, given) => {
    const { action, due, what } = data;
    i5ActionPossible(state, action, given.at);
    const facts = { action, due };
    return [eventOf(NextActionSet, data, given, { subjects: subjectsOf(state), facts, narrative: { what } })];
  },
});

export class CompleteNextAction extends CaseBodyWithNote {}

export const completeNextAction = caseCommand(CompleteNextAction, {
  path: "next-action-completions",
  summary: "Record that the next action was done",
  allowed: whileOpenToday,
  decide: (data, state, given) => {
    if (!state.nextAction) throw new Rejection(NO_NEXT_ACTION);
    i5ActionPossible(state, state.nextAction.action, given.at);
    const facts = { action: state.nextAction.action as SetNextAction["action"] };
    const narrative = { note: data.note };
    return [eventOf(NextActionDone, data, given, { subjects: subjectsOf(state), facts, narrative })];
  },
});
