import type { ReadModel } from "../../src/event-sourcing/projecting/read-model.js";

/**
 * A read model that notes what is asked of it, without the ids: two questions that cost the same have the same notes.
 */
export function countingReads(reads: ReadModel) {
  let notes: string[] = [];
  const noted: ReadModel = {
    get: (projection, id) => (notes.push(`get ${projection}`), reads.get(projection, id)),
    getMany: (projection, ids) => (notes.push(`getMany ${projection} ${ids.length}`), reads.getMany(projection, ids)),
    find(projection, query) {
      notes.push(`find ${projection} ${query.where.map(({ field }) => field).join(" ")}`);
      return reads.find(projection, query);
    },
    heldTexts: (projection, field, texts) => (
      notes.push(`heldTexts ${projection}`),
      reads.heldTexts(projection, field, texts)
    ),
    count: (projection, where, groupBy) => (notes.push(`count ${projection}`), reads.count(projection, where, groupBy)),
    cells: (projection, query) => (notes.push(`cells ${projection}`), reads.cells(projection, query)),
    freshness: (projection) => (notes.push(`freshness ${projection}`), reads.freshness(projection)),
    waitFor(number, timeoutMs, projection) {
      notes.push(`waitFor ${projection}`);
      return reads.waitFor(number, timeoutMs, projection);
    },
    reached: (projection) => reads.reached(projection),
    held: (projection) => (notes.push(`held ${projection}`), reads.held(projection)),
    versions: () => (notes.push("versions"), reads.versions()),
    outcomeOf: (order) => (notes.push("outcomeOf"), reads.outcomeOf(order)),
    parked: (projection) => (notes.push(`parked ${projection}`), reads.parked(projection)),
  };
  return {
    reads: noted,
    /** What was asked since the last call. */
    taken(): string[] {
      const taken = notes;
      notes = [];
      return taken;
    },
  };
}
