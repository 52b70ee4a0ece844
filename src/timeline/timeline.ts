import { InvalidCursor, type Condition, type Query, type ReadModel } from "../event-sourcing/projecting/read-model.js";
import { officePlace, timelineView, type TimelineDocument } from "./timeline.view.js";

/** The order recorded, or that of the world as far as it is known. */
export type TimelineOrder = "recorded" | "occurred";

/** What is left of a timeline. */
export interface TimelineFilter {
  readonly type?: string | undefined;
  /** For which it was recorded. */
  readonly agency?: string | undefined;
  readonly stream?: string | undefined;
}

/** Whether a filter leaves an event. No index has what it asks for: the events of one subject are looked through. */
export function leaves({ type, agency, stream }: TimelineFilter, event: TimelineDocument): boolean {
  return (
    (type === undefined || event.type === type) &&
    (agency === undefined || event.actor.agency === agency) &&
    (stream === undefined || event.stream === stream)
  );
}

export interface TimelineQuery {
  /** One person under all identities that are linked; or one office, and those that it took over from. */
  readonly of: "persons" | "offices";
  readonly ids: readonly string[];
  /** Of offices, the order recorded only. */
  readonly order: TimelineOrder;
  /** ISO 8601, inclusive; of the recording, or in the order of the world, of what may have happened in between. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface TimelinePage {
  readonly documents: readonly TimelineDocument[];
  readonly next?: string;
}

/** Where the page of each begins: at the start, after a cursor of the read model, or nowhere any more. */
type Places = { readonly [id: string]: string | null | "END" };

/**
 * A page of the timeline of several identities, or of what several offices recorded. The read model answers for one at
 * a time; their lists are merged here, and an event that names several of them is there once.
 * @throws InvalidCursor when `after` is no cursor of this query, or other identities are linked by now
 */
export async function timelinePage(readModel: ReadModel, query: TimelineQuery): Promise<TimelinePage> {
  const ids = [...new Set(query.ids)].toSorted();
  const places = placesIn(query.after, ids);
  const lists = await Promise.all(
    ids.map(async (id) => {
      const after = places[id]!;
      if (after === "END") return { id, documents: [], next: undefined };
      return { id, ...(await readModel.find<TimelineDocument>(timelineView.name, findFor(query, id, after))) };
    }),
  );
  const { documents, taken } = merge(
    lists.map((list) => list.documents),
    query,
  );
  const next: Record<string, string | null> = {};
  for (const [i, { id, documents: own, next: cursor }] of lists.entries()) {
    if (taken[i] === own.length) next[id] = cursor ?? "END";
    else if (taken[i] === 0) next[id] = places[id]!;
    else next[id] = await cursorAfter(readModel, query, id, places[id]!, taken[i]!);
  }
  const isLast = Object.values(next).every((place) => place === "END");
  return { documents, ...(!isLast && { next: Buffer.from(JSON.stringify(next)).toString("base64url") }) };
}

function findFor(query: TimelineQuery, id: string, after: string | null): Query {
  const { of, order, from, to, limit } = query;
  const where: Condition[] = [];
  if (of === "offices")
    where.push({ field: "office", from: officePlace(id, from ?? null), to: officePlace(id, to ?? null, LAST) });
  else where.push({ field: "persons", has: id }, ...inTime(order, from, to));
  const sort = of === "offices" ? "office" : order === "recorded" ? "number" : "place";
  return { where, sort: { field: sort, direction: "asc" }, limit, ...(after !== null && { after }) };
}

/** After every time. */
const LAST = "~";

function inTime(order: TimelineOrder, from: string | undefined, to: string | undefined): Condition[] {
  return order === "recorded"
    ? [...since("recordedAt", from), ...until("recordedAt", to)]
    : [...since("notAfter", from), ...until("notBefore", to)];
}

function since(field: string, from: string | undefined): Condition[] {
  return from === undefined ? [] : [{ field, from }];
}

function until(field: string, to: string | undefined): Condition[] {
  return to === undefined ? [] : [{ field, to }];
}

/** The first `limit` documents of all lists, and how many of each list that takes. */
function merge(lists: readonly (readonly TimelineDocument[])[], query: TimelineQuery) {
  const documents: TimelineDocument[] = [];
  const taken = lists.map(() => 0);
  for (;;) {
    const heads = lists.flatMap((list, i) => list[taken[i]!] ?? []);
    const [first] = heads.toSorted((a, b) => inOrder(a, b, query));
    if (first === undefined || documents.length === query.limit) return { documents, taken };
    documents.push(first);
    for (const [i, list] of lists.entries()) if (list[taken[i]!]?.id === first.id) taken[i]!++;
  }
}

/** The order in which the read model gives them. */
function inOrder(a: TimelineDocument, b: TimelineDocument, { of, order }: Pick<TimelineQuery, "of" | "order">): number {
  const placeOf = ({ number, recordedAt, place }: TimelineDocument) =>
    of === "offices" ? recordedAt : order === "recorded" ? number : place;
  const [placeA, placeB] = [placeOf(a), placeOf(b)];
  if (placeA !== placeB) return placeA < placeB ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The read model has cursors for the ends of pages only: a page that ends there gets one. */
async function cursorAfter(
  readModel: ReadModel,
  query: TimelineQuery,
  id: string,
  after: string | null,
  taken: number,
): Promise<string> {
  const { next } = await readModel.find(timelineView.name, findFor({ ...query, limit: taken }, id, after));
  return next ?? "END";
}

/**
 * A page of what is kept of a timeline, filled up from what follows: its cursor names the last event that was looked
 * at.
 * @param kept what of the events of a page is kept, in their order
 */
export async function filledPage(
  readModel: ReadModel,
  query: TimelineQuery,
  kept: (documents: readonly TimelineDocument[]) => Promise<readonly TimelineDocument[]>,
): Promise<TimelinePage> {
  const documents: TimelineDocument[] = [];
  let { after } = query;
  do {
    const page = await timelinePage(readModel, { ...query, limit: query.limit - documents.length, after });
    documents.push(...(await kept(page.documents)));
    after = page.next;
  } while (after !== undefined && documents.length < query.limit);
  return { documents, ...(after !== undefined && { next: after }) };
}

function placesIn(cursor: string | undefined, ids: readonly string[]): Places {
  if (cursor === undefined) return Object.fromEntries(ids.map((id) => [id, null]));
  let places: unknown;
  try {
    places = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    throw new InvalidCursor("this is no cursor");
  }
  if (
    places === null ||
    typeof places !== "object" ||
    !Object.values(places).every((place) => place === null || typeof place === "string")
  )
    throw new InvalidCursor("this is no cursor");
  if (Object.keys(places).toSorted().join() !== ids.join())
    throw new InvalidCursor("the cursor belongs to another person, or other identities are linked by now");
  return places as Places;
}
