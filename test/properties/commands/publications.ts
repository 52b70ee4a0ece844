import { publicationId } from "../../../src/publication/quarter.js";
import { PUBLIC_TABLES } from "../../../src/publication/public-tables.js";
import { OFFICERS, type Attempt } from "../world.js";
import { anyOf } from "./proposals.js";
import type { Moment, Rows } from "./row.js";

/** Commands of public tables; what is counted in them has tests of its own. */
export const publicationRows: Rows = {
  ProposePublicTables: async (moment) => proposal(moment, moment.chance.one(OFFICERS)),
  PublishTables: async (moment) => {
    const found = anyOf(moment, "PublicTablesProposed");
    if (found === undefined) return undefined;
    const { id, facts, by } = found;
    const other = OFFICERS.find((officer) => officer !== by)!;
    return { id, data: { proposal: facts["proposal"] as string }, by: moment.chance.percent(80) ? other : by };
  },
};

/** The tables of some quarter are proposed; mostly of one that is over. */
function proposal({ chance, now }: Moment, by: string): Omit<Attempt, "command"> {
  const year = Number(now.slice(0, 4)) - chance.nat(3);
  const quarter = `${year}-Q${1 + chance.nat(4)}`;
  const dataAsOf = { number: chance.nat(100), recordedAt: now };
  return { id: publicationId(quarter), by, data: { quarter, dataAsOf, tables: chance.some(PUBLIC_TABLES).map(table) } };
}

function table({ id, edition, title, certainty, measure }: (typeof PUBLIC_TABLES)[number]) {
  const axis = (dimension: string) => ({ dimension, ...title, values: ["OTHER", "TOTAL"] });
  const { counts, leavesOut, source, clock } = measure.definition;
  return {
    id,
    edition,
    title,
    certainty,
    measure: measure.id,
    measureEdition: measure.edition,
    unit: measure.unit,
    counts,
    leavesOut,
    source,
    clock,
    rows: axis("country"),
    columns: axis("month"),
    cells: [
      [null, null],
      [null, 7],
    ],
  };
}
