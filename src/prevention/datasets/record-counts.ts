import { AgencyField } from "../../agency/agency-field.js";
import { eventOf } from "../../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../../event-sourcing/deciding/rejection.js";
import { command } from "../../http/command.js";
import {
  CodeField,
  DateField,
  IntegerField,
  NameField,
  NarrativeField,
  ObjectField,
  RegionField,
} from "../../http/fields.js";
import { Occurring } from "../../http/parts.js";
import { ReferenceField } from "../../http/references.js";
import {
  COUNT_STATUSES,
  COUNTED,
  CountsRecorded,
  MISSING,
  PERIODS,
  type CountedCode,
  type CountFigure,
  type CountPeriod,
  type CountStatus,
  type MissingCode,
} from "./dataset.events.js";
import { datasetOf, type Dataset } from "./dataset.js";

const DATASET_UNKNOWN: Rule = {
  id: "dataset-unknown",
  source: "[design]",
  en: "There is no such dataset",
  indonesian: "Himpunan data ini tidak ada",
};

const SUPERSEDES_ITS_OWN: Rule = {
  id: "count-supersedes-same-source",
  source: "[design] counts of different sources stand side by side",
  en: "A count supersedes an earlier one of the same source only",
  indonesian: "Suatu angka hanya menggantikan angka sebelumnya dari sumber yang sama",
};

const VERIFIED_BY_ANOTHER: Rule = {
  id: "count-verified-by-another",
  source: "[design] four eyes, as I3",
  en: "A count is recorded as provisional; another officer than the one who recorded it verifies it",
  indonesian: "Angka dicatat sebagai sementara; petugas lain yang memverifikasinya",
};

export class PeriodDto {
  @CodeField(PERIODS, { description: "UNKNOWN where the source tells none: it is never inferred" })
  kind!: (typeof PERIODS)[number];

  @DateField({ kind: "PAST", optional: true, description: "The first day that is counted" })
  from?: string;

  @DateField({ kind: "PAST", optional: true, description: "The last day that is counted" })
  until?: string;
}

export class CountDto {
  @CodeField(COUNTED)
  counted!: CountedCode;

  @RegionField()
  region!: string;

  @IntegerField(0, 1_000_000_000, {
    optional: true,
    description: "Left out where there is no number: `missing` says why",
  })
  value?: number;

  @CodeField(MISSING, { optional: true, description: "Why there is no number; that is not 0" })
  missing?: MissingCode;
}

const DatasetField = () =>
  ReferenceField<Dataset>(
    {
      load: datasetOf,
      assert: ({ status }, dataset) => {
        if (status === undefined) throw new Rejection(DATASET_UNKNOWN, { dataset });
      },
    },
    { optional: true, description: "An earlier dataset of the same source that this one replaces" },
  );

export class RecordCounts extends Occurring {
  @CodeField(COUNT_STATUSES, { description: "PROVISIONAL: another officer verifies it" })
  status!: CountStatus;

  @AgencyField({ optional: true, description: "The agency that counted; this or `publication` is needed" })
  agency?: string;

  @NameField(200, { optional: true, description: "The publication that tells it; this or `agency` is needed" })
  publication?: string;

  @ObjectField(() => PeriodDto)
  period!: PeriodDto;

  @ObjectField(() => CountDto, { many: true })
  figures!: CountDto[];

  @DatasetField()
  supersedes?: string;

  @NarrativeField({ optional: true, description: "The words of the source; sealed" })
  reported?: string;

  @NarrativeField({ optional: true })
  note?: string;
}

const MOST_FIGURES = 200;

interface Loaded {
  readonly earlier?: Dataset;
}

export const recordCounts = command<RecordCounts, Dataset, Loaded>(RecordCounts, {
  summary: "Record what a source counted, with its period, as provisional",
  creates: true,
  loads: ({ supersedes }) => (supersedes === undefined ? {} : { earlier: datasetOf(supersedes) }) as never,
  decide: (data, _state, given) => {
    const { status, agency, publication, supersedes, reported, note } = data;
    if (agency === undefined && publication === undefined)
      throw new InvalidField("invalid-field", "agency", "or publication must say who counted: a count has a source");
    const period = periodOf(data.period);
    const figures = figuresOf(data.figures);
    if (status === "VERIFIED") throw new Rejection(VERIFIED_BY_ANOTHER);
    const { earlier } = given.loaded;
    if (earlier && (earlier.agency !== (agency ?? null) || earlier.publication !== (publication ?? null)))
      throw new Rejection(SUPERSEDES_ITS_OWN, { supersedes });
    const facts = { status, agency, publication, period, figures, supersedes };
    return [eventOf(CountsRecorded, data, given, { subjects: [], facts, narrative: { reported, note } })];
  },
});

function periodOf({ kind, from, until }: PeriodDto): CountPeriod {
  if (kind === "UNKNOWN") {
    if (from !== undefined || until !== undefined)
      throw new InvalidField("invalid-field", "period.kind", "is UNKNOWN, and a day is named");
    return { kind };
  }
  if (from === undefined) throw new InvalidField("invalid-field", "period.from", "must be the first day counted");
  if (until === undefined) throw new InvalidField("invalid-field", "period.until", "must be the last day counted");
  if (until < from) throw new InvalidField("impossible-date", "period.until", "must not be before period.from");
  return { kind, from, until };
}

function figuresOf(figures: readonly CountDto[]): CountFigure[] {
  if (figures.length === 0)
    throw new InvalidField("invalid-field", "figures", "must hold a number, or why there is none");
  if (figures.length > MOST_FIGURES)
    throw new InvalidField("invalid-field", "figures", `must be at most ${MOST_FIGURES}`);
  const known = new Set<string>();
  return figures.map(({ counted, region, value, missing }, i) => {
    if (value === undefined && missing === undefined)
      throw new InvalidField("invalid-field", `figures.${i}.value`, "is left out, and missing does not say why");
    if (value !== undefined && missing !== undefined)
      throw new InvalidField("invalid-field", `figures.${i}.missing`, "says why there is no number, and there is one");
    const key = `${counted} ${region}`;
    if (known.has(key)) throw new InvalidField("invalid-field", `figures.${i}.region`, "is counted twice");
    known.add(key);
    return { counted, region, value: value ?? null, ...(missing !== undefined && { missing }) };
  });
}

export { VERIFIED_BY_ANOTHER };
