import { kindOf } from "../failure.js";
import { UnreadableEvent } from "../stored-event/registry.js";

/** Why a view could not take an event: never a value of it, as that may be a person's. */
export interface ParkingReason {
  /**
   * `UNREADABLE_EVENT`: a later release wrote the event, or it is damaged. `HANDLER_FAILED`: the view's own code failed
   * at it.
   */
  readonly class: "UNREADABLE_EVENT" | "HANDLER_FAILED";
  /** Kind of the error, e.g. `RangeError`. */
  readonly error: string;
}

/** What is stored of a fault: its kind, and its message where that can't be made of an opened field. */
export function faultInWords(cause: unknown, opens: boolean): string {
  if (!(cause instanceof Error)) return "something that is no error was thrown";
  const kind = kindOf(cause);
  return opens && !(cause instanceof UnreadableEvent) ? kind : `${kind}: ${cause.message}`;
}

/** @param error as it is stored */
export function parkingReason(error: string): ParkingReason {
  const [kind] = error.split(":", 1) as [string];
  // What is stored since an earlier release may be anything.
  const known = /^[A-Za-z][\w$]{0,99}$/.test(kind) ? kind : "Error";
  return { class: known === UnreadableEvent.name ? "UNREADABLE_EVENT" : "HANDLER_FAILED", error: known };
}
