import type { CountedCode, CountPeriod, CountStatus, MissingCode } from "./dataset.events.js";
import type { DatasetDocument } from "./datasets.view.js";

/** One number of one source, with its badge. */
export interface CountRow {
  /** Of the dataset and what it counts where: no two rows have the same. */
  readonly id: string;
  readonly dataset: string;
  readonly counted: CountedCode;
  readonly region: string;
  /** Null where the source has no number: that is not 0. */
  readonly value: number | null;
  readonly missing: MissingCode | null;
  readonly status: CountStatus;
  readonly agency: string | null;
  readonly publication: string | null;
  readonly period: CountPeriod;
  readonly supersedes: string | null;
  /** Datasets that replaced this one. */
  readonly supersededBy: readonly string[];
}

export interface Narrowed {
  readonly counted?: string | undefined;
  readonly region?: string | undefined;
}

/** The numbers of a dataset, of those asked for. */
export function rowsIn(
  { id: dataset, figures, status, agency, publication, period, supersedes }: DatasetDocument,
  supersededBy: readonly string[],
  { counted: thing, region: within }: Narrowed,
): CountRow[] {
  return figures
    .filter(({ counted }) => thing === undefined || counted === thing)
    .filter(({ region }) => within === undefined || region === within || region.startsWith(`${within}.`))
    .map(({ counted, region, value, missing = null }) => ({
      id: `${dataset}/${counted}/${region}`,
      dataset,
      counted,
      region,
      value,
      missing,
      status: status!,
      agency,
      publication,
      period,
      supersedes,
      supersededBy,
    }));
}
