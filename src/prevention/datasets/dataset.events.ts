import { Type, type Static } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../../event-sourcing/stored-event/event-definition.js";
import { grantsNothing } from "../../event-sourcing/stored-event/sight.js";
import { Uuid } from "../../facts/shapes.js";

/** What is counted. */
export const COUNTED = [
  "MIGRANTS",
  "NON_PROCEDURAL_MIGRANTS",
  "DEPARTURES",
  "DEPARTURES_PREVENTED",
  "RETURNEES",
  "TRAFFICKING_CASES",
  "TRAFFICKING_VICTIMS",
  "SUSPECTS",
  "COMPLAINTS",
  "DEATHS",
] as const;
export type CountedCode = (typeof COUNTED)[number];

export const COUNT_STATUSES = ["PROVISIONAL", "VERIFIED"] as const;
export type CountStatus = (typeof COUNT_STATUSES)[number];

/** Why there is no number: that is not 0. */
export const MISSING = ["NOT_STATED", "UNDER_VERIFICATION", "NOT_COLLECTED", "NOT_PUBLISHED", "ILLEGIBLE"] as const;
export type MissingCode = (typeof MISSING)[number];

export const PERIODS = ["FROM_TO", "UNKNOWN"] as const;

const Day = Type.String({ format: "calendar-date", ...FIXED });

/** The days that are counted, both inclusive; UNKNOWN where the source tells none. */
const Period = Type.Object(
  { kind: Type.Enum([...PERIODS]), from: Type.Optional(Day), until: Type.Optional(Day) },
  { ...FIXED },
);
export type CountPeriod = Static<typeof Period>;

const Figure = Type.Object({
  counted: Type.Enum([...COUNTED]),
  /** Kemendagri code. */
  region: Type.String({ format: "region" }),
  /** Null where the source has no number: `missing` says why. */
  value: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  missing: Type.Optional(Type.Enum([...MISSING])),
});
export type CountFigure = Static<typeof Figure>;

const COUNTS_ARE_OPEN = grantsNothing("counts tell of nobody");

/**
 * What a source counted (data titik rawan). Nothing of it can be corrected: a newer count supersedes it, so that nobody
 * changes what another officer verified.
 */
export const CountsRecorded = defineEvent({
  type: "CountsRecorded",
  title: { en: "Counts of a source were recorded", indonesian: "Angka dari suatu sumber dicatat" },
  sight: COUNTS_ARE_OPEN,
  facts: Type.Object({
    status: Type.Enum([...COUNT_STATUSES], { ...FIXED }),
    /** Who counted; where no agency did, or none is named, the publication that tells it. */
    agency: Type.Optional(Uuid),
    publication: Type.Optional(Type.String({ maxLength: 200, ...FIXED })),
    period: Period,
    figures: Type.Array(Figure, { ...FIXED }),
    /** An earlier dataset of the same source. */
    supersedes: Type.Optional(Uuid),
  }),
  personal: { narrative: ["reported", "note"] },
});

export const CountsVerified = defineEvent({
  type: "CountsVerified",
  title: { en: "Counts were verified by another officer", indonesian: "Angka diverifikasi oleh petugas lain" },
  sight: COUNTS_ARE_OPEN,
  facts: Type.Object({}),
  personal: { narrative: ["note"] },
});

export const datasetEvents = [CountsRecorded, CountsVerified];
export type DatasetEvent = RecordOf<(typeof datasetEvents)[number]>;
