import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { InvalidCursor, type Condition, type ReadModel } from "../event-sourcing/projecting/read-model.js";
import { allPages } from "../event-sourcing/projecting/all-pages.js";
import type { PageOfReads, ReadLog, ReadPage, RecordedRead } from "./read-log.js";
import type { ReadWriter } from "./read-writer.js";
import { readsView, type ListDocument, type ReadDocument } from "./reads.view.js";

/** How long a query waits for what was recorded before it. */
const WAIT_MS = 2_000;
/** Lists that are looked up at once. */
const LISTS_PAGE = 500;

/** The log of reads over its store, and the view that follows it. */
export function readLog(writer: ReadWriter, store: EventStore, readModel: ReadModel): ReadLog {
  /** Names of the lists that hold an id. */
  async function listsWith(id: string): Promise<string[]> {
    const names: string[] = [];
    const pages = allPages(async (after) => {
      const where = [
        { field: "concerns", has: id },
        { field: "officer", is: null },
      ];
      const { documents, next } = await readModel.find<ListDocument>(readsView.name, {
        where,
        limit: LISTS_PAGE,
        after,
      });
      return { rows: documents, next };
    });
    for await (const { id: name } of pages) names.push(name);
    return names;
  }

  /** Reads as they are told, each with the ids that its list has. */
  async function opened(documents: readonly ReadDocument[]): Promise<RecordedRead[]> {
    const names = [...new Set(documents.flatMap(({ list }) => list ?? []))];
    const lists = await readModel.getMany<ListDocument>(readsView.name, names);
    const idsOf = new Map(lists.map(({ id, concerns }) => [id, concerns]));
    return documents.map(({ concerns: _concerns, number: _number, list, ...read }) =>
      list === undefined ? read : { ...read, ids: idsOf.get(list) ?? [] },
    );
  }

  async function between(where: readonly Condition[], { limit, after }: PageOfReads): Promise<ReadPage> {
    const { documents, next } = await readModel.find<ReadDocument>(readsView.name, {
      where,
      sort: { field: "recordedAt", direction: "desc" },
      limit,
      after,
    });
    return { reads: await opened(documents), ...(next !== undefined && { next }) };
  }

  return {
    record: (entry) => writer.write(entry),
    async of(id, { limit, after }) {
      const { documents, next } = await readModel.find<ReadDocument>(readsView.name, {
        where: [
          { field: "concerns", hasAny: [id, ...(await listsWith(id))] },
          { field: "number", from: 0, ...(after !== undefined && { to: numberBefore(after) }) },
        ],
        sort: { field: "number", direction: "desc" },
        limit,
      });
      return { reads: await opened(documents), ...(next !== undefined && { next: `${documents.at(-1)!.number}` }) };
    },
    between: (from, to, { agency, officer, ...page }) =>
      between(
        [
          { field: "recordedAt", from, to },
          ...(agency === undefined ? [] : [{ field: "agency", is: agency }]),
          ...(officer === undefined ? [] : [{ field: "officer", is: officer }]),
        ],
        page,
      ),
    caughtUp: async () => readModel.waitFor(await store.head(), WAIT_MS, readsView.name),
  };
}

/**
 * A page begins before the last read of the one before, by its number: the cursors of the read model are those of one
 * query, and another list may hold the id by now.
 */
function numberBefore(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw new InvalidCursor("this is no cursor");
  return Number(cursor) - 1;
}
