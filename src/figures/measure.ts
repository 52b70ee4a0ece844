import type { Slice } from "../event-sourcing/slice.js";
import type { Counted } from "./counted.js";
import { isGroup, isOfSeveral, type Text } from "./dimension.js";

/** What a figure is a number of. */
export type Unit =
  | "PERSONS"
  | "CASES"
  | "REPATRIATIONS"
  | "HANDOVERS"
  | "REFERRALS"
  | "DEADLINES"
  | "JOURNEYS"
  | "DEATHS"
  | "DAYS"
  | "SHARE"
  | "SESSIONS";

/** What a number says, for whoever reads it: it stands beside every answer. */
export interface Definition {
  /** What counts. */
  readonly counts: Text;
  /** What does not. */
  readonly leavesOut: Text;
  /** Of what it is made, and from which rule or law it comes. */
  readonly source: Text;
  /** Which time decides: when it happened, or when it was recorded. */
  readonly clock: Text;
}

/**
 * A figure, declared once: a slice that lists it needs to say it nowhere else.
 *
 * - `count`: how many there are.
 * - `days`: how many days it took, of those that have them: as a distribution.
 * - `since`: how many days it has been since a day, as of today.
 * - `share`: how many of them have a value, of all.
 * - `sum`: a number of each, added up, of those that have it.
 * - `per`: how many there are for each value of a dimension, e.g. each officer, as a distribution.
 */
export interface Measure {
  /** `open-cases`; part of addresses, so it never changes. */
  readonly id: string;
  /** Rises with any change of what it counts. */
  readonly edition: number;
  readonly title: Text;
  readonly unit: Unit;
  readonly definition: Definition;
  readonly of: Counted;
  readonly value:
    | { readonly kind: "count" }
    | { readonly kind: "days" | "since" | "per" | "sum"; readonly dimension: string }
    | { readonly kind: "share"; readonly having: Fixed };
  /** Only things with these values count. */
  readonly only?: Fixed;
  /** Only things of which these days are known count. */
  readonly has?: readonly string[];
  /** Only things of which this day is over count: what was due before today, in Jakarta. */
  readonly over?: string;
}

/** Values by dimension: one of them. */
export type Fixed = { readonly [dimension: string]: readonly string[] };

/** A slice with figures. */
export interface Measuring extends Slice {
  readonly measures: readonly Measure[];
}

/** A slice with the figures that are counted of it, each declared once. */
export function measuring(slice: Slice, measures: readonly Measure[]): Measuring {
  return { ...slice, measures };
}

export function measuresOf(slices: readonly Slice[]): readonly Measure[] {
  const measures = slices.flatMap((each) => (each as Partial<Measuring>).measures ?? []);
  for (const measure of measures) assertDeclared(measure);
  const twice = measures.find(({ id }, i) => measures.findIndex((other) => other.id === id) < i);
  if (twice) throw new Error(`two measures are named ${twice.id}`);
  return measures;
}

/** The views in which these are counted, each once. */
export function countedIn(measures: readonly Measure[]): readonly Counted[] {
  return [...new Set(measures.map(({ of }) => of))];
}

function assertDeclared({ id, of, only = {}, has = [], over, value }: Measure): void {
  const wrong = (what: string) => new Error(`the measure ${id} ${what}`);
  const fixed = [only, ...(value.kind === "share" ? [value.having] : [])];
  for (const dimension of fixed.flatMap(Object.keys))
    if (of.dimensions[dimension] === undefined) throw wrong(`has no dimension ${dimension}`);
  for (const dimension of over === undefined ? has : [...has, over])
    if (of.dimensions[dimension]?.kind !== "day") throw wrong(`has no day ${dimension}`);
  if (!("dimension" in value)) return;
  const dimension = of.dimensions[value.dimension];
  if (dimension === undefined) throw wrong(`has no dimension ${value.dimension}`);
  const fits =
    value.kind === "days" || value.kind === "sum"
      ? dimension.kind === (value.kind === "days" ? "days" : "number")
      : value.kind === "since"
        ? dimension.kind === "day"
        : isGroup(dimension) && !isOfSeveral(dimension);
  if (!fits) throw wrong(`can't take ${value.kind} of ${value.dimension}`);
}
