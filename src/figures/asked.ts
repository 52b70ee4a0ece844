import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { fieldOf } from "./counted.js";
import { dayBefore, formOf, NONE, isGroup, isOfSeveral, isValueOf, type Dimension } from "./dimension.js";
import type { Fixed, Measure } from "./measure.js";

/** What is asked of a measure: by what it is grouped, and to which values it is narrowed. */
export interface Asked {
  readonly by: readonly string[];
  readonly filters: readonly Filter[];
}

/** Values of which a thing has one; or, of months and days, the first and the last. */
export type Filter = { readonly dimension: string } & (
  | { readonly values: readonly string[] }
  | { readonly from: string; readonly to: string }
);

/** Dimensions of one question: more would give a table that nobody reads. */
const MOST_GROUPS = 3;
const MOST_VALUES = 100;

const PROBLEM_OF_KIND: { readonly [K in Dimension["kind"]]?: string } = {
  country: "unknown-country",
  province: "unknown-region",
  regency: "unknown-region",
  district: "unknown-region",
  month: "impossible-date",
  day: "impossible-date",
};

/**
 * Reads a question out of the parameters of a query: `by` has the names of dimensions, and each other parameter is a
 * dimension with the values wanted, `country=MY,SG` or `month=2025-01..2025-06`.
 * @param also names of parameters that are no dimension, and are read elsewhere
 * @throws InvalidField naming the parameter, never a value
 */
export function askedOf(measure: Measure, { by, ...query }: Parameters, also: readonly string[]): Asked {
  return { by: by === undefined ? [] : groupsOf(measure, textOf("by", by)), filters: filtersOf(measure, query, also) };
}

/** As `askedOf`, where nothing is grouped: `by` is no parameter. */
export function filtersOf(measure: Measure, query: Parameters, also: readonly string[]): Filter[] {
  return Object.entries(query).flatMap(([name, value]) =>
    also.includes(name) ? [] : [filterOf(measure, name, textOf(name, value))],
  );
}

type Parameters = Readonly<Record<string, unknown>>;

function textOf(name: string, value: unknown): string {
  if (typeof value !== "string" || value === "")
    throw new InvalidField("invalid-field", shown(name), "must be given once, with a value");
  return value;
}

function groupsOf(measure: Measure, text: string): string[] {
  const groups = text.split(",");
  const can = groupsIn(measure);
  if (groups.length > MOST_GROUPS)
    throw new InvalidField("invalid-field", "by", `must name at most ${MOST_GROUPS} dimensions`);
  if (new Set(groups).size < groups.length)
    throw new InvalidField("invalid-field", "by", "must name each dimension once");
  if (groups.some((each) => !can.includes(each)))
    throw new InvalidField("unknown-field", "by", `must name dimensions of ${measure.id}: ${can.join(", ")}`);
  return groups;
}

/** Names of the dimensions by which a measure is grouped and narrowed. */
export function groupsIn({ of }: Measure): string[] {
  return Object.entries(of.dimensions).flatMap(([name, dimension]) => (isGroup(dimension) ? name : []));
}

function filterOf(measure: Measure, name: string, text: string): Filter {
  const can = groupsIn(measure);
  if (!can.includes(name))
    throw new InvalidField(
      "unknown-field",
      shown(name),
      `is no dimension of ${measure.id}, which has ${can.join(", ")}`,
    );
  const dimension = measure.of.dimensions[name]!;
  const range = text.split("..");
  const values = range.length === 1 ? text.split(",") : range;
  const isRange = range.length === 2 && (dimension.kind === "month" || dimension.kind === "day");
  if (range.length > 1 && !isRange) throw wrongValue(name, dimension);
  if (values.length > MOST_VALUES)
    throw new InvalidField("invalid-field", name, `must have at most ${MOST_VALUES} values`);
  if (values.some((value) => !isValueOf(dimension, value) || (isRange && !/^\d/.test(value))))
    throw wrongValue(name, dimension);
  if (!isRange) return { dimension: name, values: [...new Set(values)] };
  const [from, to] = values as [string, string];
  if (from > to) throw new InvalidField("impossible-date", name, "must not end before it begins");
  return { dimension: name, from, to };
}

function wrongValue(name: string, dimension: Dimension): InvalidField {
  return new InvalidField(PROBLEM_OF_KIND[dimension.kind] ?? "invalid-field", name, `must be ${formOf(dimension)}`);
}

/** A name that may be anything, in a problem. */
function shown(name: string): string {
  return /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(name) ? name : "query";
}

/**
 * What documents, and cells, must meet to count.
 * @param today `YYYY-MM-DD`, in Jakarta
 */
export function conditionsOf(
  { of, value, only = {}, has = [], over }: Measure,
  filters: readonly Filter[],
  today: string,
): Condition[] {
  const conditions = [...fixed(only), ...filters].map((filter): Condition => {
    const field = fieldOf(filter.dimension);
    if (!("values" in filter)) return { field, from: filter.from, to: filter.to };
    return isOfSeveral(of.dimensions[filter.dimension]!)
      ? { field, hasAny: filter.values }
      : { field, in: filter.values };
  });
  const since = value.kind === "since" ? [value.dimension] : [];
  const known = [...since, ...has].map((day): Condition => ({ field: fieldOf(day), from: "0", to: "9999" }));
  // What has no such days is not in a distribution of them, nor what has no number in a sum.
  const isNumber = value.kind === "days" || value.kind === "sum";
  const days: Condition[] = isNumber ? [{ field: fieldOf(value.dimension), from: 0 }] : [];
  const overdue: Condition[] = over === undefined ? [] : [{ field: fieldOf(over), from: "0", to: dayBefore(today) }];
  return [...conditions, ...known, ...days, ...overdue];
}

/** Whether a thing with these values counts, as far as no condition can tell. */
export function isCounted({ value }: Measure, values: { readonly [dimension: string]: unknown }): boolean {
  return value.kind !== "per" || values[value.dimension] !== NONE;
}

function fixed(values: Fixed): Filter[] {
  return Object.entries(values).map(([dimension, its]) => ({ dimension, values: its }));
}
