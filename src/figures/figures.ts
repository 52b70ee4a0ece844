import type { Caller } from "../access/caller.js";
import { permits } from "../access/policy.js";
import type { Sight } from "../access/sight.js";
import { sightKey } from "../access/need-to-know.view.js";
import { countedFor, COUNTED } from "../access/standing-tokens.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import type { Cell, CellValue } from "../event-sourcing/projecting/count-index.js";
import type { Condition, ReadModel } from "../event-sourcing/projecting/read-model.js";
import { conditionsOf, isCounted, type Asked, type Filter } from "./asked.js";
import { CELL, fieldOf, type CountedDocument } from "./counted.js";
import { dayOf, daysBetween } from "./dimension.js";
import { distributionOf } from "./distribution.js";
import type { Figure, Figures } from "./figure.js";
import type { Measure } from "./measure.js";
import { pastCells } from "./past-cells.js";
import type { PastDay } from "./past-days.js";
import { withoutSmall } from "./small-cells.js";

export interface FigureSources {
  readonly readModel: ReadModel;
  readonly sight: Sight;
  /** ISO 8601, UTC: what the caller sees is what they see now. */
  readonly now: string;
  /** What was known at the end of a past day, in place of what is known now; with that day, `YYYY-MM-DD`. */
  readonly past?: { readonly known: PastDay; readonly day: string } | undefined;
}

/** Rows of one answer. */
const MOST_ROWS = 10_000;
/** Persons of one look-up, and things of one page of it. */
const CHUNK = 500;

/**
 * Reads a measure off its counts: what is in the caller's sight, each thing once. What is shut to them though its place
 * or agency would show it, a sealed file, is looked up and taken off: these are few.
 */
export async function figuresOf(
  sources: FigureSources,
  caller: Caller,
  measure: Measure,
  asked: Asked,
): Promise<Figures> {
  const { value } = measure;
  const extra = "dimension" in value ? [value.dimension] : value.kind === "share" ? Object.keys(value.having) : [];
  const by = [...new Set([...asked.by, ...extra])];
  const today = sources.past?.day ?? dayOf(sources.now);
  const cells = await cellsInSight(sources, caller, measure, asked.filters);
  const all = await cells(extra);
  const grouped = asked.by.length === 0 ? all : await cells(by);
  const groups = new Map<string, { group: Figure["group"]; cells: CountedCells[] }>();
  for (const cell of grouped)
    for (const group of groupsOf(asked.by, cell.values)) {
      if (!isAskedFor(group, asked)) continue;
      const key = JSON.stringify(group);
      const known = groups.get(key);
      if (known) known.cells.push(cell);
      else groups.set(key, { group, cells: [cell] });
    }
  if (groups.size > MOST_ROWS)
    throw new InvalidField(
      "invalid-field",
      "by",
      `would give more than ${MOST_ROWS} rows: ask for fewer dimensions, or narrow them`,
    );
  const rows = [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, { group, cells: its }]) => figureIn(measure, group, its, today))
    .filter(({ counted }) => counted! > 0);
  const figures = { rows, total: figureIn(measure, {}, all, today) };
  return mayList(caller, measure) ? figures : withoutSmall(figures);
}

/** How many things have the same values. */
export interface CountedCells {
  readonly values: { readonly [dimension: string]: CellValue };
  readonly count: number;
}

/**
 * Of what counts for a caller: how many have the same values in the dimensions named, each thing once. One reading is of
 * one moment, so that numbers made of it add up.
 */
export async function cellsInSight(
  sources: FigureSources,
  caller: Caller,
  measure: Measure,
  filters: readonly Filter[],
): Promise<(dimensions: readonly string[]) => Promise<CountedCells[]>> {
  const { past } = sources;
  const where = conditionsOf(measure, filters, past?.day ?? dayOf(sources.now));
  const { name } = measure.of.projection;
  const inSight: CellsBy = past
    ? (dimensions) => pastCells({ ...sources, past: past.known }, caller, name, where, dimensions)
    : await cellsNow(sources, caller, measure, where);
  return async (dimensions) =>
    (await inSight(dimensions))
      .map(({ values, count }) => ({
        values: Object.fromEntries(dimensions.map((each, i) => [each, values[i]!])),
        count,
      }))
      .filter((each) => isCounted(measure, each.values));
}

/** How many things are in the caller's sight, by the values of some dimensions. */
type CellsBy = (dimensions: readonly string[]) => Promise<readonly Cell[]>;

/** What the caller's tokens show, less what is shut to them all the same. */
async function cellsNow(
  sources: FigureSources,
  caller: Caller,
  measure: Measure,
  where: readonly Condition[],
): Promise<CellsBy> {
  const within = countedFor(caller, sources.now);
  const shut = await shutThings(sources, caller, measure, where);
  return async (fields) => {
    const query = { by: fields.map(fieldOf), where, within };
    const found = await sources.readModel.cells(measure.of.projection.name, query);
    const less = shut.map(({ cell }): Cell => ({ values: fields.map((field) => cell!.values[field]!), count: -1 }));
    return [...found, ...less];
  };
}

/** Whether the caller may list what is counted. */
export function mayList({ role, jurisdiction }: Caller, { of }: Measure): boolean {
  return permits(of.list, role, jurisdiction.kind);
}

/** What of a list an index tells of the caller's sight. */
export function inSightCondition(caller: Caller, now: string): Condition {
  const tokens = countedFor(caller, now);
  return tokens === null ? { field: CELL.sight, has: COUNTED } : { field: CELL.sight, hasAny: tokens };
}

/**
 * Whether something counts for a caller that its tokens show them, beside that it is seen by itself.
 * @param sealed persons whose files are sealed from the caller
 */
export function isTold({ cell }: CountedDocument, sealed: ReadonlySet<string>): boolean {
  return cell !== null && (cell.about === null || !sealed.has(cell.about));
}

/** Things that the caller's tokens show, and that are shut to them all the same. */
async function shutThings(
  { readModel, sight, now }: FigureSources,
  caller: Caller,
  { of }: Measure,
  where: readonly Condition[],
): Promise<CountedDocument[]> {
  const { persons, streams } = await sight.shutFrom(caller);
  const keys = [...streams, ...[...persons].map((person) => sightKey("person", person))];
  const found = new Map<string, CountedDocument>();
  const look = async (condition: Condition) => {
    const query = { where: [condition, ...where, inSightCondition(caller, now)], limit: CHUNK };
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const page = await readModel.find<CountedDocument>(of.projection.name, { ...query, after });
      for (const document of page.documents) found.set(document.id, document);
      after = page.next;
    }
  };
  for (const some of inChunks([...persons])) await look({ field: CELL.persons, hasAny: some });
  for (const some of inChunks(keys)) await look({ field: CELL.key, in: some });
  const documents = [...found.values()];
  const seen = await sight.seen(
    caller,
    documents.map(({ cell }) => cell!.key),
    "whole",
  );
  return documents.filter((document) => !seen.has(document.cell!.key) || !isTold(document, persons));
}

function inChunks<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, i) => all.slice(i * CHUNK, (i + 1) * CHUNK));
}

/** The groups of a cell: what has several values of a dimension stands under each of them. */
function groupsOf(by: readonly string[], values: CountedCells["values"]): Figure["group"][] {
  return by.reduce<Figure["group"][]>(
    (groups, dimension) =>
      [values[dimension]!].flat().flatMap((value) => groups.map((group) => ({ ...group, [dimension]: String(value) }))),
    [{}],
  );
}

/** Of things with several values only those that were asked for stand in the answer. */
function isAskedFor(group: Figure["group"], { filters }: Asked): boolean {
  return filters.every(
    (filter) =>
      !("values" in filter) || !(filter.dimension in group) || filter.values.includes(group[filter.dimension]!),
  );
}

function figureIn({ value }: Measure, group: Figure["group"], cells: readonly CountedCells[], today: string): Figure {
  const counted = cells.reduce((sum, { count }) => sum + count, 0);
  if (value.kind === "count") return { group, value: counted, counted };
  if (value.kind === "share") {
    const having = cells
      .filter(({ values }) => Object.entries(value.having).every(([name, its]) => its.includes(String(values[name]))))
      .reduce((sum, { count }) => sum + count, 0);
    return { group, value: counted === 0 ? null : Math.round((having / counted) * 10_000) / 10_000, counted, having };
  }
  const { kind, dimension } = value;
  if (kind === "sum") {
    const added = [...sums(cells, dimension)].reduce((sum, [each, count]) => sum + (each as number) * count, 0);
    return { group, value: added, counted };
  }
  const distribution =
    kind === "per"
      ? distributionOf([...sums(cells, dimension).values()].map((count) => [count, 1]))
      : distributionOf(
          [...sums(cells, dimension)].map(([each, count]) => [
            kind === "days" ? (each as number) : (daysBetween(noonOf(each as string), noonOf(today)) ?? 0),
            count,
          ]),
        );
  return { group, value: distribution.median, counted, distribution };
}

/** A time of a day, in Jakarta. */
const noonOf = (day: string) => `${day}T05:00:00.000Z`;

function sums(cells: readonly CountedCells[], dimension: string): Map<CellValue, number> {
  const summed = new Map<CellValue, number>();
  for (const { values, count } of cells) {
    const value = values[dimension]!;
    summed.set(value, (summed.get(value) ?? 0) + count);
  }
  return summed;
}
