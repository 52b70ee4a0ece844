import type { EventRecord } from "../stored-event/event-record.js";
import { withdrawnBy } from "../stored-event/withdrawal.js";

/** A document of a list whose order changes. */
export interface Moved {
  /** Number of the newest event that changed by what it is found, or where it stands: an index. */
  readonly moved: number;
}

/**
 * The newest event that moved a document in its lists. A correction counts in any case, as does a withdrawal: what the
 * document was before, its history doesn't tell any more.
 * @param found by what it is found and sorted now; each of these stands in the document before, too
 */
export function movedBy(
  before: Moved | undefined,
  found: object,
  event: Pick<EventRecord, "type" | "corrects" | "number" | "correctedBy" | "readAsOf">,
): number {
  const { number, correctedBy, readAsOf } = event;
  if (before === undefined) return readAsOf;
  if (correctedBy.length > 0 || withdrawnBy(event) !== undefined) return Math.max(before.moved, readAsOf);
  const had = before as Moved & { readonly [field: string]: unknown };
  const moves = Object.entries(found).some(([field, value]) => JSON.stringify(value) !== JSON.stringify(had[field]));
  return moves ? Math.max(before.moved, number) : before.moved;
}
