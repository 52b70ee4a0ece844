import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { fieldsOf, NO_FIELDS, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { WORK_ENDED } from "./codes.js";

/** How a task ended: with whom, when, and, of one that was dropped, why. */
export interface TaskEnd {
  readonly at: OccurredAt;
  readonly by: string;
  readonly agency: string | null;
  readonly reason: string | null;
  /** Sealed: note. */
  readonly fields: PersonalRecord;
}

/** Something that is to be done in a case or a repatriation; several are open at once. */
export interface Task {
  readonly id: string;
  readonly kind: string;
  /** Who has it to do. */
  readonly agency: string;
  readonly officer: string | null;
  /** ISO: since when they have it. */
  readonly since: string;
  /** Calendar date; null where none was given. */
  readonly due: string | null;
  readonly added: OccurredAt;
  /** Officer or process manager who added it. */
  readonly addedBy: string;
  /** Sealed: note. */
  readonly fields: PersonalRecord;
  readonly status: "OPEN" | "DONE" | "DROPPED";
  readonly ended: TaskEnd | null;
}

/** What is told of a task: an event of its own, or one that ends the work. */
const TASK_EVENT = /^(?:Case|Repatriation)Task(Added|Assigned|Moved|Done|Dropped)$/;

/**
 * The tasks after an event of a task. Events come as they happened: a correction may set an event of a task before the
 * one that added it. What it says is then kept under what the addition says.
 * @param ended whether the work is closed: a task that is open then is dropped with it
 */
export function tasksAfter(tasks: readonly Task[], event: EventRecord, ended: TaskEnd | null): readonly Task[] {
  const what = TASK_EVENT.exec(event.type)?.[1];
  if (what === undefined) return tasks;
  const { task: id, ...facts } = event.facts as unknown as TaskFacts;
  const known = tasks.find((each) => each.id === id);
  const next = withFacts(known ?? unknown(id, event), what, facts, event);
  const standing = ended !== null && next.status === "OPEN" ? dropped(next, ended) : next;
  return known ? tasks.map((each) => (each === known ? standing : each)) : [...tasks, standing];
}

/** The work has ended: what is open of it is not to be done any more. It stays dropped if the work goes on. */
export function tasksEnded(tasks: readonly Task[], end: TaskEnd): readonly Task[] {
  return tasks.some(({ status }) => status === "OPEN")
    ? tasks.map((each) => (each.status === "OPEN" ? dropped(each, end) : each))
    : tasks;
}

/** How tasks end that are open when an event ends their work. */
export function endOfWork({ occurredAt: at, actor }: EventRecord): TaskEnd {
  return { at, by: actor.id, agency: actor.agency, reason: WORK_ENDED, fields: NO_FIELDS };
}

export function openTasks({ tasks }: { readonly tasks: readonly Task[] }): Task[] {
  return tasks.filter(({ status }) => status === "OPEN");
}

interface TaskFacts {
  readonly task: string;
  readonly kind?: string;
  readonly agency?: string;
  readonly officer?: string;
  readonly due?: string;
  readonly reason?: string;
}

function unknown(id: string, { occurredAt: added, actor }: EventRecord): Task {
  const nobody = { kind: "OTHER", agency: "", officer: null, since: "", due: null };
  return { id, ...nobody, added, addedBy: actor.id, fields: NO_FIELDS, status: "OPEN", ended: null };
}

function withFacts(task: Task, what: string, facts: Omit<TaskFacts, "task">, event: EventRecord): Task {
  const since = event.occurredAt.earliest ?? event.recordedAt;
  const { agency = "", officer = null, due = null, kind = "OTHER", reason = null } = facts;
  const fields = fieldsOf(event, "narrative");
  switch (what) {
    case "Added": {
      // What was told of it as of an earlier time stands.
      const has = task.agency === "" ? { agency, officer, since } : {};
      const told = { kind, due: task.due ?? due, added: event.occurredAt, addedBy: event.actor.id, fields };
      return { ...task, ...told, ...has };
    }
    case "Assigned":
      return { ...task, agency, officer, since };
    case "Moved":
      return { ...task, due };
    default: {
      const ended = { at: event.occurredAt, by: event.actor.id, agency: event.actor.agency, reason, fields };
      return { ...task, status: what === "Done" ? "DONE" : "DROPPED", ended };
    }
  }
}

function dropped(task: Task, ended: TaskEnd): Task {
  return { ...task, status: "DROPPED", ended };
}

/** Who owes a task that has a day: whoever has it now; of one that is not there any more, who told of it. */
export function taskOwner(tasks: readonly Task[], facts: { readonly task?: unknown }, otherwise: string | null) {
  const task = tasks.find(({ id }) => id === facts.task);
  return task === undefined || task.agency === ""
    ? { agency: otherwise, officer: null }
    : { agency: task.agency, officer: task.officer };
}

/** A task, and whether it was to be done before today. */
export type TaskRow = Task & { readonly overdue: boolean };

/**
 * As a page shows them: what is open first, what is due first first.
 * @param today calendar date on which what is overdue is judged
 */
export function taskRows(tasks: readonly Task[], today: string): TaskRow[] {
  const place = ({ id, status, due, since }: Task) => `${status === "OPEN" ? 1 : 2} ${due ?? "9999"} ${since} ${id}`;
  return tasks
    .toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
    .map((task) => ({ ...task, overdue: task.status === "OPEN" && task.due !== null && task.due < today }));
}
