import type { DimensionKind, DimensionValue, Text } from "../figures/dimension.js";
import type { Figure } from "../figures/figure.js";
import type { Definition, Unit } from "../figures/measure.js";
import type { DataAsOf } from "../http/views.js";

/** A measure as an answer says it. */
export interface MeasureAnswer {
  readonly id: string;
  readonly edition: number;
  readonly title: Text;
  readonly unit: Unit;
  /** What its `value` is. */
  readonly kind: "count" | "days" | "since" | "share" | "per" | "sum";
  readonly definition: Definition;
}

export interface DimensionAnswer extends Text {
  readonly dimension: string;
  readonly kind: DimensionKind;
  /** Of codes: all that there are. */
  readonly codes?: readonly string[];
}

/** A figure, and the address of the list behind it. */
export interface FigureRow extends Figure {
  /** Null to who may not list them, and of a past day. */
  readonly list: string | null;
}

/** What was known at the end of a past day, and by what it was counted. */
export interface FigureAsOf {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** IANA zone of that day. */
  readonly zone: string;
  /** ISO 8601, UTC: what was recorded later is not in it. */
  readonly end: string;
  /** The view by which it was counted: that of today. */
  readonly view: { readonly name: string; readonly version: number };
  /** Erasures that were recorded later, of persons in sight: what they left is counted. */
  readonly erasedSince: number;
}

export interface FigureAnswer {
  readonly data: readonly FigureRow[];
  readonly total: FigureRow;
  readonly measure: MeasureAnswer;
  readonly by: readonly string[];
  /** Only of a past day. */
  readonly asOf?: FigureAsOf;
  readonly dataAsOf: DataAsOf;
  /** Streams of which an event could not be taken: what is made of them counts as it was before. */
  readonly parked?: number;
}

/** Something that is counted, by the ids of what it is made of. */
export interface CountedRow {
  readonly person?: string;
  readonly case?: string;
  readonly repatriation?: string;
  /** Of a repatriation: the code of one of its steps. */
  readonly step?: string;
  readonly journey?: string;
  readonly outreach?: string;
  readonly referral?: string;
  readonly deadline?: string;
  readonly values: { readonly [dimension: string]: DimensionValue };
}
