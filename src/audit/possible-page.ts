import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { InvalidCursor } from "../event-sourcing/projecting/read-model.js";
import { LIMITS } from "../limits.js";
import type { StreamAt } from "./person-at.js";

/** Part of what had perhaps happened, in the order of the streams, and within one as it happened. */
export interface PossiblePage {
  readonly rows: readonly { readonly stream: string; readonly event: EventRecord; readonly state: object }[];
  /** How many there are, on all pages. */
  readonly count: number;
  /** Pass it as `after`; absent on the last page. */
  readonly next?: string;
}

/**
 * A page of what had perhaps happened, at least one of it. Each comes with a whole state, so there are only as many as
 * an answer can hold, and no more states are made.
 * @param after id of the last event of the page before
 * @throws InvalidCursor when that event is none that had perhaps happened
 */
export function possiblePage(streams: readonly StreamAt[], after?: string): PossiblePage {
  const all = streams.flatMap(({ stream, possibly }) => possibly.map((possibility) => ({ stream, possibility })));
  const last = after === undefined ? -1 : all.findIndex(({ possibility }) => possibility.event.id === after);
  if (after !== undefined && last < 0) throw new InvalidCursor("the cursor belongs to another moment");
  const rows: PossiblePage["rows"][number][] = [];
  let bytes = 0;
  for (const { stream, possibility } of all.slice(last + 1, last + 1 + LIMITS.possibleStates.most)) {
    const { event, state } = possibility;
    bytes += Buffer.byteLength(JSON.stringify(state));
    if (rows.length > 0 && bytes > LIMITS.possibleBytes.most) break;
    rows.push({ stream, event, state });
  }
  const more = last + 1 + rows.length < all.length;
  return { rows, count: all.length, ...(more && { next: rows.at(-1)!.event.id }) };
}
