import type { Alarm } from "../../event-sourcing/projection-batch.js";
import type { View } from "../../event-sourcing/view-store.js";

/** What the projection worker is started with. All of it is given on to whoever opens the keys. */
export interface ProjectionWorkerData {
  /** Path of `events.db`. */
  readonly events: string;
  /** Path of `views.db`. */
  readonly views: string;
  /** URL of a module that exports `projections` (Projection[]) and `registry` (EventRegistry). */
  readonly slices: string;
  /**
   * URL of a module that exports `openProjectionKeys(data: ProjectionWorkerData)`, which gives ProjectionKeys; needed
   * when a projection `opens`.
   */
  readonly keys?: string | undefined;
  /** For that module: where the keys are. */
  readonly keySource?: unknown;
  /** Events folded at once. */
  readonly batch?: number | undefined;
}

export type ToWorker =
  | { readonly kind: "wake"; readonly head: number }
  | { readonly kind: "retry"; readonly call: number; readonly projection: string; readonly subject: string }
  | { readonly kind: "stop" };

export type FromWorker =
  | { readonly kind: "started" }
  | { readonly kind: "checkpoint"; readonly numbers: { readonly [projection: string]: number } }
  | { readonly kind: "alarm"; readonly alarm: Alarm }
  | { readonly kind: "refused"; readonly view: View; readonly reason: string }
  | { readonly kind: "failure"; readonly error: string }
  | { readonly kind: "answer"; readonly call: number; readonly waiting: number }
  | { readonly kind: "error"; readonly call: number; readonly notParked: boolean; readonly message: string };
