import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { hashOf } from "../event-sourcing/stored-event/envelope.js";
import { UnreadableEvent, type EventRegistry } from "../event-sourcing/stored-event/registry.js";
import { InvalidCursor } from "../event-sourcing/projecting/read-model.js";
import { CaseRepatriationOpened } from "../protection-case/case.events.js";
import { leaves, type TimelineFilter, type TimelineOrder } from "../timeline/timeline.js";
import { corrected, documentOf, type TimelineDocument } from "../timeline/timeline.view.js";

/** All that was recorded of one piece of work, read from the log itself. */
export interface Trail {
  /** In the order recorded. */
  readonly events: readonly TimelineDocument[];
  /** Stored events that this release can't read: they are there, and what they say is not shown. */
  readonly unreadable: readonly UnreadEvent[];
}

export interface UnreadEvent {
  readonly stream: string;
  readonly revision: number;
  readonly number: number;
  readonly type: string;
  readonly hash: string;
}

interface Sources {
  readonly store: Pick<EventStore, "readStream">;
  readonly registry: EventRegistry;
}

/** The trail of a case: its own stream, and those of the repatriations that it opened. */
export async function trailOfCase(sources: Sources, id: string): Promise<Trail> {
  const own = await trailOfStreams(sources, [`case-${id}`]);
  const opened = own.events.flatMap(({ type, facts }) =>
    type === CaseRepatriationOpened.type ? `repatriation-${facts.repatriation as string}` : [],
  );
  const others = await trailOfStreams(sources, [...new Set(opened)]);
  return {
    events: [...own.events, ...others.events].toSorted((a, b) => a.number - b.number),
    unreadable: [...own.unreadable, ...others.unreadable].toSorted((a, b) => a.number - b.number),
  };
}

export function trailOfRepatriation(sources: Sources, id: string): Promise<Trail> {
  return trailOfStreams(sources, [`repatriation-${id}`]);
}

async function trailOfStreams({ store, registry }: Sources, streams: readonly string[]): Promise<Trail> {
  const documents = new Map<string, TimelineDocument>();
  const unreadable: UnreadEvent[] = [];
  for (const stream of streams)
    for (const raw of await store.readStream(stream)) {
      let event: EventRecord;
      try {
        event = registry.read(raw);
      } catch (error) {
        if (!(error instanceof UnreadableEvent)) throw error;
        const { revision, number, type, bytes } = raw;
        unreadable.push({ stream, revision, number, type, hash: hashOf(bytes) });
        continue;
      }
      documents.set(event.id, documentOf(event));
      for (const id of [event.corrects?.event, event.facts["correctsAgain"]]) {
        const mistaken = typeof id === "string" ? documents.get(id) : undefined;
        if (mistaken) documents.set(mistaken.id, corrected(mistaken, event));
      }
    }
  return { events: [...documents.values()].toSorted((a, b) => a.number - b.number), unreadable };
}

export interface TrailQuery extends TimelineFilter {
  readonly order: TimelineOrder;
  /** ISO 8601, inclusive, as of a timeline. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** A page of what is left of a trail. @throws InvalidCursor when `after` is none of this query */
export function trailPage(
  events: readonly TimelineDocument[],
  query: TrailQuery,
): { readonly documents: readonly TimelineDocument[]; readonly next?: string } {
  const { order, limit, after } = query;
  const left = events.filter((event) => leaves(query, event) && isInTime(event, query));
  const ordered = order === "recorded" ? left : left.toSorted(inTheWorld);
  const last = after === undefined ? -1 : ordered.findIndex(({ id }) => cursorOf(id, query) === after);
  if (after !== undefined && last < 0) throw new InvalidCursor("the cursor belongs to another query");
  const documents = ordered.slice(last + 1, last + 1 + limit);
  const more = last + 1 + documents.length < ordered.length;
  return { documents, ...(more && { next: cursorOf(documents.at(-1)!.id, query) }) };
}

function isInTime(event: TimelineDocument, { order, from, to }: TrailQuery): boolean {
  const [begins, ends] =
    order === "recorded" ? [event.recordedAt, event.recordedAt] : [event.notBefore, event.notAfter];
  return (from === undefined || ends >= from) && (to === undefined || begins <= to);
}

function inTheWorld(a: TimelineDocument, b: TimelineDocument): number {
  if (a.place !== b.place) return a.place < b.place ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** Names the last event of a page, and the query whose page it is. */
function cursorOf(event: string, { order, type, agency, stream, from, to }: TrailQuery): string {
  const asked = [order, type, agency, stream, from, to].map((each) => each ?? null);
  return Buffer.from(JSON.stringify([event, hashOf(JSON.stringify(asked)).slice(0, 16)])).toString("base64url");
}
