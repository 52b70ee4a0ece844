import { assertMayPass, loadsReceiver, type OfOffice, type ReassigningLoads } from "../agency/reassigning.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { ofBatch } from "../http/command.js";
import {
  AddTask,
  assertHasWork,
  assertOtherDay,
  assertOtherHands,
  AssignTask,
  CompleteTask,
  DropTask,
  MoveTask,
  openTask,
  ReassignTask,
} from "../tasks/task.commands.js";
import { caseCommand, subjectsOf, type CaseGiven } from "./case-command.js";
import { caseTaskEvents } from "./case.events.js";
import type { ProtectionCase } from "./case.state.js";
import { assertAllowed, whileOpen, whileOpenToday } from "./stages.js";

/** Who has the case: the agency that it is assigned to, and the one where it waits for somebody. */
export function caseHolders({ assignment, unassigned }: ProtectionCase): (string | undefined)[] {
  return [assignment?.agency, unassigned?.agency];
}

export class AddCaseTask extends AddTask {}

export const addCaseTask = caseCommand(AddCaseTask, {
  path: "tasks",
  summary: "Add a task: something that an agency which has the case is to do; several are open at once",
  allowed: whileOpenToday,
  decide: (data, state, given) => {
    const { kind, agency, officer, due, note } = data;
    // Of a time at which it was closed, it would be dropped as soon as it is there.
    assertAllowed(whileOpen, state, given.at);
    assertHasWork(caseHolders(state), agency);
    const facts = { task: given.newId(), kind, agency, officer, due };
    return [eventOf(caseTaskEvents.added, data, given, { subjects: subjectsOf(state), facts, narrative: { note } })];
  },
});

export class AssignCaseTask extends AssignTask {}

export const assignCaseTask = caseCommand(AssignCaseTask, {
  path: "task-assignments",
  summary: "Give a task to an officer, or to another agency that has the case",
  allowed: whileOpenToday,
  decide: (data, state, given) => {
    const { task, agency, officer, note } = data;
    assertOtherHands(openTask(state.tasks, task, given.at), data);
    assertHasWork(caseHolders(state), agency);
    const facts = { task, agency, officer };
    return [eventOf(caseTaskEvents.assigned, data, given, { subjects: subjectsOf(state), facts, narrative: { note } })];
  },
});

export class ReassignCaseTask extends ReassignTask {}

export const reassignCaseTask = ofBatch(
  caseCommand<ReassignCaseTask, ReassigningLoads>(ReassignCaseTask, {
    summary: "Hand the task to another officer of the office",
    allowed: whileOpenToday,
    loads: loadsReceiver,
    decide: (data, state, given: CaseGiven<ReassigningLoads>) => {
      const { task, agency, officer } = data;
      const has = openTask(state.tasks, task, given.at);
      assertMayPass(has, data as ReassignCaseTask & OfOffice, given.loaded, "CASE_HANDLE");
      const facts = { task, agency, officer };
      return [eventOf(caseTaskEvents.assigned, data, given, { subjects: subjectsOf(state), facts })];
    },
  }),
);

export class MoveCaseTask extends MoveTask {}

export const moveCaseTask = caseCommand(MoveCaseTask, {
  path: "task-moves",
  summary: "Make a task due on another day, with a reason",
  allowed: whileOpenToday,
  decide: (data, state, given) => {
    const { task, due, reason, note } = data;
    assertOtherDay(openTask(state.tasks, task, given.at), due);
    const facts = { task, due, reason };
    return [eventOf(caseTaskEvents.moved, data, given, { subjects: subjectsOf(state), facts, narrative: { note } })];
  },
});

export class CompleteCaseTask extends CompleteTask {}

export const completeCaseTask = caseCommand(CompleteCaseTask, {
  path: "task-completions",
  summary: "Record that a task was done",
  allowed: whileOpenToday,
  decide: (data, state, given) => {
    const { task, note } = data;
    openTask(state.tasks, task, given.at);
    const told = { subjects: subjectsOf(state), facts: { task }, narrative: { note } };
    return [eventOf(caseTaskEvents.done, data, given, told)];
  },
});

export class DropCaseTask extends DropTask {}

export const dropCaseTask = caseCommand(DropCaseTask, {
  path: "task-drops",
  summary: "Drop a task that is not to be done any more, with a reason",
  allowed: whileOpenToday,
  decide: (data, state, given) => {
    const { task, reason, note } = data;
    openTask(state.tasks, task, given.at);
    const told = { subjects: subjectsOf(state), facts: { task, reason }, narrative: { note } };
    return [eventOf(caseTaskEvents.dropped, data, given, told)];
  },
});
