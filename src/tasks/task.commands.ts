import { AgencyField } from "../agency/agency-field.js";
import { OfficerField } from "../agency/officer-field.js";
import { Reassigning } from "../agency/reassigning.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { definitelyBefore, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { CodeField, DateField, NarrativeField, UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { PersonField } from "../person/person-field.js";
import { DROP_REASONS, MOVE_REASONS, TASK_KINDS } from "./codes.js";
import type { Task } from "./task.js";

const NO_SUCH_TASK: Rule = {
  id: "task-unknown",
  source: "[design]",
  en: "There is no such task here",
  indonesian: "Tidak ada tugas tersebut di sini",
};

const TASK_ENDED: Rule = {
  id: "task-ended",
  source: "[design]",
  en: "The task was done or dropped already",
  indonesian: "Tugas ini sudah dilaksanakan atau dibatalkan",
};

const BEFORE_IT_WAS: Rule = {
  id: "task-not-added-yet",
  source: "[design]",
  en: "At that time the task had not been added",
  indonesian: "Pada waktu itu tugas tersebut belum ditambahkan",
};

const NOT_OF_THE_WORK: Rule = {
  id: "task-agency-without-work",
  source: "[design] a task brings nobody into sight of the work",
  en: "The agency does not have this work: assign or refer the work to it first",
  indonesian: "Instansi ini tidak menangani pekerjaan tersebut: tugaskan atau rujuk lebih dahulu",
};

const ASSIGNED_SO: Rule = {
  id: "task-assigned-so",
  source: "[design]",
  en: "This agency and officer have the task already",
  indonesian: "Tugas ini sudah ditugaskan kepada instansi dan petugas tersebut",
};

const DUE_SO: Rule = {
  id: "task-due-so",
  source: "[design]",
  en: "The task is due on this day already",
  indonesian: "Tenggat tugas ini sudah pada hari tersebut",
};

/** What every command of a task may say. */
class TaskBody extends Occurring {
  // An erasure must find them.
  @PersonField({ optional: true, many: true, description: "Persons whom the free text names, beside those concerned" })
  names?: string[];

  @NarrativeField({ optional: true })
  note?: string;
}

export class AddTask extends TaskBody {
  @CodeField(TASK_KINDS)
  kind!: (typeof TASK_KINDS)[number];

  @AgencyField({ toDo: true, description: "An agency that has the work" })
  agency!: string;

  @OfficerField({ agency: "agency", optional: true, description: "Left out: nobody there has it yet" })
  officer?: string;

  @DateField({ kind: "DUE", optional: true, description: "The last day on which it is not overdue" })
  due?: string;
}

class OfTask extends TaskBody {
  @UuidField({ description: "Id of the task" })
  task!: string;
}

export class AssignTask extends OfTask {
  @AgencyField({ toDo: true, description: "An agency that has the work" })
  agency!: string;

  @OfficerField({ agency: "agency", optional: true, description: "Left out: nobody there has it yet" })
  officer?: string;
}

export class MoveTask extends OfTask {
  @DateField({ kind: "DUE", optional: true, description: "Left out: it is due on no day any more" })
  due?: string;

  @CodeField(MOVE_REASONS)
  reason!: (typeof MOVE_REASONS)[number];
}

export class CompleteTask extends OfTask {}

export class DropTask extends OfTask {
  @CodeField(DROP_REASONS)
  reason!: (typeof DROP_REASONS)[number];
}

export class ReassignTask extends Reassigning {
  @UuidField({ description: "Id of the task" })
  task!: string;
}

/** @throws Rejection when there is no such task to do, or was none at that time */
export function openTask(tasks: readonly Task[], id: string, at: OccurredAt): Task {
  const task = tasks.find((each) => each.id === id);
  if (!task) throw new Rejection(NO_SUCH_TASK, { task: id });
  if (task.status !== "OPEN") throw new Rejection(TASK_ENDED, { task: id, state: task.status });
  if (definitelyBefore(at, task.added)) throw new Rejection(BEFORE_IT_WAS, { task: id });
  return task;
}

/** A task shows nobody the work who does not have it. @throws Rejection */
export function assertHasWork(holders: readonly (string | null | undefined)[], agency: string): void {
  if (!holders.includes(agency)) throw new Rejection(NOT_OF_THE_WORK, { agency });
}

/** @throws Rejection when they have it already */
export function assertOtherHands(task: Task, { agency, officer }: Pick<AssignTask, "agency" | "officer">): void {
  if (task.agency === agency && task.officer === (officer ?? null))
    throw new Rejection(ASSIGNED_SO, { agency, officer });
}

/** @throws Rejection when it is due on that day already */
export function assertOtherDay(task: Task, due: string | undefined): void {
  if (task.due === (due ?? null)) throw new Rejection(DUE_SO, { task: task.id, due });
}
