import { median, spread } from "./statistics.ts";

/** What was measured under one id. */
export interface Result {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** The same unit, measured in the same run; null where there is nothing to compare with. */
  readonly reference: number | null;
  /** Value by reference: the median of those of each round, as both are measured in turn. */
  readonly ratio: number | null;
  /** Half the distance between the least and the greatest round, as a share of the value; null for one round. */
  readonly spread: number | null;
}

/** A result out of rounds. `references`, where given, has one value for each round. */
export function resultOf(id: string, unit: string, values: readonly number[], references?: readonly number[]): Result {
  return {
    id,
    value: median(values),
    unit,
    reference: references ? median(references) : null,
    ratio: references ? median(values.map((value, round) => value / references[round]!)) : null,
    spread: values.length > 1 ? spread(values) : null,
  };
}

/** The memory (resident set, in MiB) of the process that measured something. */
export function memoryOf(id: string, bytes: number): Result {
  return resultOf(`${id}-memory`, "MiB", [bytes / 2 ** 20]);
}
