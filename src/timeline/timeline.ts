import { InvalidCursor, type Condition, type Query, type ReadModel } from "../event-sourcing/projecting/read-model.js";
import { timelineView, type TimelineDocument } from "./timeline.view.js";

/** The order recorded, or that of the world as far as it is known. */
export type TimelineOrder = "recorded" | "occurred";

export interface TimelineQuery {
  /** One person under all identities that are linked. */
  readonly persons: readonly string[];
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

/** Where the page of each person begins: at the start, after a cursor of the read model, or nowhere any more. */
type Places = { readonly [person: string]: string | null | "END" };

/**
 * A page of the timeline of several identities. The read model answers for one at a time; their lists are merged here,
 * and an event that names several of them is there once.
 * @throws InvalidCursor when `after` is no cursor of this query, or other identities are linked by now
 */
export async function timelinePage(readModel: ReadModel, query: TimelineQuery): Promise<TimelinePage> {
  const persons = [...new Set(query.persons)].toSorted();
  const places = placesIn(query.after, persons);
  const lists = await Promise.all(
    persons.map(async (person) => {
      const after = places[person]!;
      if (after === "END") return { person, documents: [], next: undefined };
      return { person, ...(await readModel.find<TimelineDocument>(timelineView.name, findFor(query, person, after))) };
    }),
  );
  const { documents, taken } = merge(
    lists.map((list) => list.documents),
    query,
  );
  const next: Record<string, string | null> = {};
  for (const [i, { person, documents: own, next: following }] of lists.entries()) {
    if (taken[i] === own.length) next[person] = following ?? "END";
    else if (taken[i] === 0) next[person] = places[person]!;
    else next[person] = await cursorAfter(readModel, query, person, places[person]!, taken[i]!);
  }
  const isLast = Object.values(next).every((place) => place === "END");
  return { documents, ...(!isLast && { next: Buffer.from(JSON.stringify(next)).toString("base64url") }) };
}

function findFor({ order, from, to, limit }: TimelineQuery, person: string, after: string | null): Query {
  const inTime =
    order === "recorded"
      ? [...since("recordedAt", from), ...until("recordedAt", to)]
      : [...since("notAfter", from), ...until("notBefore", to)];
  return {
    where: [{ field: "persons", has: person }, ...inTime],
    sort: { field: order === "recorded" ? "number" : "place", direction: "asc" },
    limit,
    ...(after !== null && { after }),
  };
}

function since(field: string, from: string | undefined): Condition[] {
  return from === undefined ? [] : [{ field, from }];
}

function until(field: string, to: string | undefined): Condition[] {
  return to === undefined ? [] : [{ field, to }];
}

/** The first `limit` documents of all lists, and how many of each list that takes. */
function merge(lists: readonly (readonly TimelineDocument[])[], { order, limit }: TimelineQuery) {
  const documents: TimelineDocument[] = [];
  const taken = lists.map(() => 0);
  for (;;) {
    const heads = lists.flatMap((list, i) => list[taken[i]!] ?? []);
    const [first] = heads.toSorted((a, b) => inOrder(a, b, order));
    if (first === undefined || documents.length === limit) return { documents, taken };
    documents.push(first);
    for (const [i, list] of lists.entries()) if (list[taken[i]!]?.id === first.id) taken[i]!++;
  }
}

/** The order in which the read model gives them. */
function inOrder(a: TimelineDocument, b: TimelineDocument, order: TimelineOrder): number {
  const [placeA, placeB] = order === "recorded" ? [a.number, b.number] : [a.place, b.place];
  if (placeA !== placeB) return placeA < placeB ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The read model has cursors for the ends of pages only: a page that ends there gets one. */
async function cursorAfter(
  readModel: ReadModel,
  query: TimelineQuery,
  person: string,
  after: string | null,
  taken: number,
): Promise<string> {
  const { next } = await readModel.find(timelineView.name, findFor({ ...query, limit: taken }, person, after));
  return next ?? "END";
}

function placesIn(cursor: string | undefined, persons: readonly string[]): Places {
  if (cursor === undefined) return Object.fromEntries(persons.map((person) => [person, null]));
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
  if (Object.keys(places).toSorted().join() !== persons.join())
    throw new InvalidCursor("the cursor belongs to another person, or other identities are linked by now");
  return places as Places;
}
