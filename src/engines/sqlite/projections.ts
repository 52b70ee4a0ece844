import { startProjections, type ProjectionsOptions } from "../projecting/projections.js";
import type { Projecting, ProjectingData } from "../projecting/thread.js";

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

/** Starts the thread that keeps `views.db` up to date. @throws what kept it from starting */
export function startSqliteProjections(
  options: Omit<ProjectionsOptions<SqliteProjecting>, "worker">,
): Promise<Projecting> {
  return startProjections({ ...options, worker: new URL("./projection-worker.js", import.meta.url) });
}
