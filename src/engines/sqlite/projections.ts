import { startProjections, type ProjectionsOptions } from "../projecting/projections.js";
import { projector, type Projecting, type ProjectingData } from "../projecting/thread.js";
import type { WaitingThread } from "../waiting-thread.js";

/** What the thread that keeps `views.db` is started with. All of it is given on to whoever opens the keys. */
export interface SqliteProjecting extends ProjectingData {
  /** Path of `events.db`. */
  readonly events: string;
  /** Path of `reads.db`; needed when there are views of the log of reads. */
  readonly reads?: string | undefined;
  /** Path of `views.db`. */
  readonly views: string;
  /**
   * URL of a module that exports `openProjectionKeys(data: SqliteProjecting)`, which gives ProjectionKeys; needed
   * when a projection `opens`.
   */
  readonly keys?: string | undefined;
  /** For that module: where the keys are. */
  readonly keySource?: unknown;
}

/** A thread that can keep `views.db` up to date once it is told where. @param slices as in SqliteProjecting */
export function sqliteProjector(slices: string): WaitingThread {
  return projector(new URL("./projection-worker.js", import.meta.url), slices);
}

/**
 * Starts the thread that keeps `views.db` up to date.
 * @param thread a `sqliteProjector` of these slices that waits already
 * @throws what kept it from starting
 */
export function startSqliteProjections(
  options: Omit<ProjectionsOptions<SqliteProjecting>, "thread">,
  thread: WaitingThread = sqliteProjector(options.data.slices),
): Promise<Projecting> {
  return startProjections({ ...options, thread });
}
