import type { Checkpoint } from "./event-store.js";

/** Where a subscriber of its own stands. Losing one costs time, never an effect: what it guards is idempotent. */
export interface Checkpoints {
  load(name: string): Promise<Checkpoint | null>;
  save(name: string, checkpoint: Checkpoint): Promise<void>;
}
