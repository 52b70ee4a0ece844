import { orphanedAmong, type Orphaned } from "../agency/orphaned-work.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import type { TaskRow } from "./task.js";

/** A task on the page of its work. */
export type TaskOnPage = TaskRow & {
  /** The officer who has it acts for its agency no more, or its agency has ended and gave it to nobody; of an open one. */
  readonly orphaned: Orphaned | null;
};

/** @param now ISO 8601: whether the officer who has a task has left, is told as of then */
export async function tasksOnPage(
  tasks: readonly TaskRow[],
  readModel: ReadModel,
  now: string,
): Promise<readonly TaskOnPage[]> {
  const orphaned = await orphanedAmong(
    readModel,
    tasks.filter(({ status }) => status === "OPEN"),
    now,
  );
  return tasks.map((task) => ({ ...task, orphaned: task.status === "OPEN" ? orphaned(task) : null }));
}
