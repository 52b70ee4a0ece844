import type { Position } from "@eventstore/db-client";
import { StoreUnavailable, type Checkpoint } from "../../event-sourcing/stored-event/event-store.js";

/** Digits of a 64-bit position: padded, texts sort as the positions do. */
const DIGITS = 20;

/**
 * A commit position (bytes into the log) as the number of an event.
 * @throws StoreUnavailable when the server gave none, or one past 2^53, after nine petabytes
 */
export function numberOf(position: Position | undefined): number {
  if (position === undefined || position.commit > BigInt(Number.MAX_SAFE_INTEGER))
    throw new StoreUnavailable(
      position === undefined
        ? "EventStoreDB gives no position with an event: it must be version 22.10 or newer"
        : `position ${position.commit} of EventStoreDB is past what a number holds`,
    );
  return Number(position.commit);
}

/** `<commit>/<prepare>`. */
export function textOf({ commit, prepare }: Position): string {
  return `${String(commit).padStart(DIGITS, "0")}/${String(prepare).padStart(DIGITS, "0")}`;
}

/** @throws StoreUnavailable for a checkpoint of another engine */
export function positionOf({ position }: Checkpoint): Position {
  const match = /^(\d{20})\/(\d{20})$/.exec(position);
  if (!match) throw new StoreUnavailable(`${JSON.stringify(position)} is no position of EventStoreDB`);
  return { commit: BigInt(match[1]!), prepare: BigInt(match[2]!) };
}
