import { Inject, Injectable } from "@nestjs/common";
import type { Caller } from "../access/caller.js";
import { SIGHT_VIEWS } from "../access/sight.js";
import type { Clock } from "../event-sourcing/clock.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { CLOCK } from "../event-sourcing/ports.js";
import { ViewBehind } from "../event-sourcing/projecting/read-model.js";
import { cellsInSight, type CountedCells } from "../figures/figures.js";
import type { Measure } from "../figures/measure.js";
import { Views } from "../http/views.js";
import type { PublicationFacts, PublishedTable } from "./publication.events.js";
import { PUBLIC_TABLES, type PublicTable } from "./public-tables.js";
import { publishedTables } from "./published-tables.js";
import { monthsOf } from "./quarter.js";

const INCOMPLETE: Rule = {
  id: "figures-incomplete",
  source: "[design] what is published once must be whole",
  en: "Some events could not be counted: an administrator retries or discards them first",
  indonesian: "Sebagian peristiwa belum dapat dihitung: administrator perlu memprosesnya lebih dahulu",
};

/**
 * For whom public tables are counted: somebody who answers for the whole nation, and to whom every sealed file is
 * sealed. So they are the same, whoever publishes them.
 */
const THE_PUBLIC: Caller = {
  actor: {
    kind: "OFFICER",
    id: "00000000-0000-0000-0000-000000000000",
    onBehalfOf: null,
    agency: null,
    role: "ANALYST",
  },
  role: "ANALYST",
  jurisdiction: { kind: "COORDINATION", region: null, country: null },
  predecessors: [],
  purpose: "ADMINISTRATION",
  lawfulBasis: "PUBLIC_TASK",
};

/** Makes the public tables of a quarter, of what is known now. */
@Injectable()
export class QuarterlyTables {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Numbers that are not to be published are in none of the tables.
   * @throws Rejection while events are parked; ViewBehind while a view is
   */
  async of(quarter: string): Promise<Pick<PublicationFacts, "dataAsOf" | "tables">> {
    const { readModel, sight } = this.views;
    const measures = [...new Set(PUBLIC_TABLES.map(({ measure }) => measure))];
    const views = [...new Set(measures.map(({ of }) => of.projection.name))];
    for (const view of views) {
      await sight.certain(view);
      if ((await readModel.held(view)).length > 0) throw new Rejection(INCOMPLETE);
    }
    const reached = await Promise.all([...views, ...SIGHT_VIEWS].map((view) => readModel.freshness(view)));
    const oldest = reached.reduce((least, each) => (each.number < least.number ? each : least));
    const made = new Map<string, PublishedTable>();
    for (const measure of measures) {
      const tables = PUBLIC_TABLES.filter((each) => each.measure === measure);
      const months = monthsOf(quarter);
      const cells = await this.#cells(measure, tables, months);
      for (const table of await publishedTables(tables, cells, months)) made.set(table.id, table);
    }
    return {
      dataAsOf: { number: oldest.number, recordedAt: oldest.recordedAt ?? this.clock.now() },
      tables: PUBLIC_TABLES.map(({ id }) => made.get(id)!),
    };
  }

  /** One reading of all dimensions, so that the tables of a measure agree. */
  async #cells(
    measure: Measure,
    tables: readonly PublicTable[],
    months: readonly [string, string, string],
  ): Promise<readonly CountedCells[]> {
    const { readModel, sight } = this.views;
    const sources = { readModel, sight, now: this.clock.now() };
    const ofQuarter = [{ dimension: "month", from: months[0], to: months[2] }];
    const dimensions = [...new Set(["month", ...tables.flatMap(({ rows, columns }) => [rows, columns])])];
    const read = await cellsInSight(sources, THE_PUBLIC, measure, ofQuarter);
    const cells = summed(await read(dimensions));
    // A file was sealed, or unsealed, between the reading of seals and that of numbers.
    if (cells.some(({ count }) => count < 0)) throw new ViewBehind(measure.of.projection.name);
    return cells;
  }
}

function summed(cells: readonly CountedCells[]): CountedCells[] {
  const sums = new Map<string, CountedCells>();
  for (const { values, count } of cells) {
    const key = JSON.stringify(values);
    sums.set(key, { values, count: (sums.get(key)?.count ?? 0) + count });
  }
  return [...sums.values()];
}
