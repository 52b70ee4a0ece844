import { hashOf } from "./envelope.js";
import type { EventStore, RawEvent } from "./event-store.js";

/** An event by which a log is known again: another log, or another life of this one, has another event there. */
export interface Mark {
  readonly stream: string;
  readonly revision: number;
  /** Id of the event. */
  readonly id: string;
  /** SHA-256 (base64url) of its bytes. */
  readonly hash: string;
}

/** How far something has come in a log, with a mark by which that can be checked. */
export interface Marked {
  readonly number: number;
  /** Absent where an earlier release wrote it: nothing tells then of which log it is. */
  readonly mark?: Mark | null;
}

/**
 * `there`: what was taken is what the log has. `ahead`: the log ends before it. `other`: it was taken from another log.
 */
export type Standing = "there" | "ahead" | "other";

export function markOf({ stream, revision, id, bytes }: RawEvent): Mark {
  return { stream, revision, id, hash: hashOf(bytes) };
}

/**
 * Whether what has come so far came from this log. It costs one look-up, however long the log is.
 * @throws StoreUnavailable
 */
export async function standingIn(
  events: Pick<EventStore, "head" | "readStream">,
  { number, mark }: Marked,
): Promise<Standing> {
  if (number < 0) return "there";
  if (number > (await events.head())) return "ahead";
  if (!mark) return "other";
  const [raw] = await events.readStream(mark.stream, mark.revision);
  const same = raw !== undefined && raw.number === number && raw.id === mark.id && hashOf(raw.bytes) === mark.hash;
  return same ? "there" : "other";
}
