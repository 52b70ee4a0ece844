import type { Checkpoints, ReactionsCheckpoint } from "../src/event-sourcing/reacting/checkpoints.js";

/** How far the reactions of one store have come, for as long as the process lives. */
export function checkpointInMemory(): Checkpoints {
  let checkpoint: ReactionsCheckpoint | null = null;
  return {
    load: async () => checkpoint,
    save: async (_name, reached) => void (checkpoint = reached),
    forget: async () => void (checkpoint = null),
  };
}
