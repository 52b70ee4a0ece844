import { assertMayPass, loadsReceiver, type OfOffice, type ReassigningLoads } from "../agency/reassigning.js";
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
import { ONLY_WHILE_OPEN, repatriationCommand } from "./repatriation-command.js";
import { repatriationTaskEvents } from "./repatriation.events.js";
import type { Repatriation } from "./repatriation.state.js";
import { stepStatuses } from "./step-status.js";

/** Who has work in the repatriation: the agency that runs it, and those that have a step of it to do. */
export function repatriationHolders(state: Repatriation): (string | null | undefined)[] {
  return [state.runBy, ...stepStatuses(state).map(({ has }) => has?.agency)];
}

export class AddRepatriationTask extends AddTask {}

export const addRepatriationTask = repatriationCommand(AddRepatriationTask, {
  path: "tasks",
  summary: "Add a task: something that an agency which has work here is to do; several are open at once",
  allowed: ONLY_WHILE_OPEN,
  event: repatriationTaskEvents.added,
  decide: ({ kind, agency, officer, due, note }, state, given) => {
    assertHasWork(repatriationHolders(state), agency);
    return { facts: { task: given.newId(), kind, agency, officer, due }, narrative: { note } };
  },
});

export class AssignRepatriationTask extends AssignTask {}

export const assignRepatriationTask = repatriationCommand(AssignRepatriationTask, {
  path: "task-assignments",
  summary: "Give a task to an officer, or to another agency that has work here",
  allowed: ONLY_WHILE_OPEN,
  event: repatriationTaskEvents.assigned,
  decide: (data, state, { at }) => {
    const { task, agency, officer, note } = data;
    assertOtherHands(openTask(state.tasks, task, at), data);
    assertHasWork(repatriationHolders(state), agency);
    return { facts: { task, agency, officer }, narrative: { note } };
  },
});

export class ReassignRepatriationTask extends ReassignTask {}

export const reassignRepatriationTask = ofBatch(
  repatriationCommand(ReassignRepatriationTask, {
    // Never a route: `ofBatch`.
    path: "task-reassignments",
    summary: "Hand the task to another officer of the office",
    allowed: ONLY_WHILE_OPEN,
    event: repatriationTaskEvents.assigned,
    loads: loadsReceiver,
    decide: (data, state, given) => {
      const { task, agency, officer } = data;
      assertMayPass(
        openTask(state.tasks, task, given.at),
        data as ReassignRepatriationTask & OfOffice,
        given.loaded as ReassigningLoads,
        "REPATRIATION_HANDLE",
      );
      return { facts: { task, agency, officer } };
    },
  }),
);

export class MoveRepatriationTask extends MoveTask {}

export const moveRepatriationTask = repatriationCommand(MoveRepatriationTask, {
  path: "task-moves",
  summary: "Make a task due on another day, with a reason",
  allowed: ONLY_WHILE_OPEN,
  event: repatriationTaskEvents.moved,
  decide: ({ task, due, reason, note }, state, { at }) => {
    assertOtherDay(openTask(state.tasks, task, at), due);
    return { facts: { task, due, reason }, narrative: { note } };
  },
});

export class CompleteRepatriationTask extends CompleteTask {}

export const completeRepatriationTask = repatriationCommand(CompleteRepatriationTask, {
  path: "task-completions",
  summary: "Record that a task was done",
  allowed: ONLY_WHILE_OPEN,
  event: repatriationTaskEvents.done,
  decide: ({ task, note }, state, { at }) => {
    openTask(state.tasks, task, at);
    return { facts: { task }, narrative: { note } };
  },
});

export class DropRepatriationTask extends DropTask {}

export const dropRepatriationTask = repatriationCommand(DropRepatriationTask, {
  path: "task-drops",
  summary: "Drop a task that is not to be done any more, with a reason",
  allowed: ONLY_WHILE_OPEN,
  event: repatriationTaskEvents.dropped,
  decide: ({ task, reason, note }, state, { at }) => {
    openTask(state.tasks, task, at);
    return { facts: { task, reason }, narrative: { note } };
  },
});
