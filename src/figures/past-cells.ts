import type { Caller } from "../access/caller.js";
import type { Sight } from "../access/sight.js";
import { sightKey } from "../access/need-to-know.view.js";
import { countedFor, standingTokens } from "../access/standing-tokens.js";
import { mergedCells, type Cell } from "../event-sourcing/projecting/count-index.js";
import type { Condition, ReadModel } from "../event-sourcing/projecting/read-model.js";
import { fieldOf, type CountedCell, type CountedDocument } from "./counted.js";
import type { PastDay } from "./past-days.js";

export interface PastCellSources {
  /** As it is now: by it the caller sees. */
  readonly readModel: Pick<ReadModel, "getMany">;
  readonly sight: Sight;
  /** ISO 8601, UTC. */
  readonly now: string;
  readonly past: PastDay;
}

/** Things of one page. */
const PAGE = 500;

/**
 * How many things were known at the end of a past day, by their values then, of those that the caller sees now. Who saw
 * them then does not matter: each thing is looked up as it is now, and what today's figure would leave out is left out.
 * Where the caller sees all, and nothing is shut to anybody, the counts of that day are read.
 */
export async function pastCells(
  { readModel, sight, now, past }: PastCellSources,
  caller: Caller,
  view: string,
  where: readonly Condition[],
  dimensions: readonly string[],
): Promise<readonly Cell[]> {
  const within = countedFor(caller, now);
  const { persons: sealed, streams } = await sight.shutFrom(caller);
  if (within === null && sealed.size === 0 && streams.size === 0)
    return past.things.cells(view, { by: dimensions.map(fieldOf), where, within });
  const tokens = within && new Set(within);
  let cells: readonly Cell[] = [];
  for (let after: string | undefined, more = true; more; more = after !== undefined) {
    const page = await past.things.find<CountedDocument>(view, { where, limit: PAGE, after });
    const then = page.documents.filter(({ cell }) => cell !== null);
    const today = await readModel.getMany<CountedDocument>(
      view,
      then.map(({ id }) => id),
    );
    const byId = new Map(today.map((document) => [document.id, document]));
    const near = then.filter(({ id }) => {
      const document = byId.get(id);
      return tokens === null || (document && standingTokens(document.tokens).some((token) => tokens.has(token)));
    });
    // Most are in sight of whoever has a token of theirs. Looked up are those that a sealed person may shut, as far as
    // anything was ever told of them, and those of which nothing is counted today.
    const isDoubtful = ({ id, cell, concerned }: CountedDocument) => {
      const document = byId.get(id);
      if (!document || document.cell === null || isClosed(cell!, streams)) return true;
      return [...cell!.persons, ...concerned, ...document.concerned, ...document.cell.persons].some((person) =>
        sealed.has(person),
      );
    };
    const doubtful = near.filter(isDoubtful);
    const seen = await sight.seen(caller, [...new Set(doubtful.map(({ cell }) => cell!.key))], "whole");
    const hidden = new Set(
      doubtful.filter(({ cell }) => !seen.has(cell!.key) || (cell!.about !== null && sealed.has(cell!.about))),
    );
    const counted = near
      .filter((document) => !hidden.has(document))
      .map(({ cell }): Cell => ({ values: dimensions.map((name) => cell!.values[name]!), count: 1 }));
    cells = mergedCells([...cells, ...counted]);
    after = page.next;
  }
  return cells;
}

function isClosed({ key, persons }: CountedCell, closed: ReadonlySet<string>): boolean {
  return closed.has(key) || persons.some((person) => closed.has(sightKey("person", person)));
}
