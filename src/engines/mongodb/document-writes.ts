import { MongoBulkWriteError, type AnyBulkWriteOperation, type Collection } from "mongodb";
import { answered } from "./connection.js";
import type { IndexedDocument, PendingDocument } from "./view-documents.js";

/** Documents written in one request. */
const CHUNK = 1_000;

/**
 * Writes documents, each only over one that has taken less; a change written ahead, also over one that has taken as
 * much.
 * @param assertHolds throws when nothing more may be written
 */
export async function writeDocuments(
  documents: Collection<IndexedDocument>,
  changed: readonly PendingDocument[],
  assertHolds: () => void,
): Promise<void> {
  for (let from = 0; from < changed.length; from += CHUNK) {
    const chunk = changed.slice(from, from + CHUNK);
    assertHolds();
    const operations = chunk.map((each) => guarded(each, true));
    const met = await answered(documents.bulkWrite(operations, { ordered: false }).then(() => [], duplicates));
    if (met.length === 0) continue;
    // Most met a newer document, and lose again; one that a late write inserted at the same moment may be older.
    assertHolds();
    const again = met.map((i) => guarded(chunk[i]!, false));
    await answered(documents.bulkWrite(again, { ordered: false }));
  }
}

function guarded({ _id, ...fields }: PendingDocument, upsert: boolean): AnyBulkWriteOperation<IndexedDocument> {
  const { number, rewrite } = fields;
  const older = { $or: [{ number: { $lt: number } }, { number, rewrite: { $lt: rewrite } }] };
  const removed = fields.document === null;
  return {
    updateOne: {
      filter: { _id, ...(rewrite > 0 ? older : { number: { $lt: number } }) },
      update: removed
        ? { $set: fields, $currentDate: { removedAt: true } }
        : { $set: fields, $unset: { removedAt: "" as const } },
      upsert,
    },
  };
}

/** Which writes met a document of the same id. @throws the error, when it says anything else */
function duplicates(error: unknown): number[] {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const errors = [error.writeErrors].flat();
  const others = errors.length === 0 || errors.some(({ code }) => code !== 11_000);
  // Beside them, that the majority has not got the rest is told in its own place only.
  if (others || error.result.getWriteConcernError() !== undefined) throw error;
  return errors.map(({ index }) => index);
}
