import { NO_STREAM, WrongExpectedVersionError, type EventStoreDBClient } from "@eventstore/db-client";
import {
  AppendTooLarge,
  RevisionConflict,
  StoreUnavailable,
  type ReadyEvent,
} from "../../event-sourcing/stored-event/event-store.js";
import { numberOf } from "./positions.js";
import { eventData } from "./raw-event.js";
import type { TimeLimit } from "./time-limit.js";

/** What the server takes in one append unless it is configured otherwise, as it counts it: 1 MiB. */
const MAX_APPEND_BYTES = 1024 * 1024;

/**
 * No answer in time, though the server was told the same limit: what carries the appends may have ended without the
 * client's noticing, and would swallow those that follow.
 */
export class AppendUnanswered extends StoreUnavailable {}

/** @throws AppendTooLarge, RangeError for no event at all */
export function assertAppendable(events: readonly ReadyEvent[]): void {
  if (events.length === 0) throw new RangeError("an append needs at least one event");
  const size = events.reduce((sum, { bytes, type }) => sum + bytes.byteLength + 2 * type.length, 0);
  if (size > MAX_APPEND_BYTES)
    throw new AppendTooLarge(`an append of ${size} bytes is over the limit of ${MAX_APPEND_BYTES}`);
}

/**
 * Appends at an exact revision, and waits for the answer a limited time: the client would wait for ever.
 * @returns number of the last event. @throws RevisionConflict; StoreUnavailable when the outcome is unknown
 */
export async function append(
  client: EventStoreDBClient,
  stream: string,
  expected: number,
  events: readonly ReadyEvent[],
  limit: TimeLimit,
): Promise<number> {
  const appending = client.appendToStream(stream, events.map(eventData), {
    expectedRevision: expected < 0 ? NO_STREAM : BigInt(expected),
    // A follower would pass it on, and so hide from the client that the leader is another.
    requiresLeader: true,
    deadline: limit.ms,
  });
  const { position } = await answerWithin(limit, appending);
  return numberOf(position);
}

/** The revision at which a stream really stands; `no_stream` is -1. */
export function conflictOf(error: WrongExpectedVersionError, stream: string, expected: number): RevisionConflict {
  const { actualVersion } = error;
  return new RevisionConflict(stream, expected, typeof actualVersion === "bigint" ? Number(actualVersion) : -1);
}

function answerWithin<T>({ ms, begin }: TimeLimit, answer: Promise<T>): Promise<T> {
  let end = (): void => undefined;
  const time = new Promise<never>((_, reject) => {
    end = begin(() => reject(new AppendUnanswered(`EventStoreDB: no answer to an append within ${ms} ms`)));
  });
  return Promise.race([answer, time]).finally(() => end());
}
