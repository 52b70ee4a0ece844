import type { Columns } from "../http/answer-columns.js";
import type { Many } from "../http/views.js";
import type { Names } from "../http/names.js";
import type { Masked } from "../privacy/masking.js";
import type { CountedRow, FigureAnswer, FigureRow } from "./figure-answers.js";

/** What a value of a dimension is called, in both languages where it has two names. */
function nameOf(value: string, { agencies, officers, regions, countries }: Names): string | Masked | null {
  const country = countries?.[value];
  return agencies?.[value] ?? officers?.[value] ?? regions?.[value] ?? country?.indonesian ?? null;
}

/** A row for each figure: which measure and edition, the value of each dimension and its name, the numbers, how fresh. */
export function figureColumns(answer: FigureAnswer): Columns<FigureRow> {
  const { by, measure, asOf, dataAsOf } = answer;
  const groups = by.flatMap((dimension) => [
    [dimension, ({ group }: FigureRow) => group[dimension]] as const,
    [`${dimension}Name`, ({ group }: FigureRow, names: Names) => nameOf(group[dimension]!, names)] as const,
  ]);
  return {
    measure: () => measure.id,
    edition: () => measure.edition,
    unit: () => measure.unit,
    ...Object.fromEntries(groups),
    value: ({ value }) => value,
    counted: ({ counted }) => counted,
    having: ({ having }) => having,
    median: ({ distribution }) => distribution?.median,
    p90: ({ distribution }) => distribution?.p90,
    least: ({ distribution }) => distribution?.least,
    most: ({ distribution }) => distribution?.most,
    suppressed: ({ suppressed }) => (suppressed === true ? "true" : null),
    asOf: () => asOf?.day,
    recordedAt: () => dataAsOf.recordedAt,
    sample: () => (dataAsOf.sample === true ? "true" : null),
    definition: () => measure.definition.counts.en,
    list: ({ list }) => list,
  };
}

/** A row for each thing: the ids of what it is made of, and its value in each dimension with what that is called. */
export function thingColumns({ data }: Many<CountedRow>): Columns<CountedRow> {
  const dimensions = Object.keys(data[0]?.values ?? {}).flatMap((dimension) => [
    [dimension, ({ values }: CountedRow) => [values[dimension]].flat().join(" ")] as const,
    [
      `${dimension}Name`,
      ({ values }: CountedRow, names: Names) =>
        typeof values[dimension] === "string" ? nameOf(values[dimension], names) : null,
    ] as const,
  ]);
  return {
    person: ({ person }) => person,
    case: ({ case: incident }) => incident,
    repatriation: ({ repatriation }) => repatriation,
    journey: ({ journey }) => journey,
    outreach: ({ outreach }) => outreach,
    referral: ({ referral }) => referral,
    deadline: ({ deadline }) => deadline,
    ...Object.fromEntries(dimensions),
  };
}
