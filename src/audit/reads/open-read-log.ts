import type { EventStore } from "../../event-sourcing/event-store.js";
import type { Condition, ReadModel } from "../../event-sourcing/read-model.js";
import type { PageOfReads, ReadLog, ReadPage, RecordedRead } from "./read-log.js";
import type { ReadWriter } from "./read-writer.js";
import { readsView, type ReadDocument } from "./reads.view.js";

/** How long a query waits for what was recorded before it. */
const WAIT_MS = 2_000;

/** The log of reads over its store, and the view that follows it. */
export function readLog(writer: ReadWriter, store: EventStore, readModel: ReadModel): ReadLog {
  async function find(where: readonly Condition[], field: string, { limit, after }: PageOfReads): Promise<ReadPage> {
    const { documents, next } = await readModel.find<ReadDocument>(readsView.name, {
      where,
      sort: { field, direction: "desc" },
      limit,
      after,
    });
    return { reads: documents.map(told), ...(next !== undefined && { next }) };
  }

  return {
    record: (entry) => writer.write(entry),
    of: (id, page) => find([{ field: "concerns", has: id }], "number", page),
    between: (from, to, { agency, officer, ...page }) =>
      find(
        [
          { field: "recordedAt", from, to },
          ...(agency === undefined ? [] : [{ field: "agency", is: agency }]),
          ...(officer === undefined ? [] : [{ field: "officer", is: officer }]),
        ],
        "recordedAt",
        page,
      ),
    caughtUp: async () => readModel.waitFor(await store.head(), WAIT_MS, readsView.name),
  };
}

function told({ concerns: _concerns, number: _number, ...read }: ReadDocument): RecordedRead {
  return read;
}
