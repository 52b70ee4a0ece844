import type { Checkpoint } from "../stored-event/event-store.js";
import type { Mark } from "../stored-event/mark.js";

/** How far the process managers have come. */
export interface ReactionsCheckpoint extends Checkpoint {
  /** Number of the newest event that followed from one up to here, -1 for none. */
  readonly followed: number;
  /** The event at that number, by which it is known whether the log is still the one that was followed. */
  readonly mark?: Mark | null;
}

/** Where subscribers of their own stand. Losing one costs time, never an effect: what it guards is idempotent. */
export interface Checkpoints {
  load(name: string): Promise<ReactionsCheckpoint | null>;
  /** One that is not further than what is there changes nothing. */
  save(name: string, checkpoint: ReactionsCheckpoint): Promise<void>;
  /** Removes one of another log: a lower one may then be saved. */
  forget(name: string): Promise<void>;
}
