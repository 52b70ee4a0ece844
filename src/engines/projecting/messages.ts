import type { Alarm } from "../../event-sourcing/projecting/projection-batch.js";
import type { View } from "../../event-sourcing/projecting/view-store.js";

export type ToWorker =
  /** Events up to this number are there. */
  { readonly kind: "wake"; readonly head: number } | { readonly kind: "stop" };

export type FromWorker =
  | { readonly kind: "started" }
  | { readonly kind: "checkpoint"; readonly numbers: { readonly [projection: string]: number } }
  | { readonly kind: "alarm"; readonly alarm: Alarm }
  | { readonly kind: "refused"; readonly view: View; readonly reason: string }
  | { readonly kind: "foreign"; readonly projection: string; readonly standing: "ahead" | "other" }
  | { readonly kind: "failure"; readonly error: string };
