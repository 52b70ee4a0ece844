import { Type } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import {
  ADVICE,
  CLOSURES,
  DEATH_CAUSES,
  DEATH_SOURCES,
  DEATH_WITHDRAWALS,
  DISCOVERIES,
  DOCUMENT_KINDS,
  DOCUMENT_REJECTIONS,
  EMPLOYMENT_ENDS,
  FAILURES,
  FIRST_STEPS,
  INSURANCE_PROGRAMMES,
  PLACEMENT_STATUSES,
  PREVENTIONS,
  RED_FLAGS,
  REFUSALS,
  RETURN_CAUSES,
  RISK_BANDS,
  SCHEMES,
  SECTORS,
  STATUS_BASES,
  WITHDRAWALS,
} from "./codes.js";
import { CalendarDate, Country, RegionCode } from "../facts/shapes.js";
import { LEGAL_GROUND } from "../rules/legal-ground.js";
import { atPlace, endsStay, grantsNothing, stayGoesOn } from "../event-sourcing/stored-event/sight.js";

const TOLD_OF_MIGRANT = grantsNothing("is told of a migrant by who sees the person already");
/** The parts of a journey: a stay in each lets see for its time. */
const ABROAD = "ABROAD";
const HOME = "HOME";
const ABROAD_SEEN = atPlace(
  { countries: ["country"] },
  { stay: "journey", part: ABROAD },
  "a mission answers for migrants in its country",
);
const AT_HOME_SEEN = atPlace(
  { regions: ["region"] },
  { stay: "journey", part: HOME },
  "offices of a region answer for migrants who are there",
);
const DIED_ABROAD = atPlace({ countries: ["country"] }, "once", "a mission answers for whoever died in its country");

/** Ties an event to its journey, document, employment or report. */
const Tie = Type.String({ format: "uuid", ...FIXED });
const Code = Type.String({ pattern: "^[A-Z0-9_]{1,40}$" });
const Uuid = Type.String({ format: "uuid" });
const LegalGround = Type.String({ pattern: LEGAL_GROUND.source });
const NOTE = { narrative: ["note"] } as const;

/** The state has come to know of a migrant. */
export const MigrantRegistered = defineEvent({
  type: "MigrantRegistered",
  title: { en: "The migrant was registered", indonesian: "Pekerja migran didaftarkan" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({
    discovery: Type.Enum([...DISCOVERIES]),
    placementStatus: Type.Enum([...PLACEMENT_STATUSES]),
    placementStatusBasis: Type.Enum([...STATUS_BASES]),
  }),
});

export const PlacementStatusDetermined = defineEvent({
  type: "PlacementStatusDetermined",
  title: { en: "The placement status was determined", indonesian: "Status penempatan ditetapkan" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ status: Type.Enum([...PLACEMENT_STATUSES]), basis: Type.Enum([...STATUS_BASES]) }),
  personal: NOTE,
});

/** An offer was looked at together with the migrant: signs of danger, and advice. */
export const RiskScreened = defineEvent({
  type: "RiskScreened",
  title: { en: "Risks were screened", indonesian: "Risiko disaring" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({
    journey: Type.Optional(Tie),
    redFlags: Type.Array(Type.Enum([...RED_FLAGS])),
    band: Type.Enum([...RISK_BANDS]),
    advice: Type.Array(Type.Enum([...ADVICE])),
  }),
  personal: NOTE,
});

export const JourneyStarted = defineEvent({
  type: "JourneyStarted",
  title: { en: "A journey was started", indonesian: "Perjalanan dimulai" },
  sight: [ABROAD_SEEN],
  facts: Type.Object({
    journey: Tie,
    /** Where the journey was when it became known. */
    foundAt: Type.Enum([...FIRST_STEPS]),
    scheme: Type.Enum([...SCHEMES]),
    /** Destination. */
    country: Country,
    position: Type.Optional(Code),
    sector: Type.Optional(Type.Enum([...SECTORS])),
    /** Agency id of the placement company (P3MI). */
    company: Type.Optional(Uuid),
  }),
  personal: NOTE,
});

export const DocumentSubmitted = defineEvent({
  type: "DocumentSubmitted",
  title: { en: "A document was submitted", indonesian: "Dokumen diserahkan" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({
    journey: Tie,
    document: Tie,
    /** Id of `file-<id>`. */
    file: Tie,
    kind: Type.Enum([...DOCUMENT_KINDS]),
    issuedOn: Type.Optional(CalendarDate),
    expiresOn: Type.Optional(CalendarDate),
  }),
  personal: { ...NOTE, identity: ["number"] },
});

export const DocumentVerified = defineEvent({
  type: "DocumentVerified",
  title: { en: "A document was verified", indonesian: "Dokumen diverifikasi" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie, document: Tie }),
  personal: NOTE,
});

/** Says why and by which law; the document stays in the history, and may be submitted anew. */
export const DocumentRejected = defineEvent({
  type: "DocumentRejected",
  title: { en: "A document was rejected", indonesian: "Dokumen ditolak" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({
    journey: Tie,
    document: Tie,
    reason: Type.Enum([...DOCUMENT_REJECTIONS]),
    legalGround: LegalGround,
  }),
  personal: NOTE,
});

/** With the verification before it, every document of the scheme's set is verified. */
export const DocumentSetCompleted = defineEvent({
  type: "DocumentSetCompleted",
  title: { en: "All documents of the scheme are verified", indonesian: "Seluruh dokumen skema telah diverifikasi" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie }),
});

/** OPP (orientasi pra-pemberangkatan). */
export const OrientationAttended = defineEvent({
  type: "OrientationAttended",
  title: { en: "Pre-departure orientation was attended", indonesian: "Orientasi pra-pemberangkatan (OPP) diikuti" },
  sight: [AT_HOME_SEEN],
  facts: Type.Object({ journey: Tie, region: Type.Optional(RegionCode) }),
  personal: NOTE,
});

export const InsuranceActivated = defineEvent({
  type: "InsuranceActivated",
  title: { en: "Insurance was activated", indonesian: "Jaminan sosial diaktifkan" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({
    journey: Tie,
    programme: Type.Enum([...INSURANCE_PROGRAMMES]),
    from: CalendarDate,
    until: Type.Optional(CalendarDate),
  }),
  personal: { ...NOTE, finance: ["number"] },
});

export const ClearanceGranted = defineEvent({
  type: "ClearanceGranted",
  title: { en: "Clearance was granted", indonesian: "Izin berangkat diberikan" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({
    journey: Tie,
    /** Kemendagri code of the place of clearance, in whose zone the day is counted. */
    place: RegionCode,
    day: CalendarDate,
    /** Editions of the rules that it met. */
    rules: Type.Object({ PLACEMENT_DOCUMENTS: Type.Integer(), DESTINATIONS: Type.Integer() }),
  }),
  personal: NOTE,
});

export const ClearanceRefused = defineEvent({
  type: "ClearanceRefused",
  title: { en: "Clearance was refused", indonesian: "Izin berangkat ditolak" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({
    journey: Tie,
    place: RegionCode,
    day: CalendarDate,
    reason: Type.Enum([...REFUSALS]),
    legalGround: LegalGround,
    /** True when nothing was missing that day: such a refusal is looked at twice (UU 18/2017 art. 84). */
    requirementsMet: Type.Boolean(),
  }),
  personal: NOTE,
});

export const DepartureRecorded = defineEvent({
  type: "DepartureRecorded",
  title: { en: "Departure", indonesian: "Keberangkatan" },
  sight: [ABROAD_SEEN],
  facts: Type.Object({ journey: Tie, from: Type.Optional(Type.String()), country: Type.Optional(Country) }),
  personal: NOTE,
});

/** Lapor diri: known to a mission, or seen to have arrived. */
export const ArrivalReported = defineEvent({
  type: "ArrivalReported",
  title: { en: "Arrival abroad was reported", indonesian: "Lapor diri di negara tujuan" },
  sight: [ABROAD_SEEN],
  facts: Type.Object({
    journey: Tie,
    country: Type.Optional(Country),
    /** Agency id of the mission that took the report. */
    mission: Type.Optional(Uuid),
  }),
  personal: { ...NOTE, contact: ["address", "phone"] },
});

export const EmploymentStarted = defineEvent({
  type: "EmploymentStarted",
  title: { en: "Employment began", indonesian: "Mulai bekerja" },
  sight: [ABROAD_SEEN],
  facts: Type.Object({
    journey: Tie,
    employment: Tie,
    country: Type.Optional(Country),
    sector: Type.Optional(Type.Enum([...SECTORS])),
    position: Type.Optional(Code),
    contractUntil: Type.Optional(CalendarDate),
  }),
  personal: { ...NOTE, contact: ["employer", "employerAddress"] },
});

export const EmploymentEnded = defineEvent({
  type: "EmploymentEnded",
  title: { en: "Employment ended", indonesian: "Hubungan kerja berakhir" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({
    journey: Tie,
    /** Absent for a job whose start nobody recorded. */
    employment: Type.Optional(Tie),
    cause: Type.Enum([...EMPLOYMENT_ENDS]),
  }),
  personal: NOTE,
});

export const ReturnStarted = defineEvent({
  type: "ReturnStarted",
  title: { en: "The way home began", indonesian: "Perjalanan pulang dimulai" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie, cause: Type.Enum([...RETURN_CAUSES]), repatriation: Type.Optional(Uuid) }),
  personal: NOTE,
});

export const ReturnRecorded = defineEvent({
  type: "ReturnRecorded",
  title: { en: "Returned to Indonesia", indonesian: "Kembali ke Indonesia" },
  sight: [
    AT_HOME_SEEN,
    // Remains that come home end no stay of the living, which goes on if the report of the death is withdrawn.
    endsStay("journey", [ABROAD], "whoever has come home is abroad no longer", { unless: ["cause", "DEATH"] }),
  ],
  facts: Type.Object({
    journey: Tie,
    cause: Type.Enum([...RETURN_CAUSES]),
    region: Type.Optional(RegionCode),
    repatriation: Type.Optional(Uuid),
  }),
  personal: NOTE,
});

export const ReintegrationStarted = defineEvent({
  type: "ReintegrationStarted",
  title: { en: "Reintegration began", indonesian: "Reintegrasi dimulai" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie, programme: Type.Optional(Code) }),
  personal: NOTE,
});

export const JourneyClosed = defineEvent({
  type: "JourneyClosed",
  title: { en: "The journey was closed", indonesian: "Perjalanan ditutup" },
  sight: [endsStay("journey", [ABROAD, HOME], "the journey is over", { report: "death" })],
  facts: Type.Object({
    journey: Tie,
    reason: Type.Enum([...CLOSURES]),
    /** The report of the death that had ended the journey: if it is withdrawn, so is the closure. */
    death: Type.Optional(Tie),
    /** The journey was over when it was first told of, so its last step is not known. */
    toldWhole: Type.Optional(Type.Boolean({ ...FIXED })),
  }),
  personal: NOTE,
});

export const JourneyWithdrawn = defineEvent({
  type: "JourneyWithdrawn",
  title: { en: "The journey was withdrawn from", indonesian: "Perjalanan dibatalkan oleh pekerja migran" },
  narrows: true,
  sight: [endsStay("journey", [ABROAD, HOME], "there was no such journey")],
  facts: Type.Object({ journey: Tie, reason: Type.Enum([...WITHDRAWALS]) }),
  personal: NOTE,
});

/** Held back at the border, or before; by whom, why and by which law (UU 18/2017 art. 84). */
export const DeparturePrevented = defineEvent({
  type: "DeparturePrevented",
  title: { en: "The departure was prevented", indonesian: "Keberangkatan dicegah" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie, reason: Type.Enum([...PREVENTIONS]), legalGround: LegalGround }),
  personal: NOTE,
});

/** Gagal berangkat. */
export const DepartureFailed = defineEvent({
  type: "DepartureFailed",
  title: { en: "The departure failed", indonesian: "Gagal berangkat" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie, reason: Type.Enum([...FAILURES]) }),
  personal: NOTE,
});

/** Putus komunikasi; the time is that of the last contact. */
export const ContactLost = defineEvent({
  type: "ContactLost",
  title: { en: "Contact was lost", indonesian: "Putus komunikasi" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie }),
  personal: NOTE,
});

export const ContactRestored = defineEvent({
  type: "ContactRestored",
  title: { en: "Contact was restored", indonesian: "Komunikasi pulih" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie }),
  personal: NOTE,
});

/** On what ground is specific data (UU 27/2022 art. 4), and only in the sealed note. */
export const DetentionRecorded = defineEvent({
  type: "DetentionRecorded",
  title: { en: "Detained", indonesian: "Ditahan" },
  sight: [ABROAD_SEEN],
  facts: Type.Object({ journey: Tie, country: Type.Optional(Country) }),
  personal: NOTE,
});

export const DetentionEnded = defineEvent({
  type: "DetentionEnded",
  title: { en: "The detention ended", indonesian: "Penahanan berakhir" },
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie }),
  personal: NOTE,
});

/** Its time is that of the death, as far as the report gives one. */
export const DeathReported = defineEvent({
  type: "DeathReported",
  title: { en: "A death was reported", indonesian: "Kematian dilaporkan" },
  sight: [DIED_ABROAD],
  facts: Type.Object({
    report: Tie,
    cause: Type.Enum([...DEATH_CAUSES]),
    country: Country,
    source: Type.Enum([...DEATH_SOURCES]),
  }),
  personal: { ...NOTE, health: ["cause", "place"] },
});

/** Its time is that of the death, as now established. */
export const DeathConfirmed = defineEvent({
  type: "DeathConfirmed",
  title: { en: "The death was confirmed", indonesian: "Kematian dipastikan" },
  sight: [DIED_ABROAD],
  facts: Type.Object({
    report: Tie,
    cause: Type.Enum([...DEATH_CAUSES]),
    country: Country,
    /** Id of `file-<id>` with the death certificate. */
    certificate: Type.Optional(Uuid),
    certifiedOn: Type.Optional(CalendarDate),
  }),
  personal: { ...NOTE, health: ["cause", "place"] },
});

/** The report was mistaken. What it took away comes back as it was, as of the time that the report had named. */
export const DeathReportWithdrawn = defineEvent({
  type: "DeathReportWithdrawn",
  title: { en: "The report of a death was mistaken", indonesian: "Laporan kematian ternyata keliru" },
  narrows: true,
  sight: [stayGoesOn("report", "the journey that the report had ended goes on")],
  facts: Type.Object({ report: Tie, reason: Type.Enum([...DEATH_WITHDRAWALS]) }),
  personal: NOTE,
});

export const migrantEvents = [
  MigrantRegistered,
  PlacementStatusDetermined,
  RiskScreened,
  JourneyStarted,
  DocumentSubmitted,
  DocumentVerified,
  DocumentRejected,
  DocumentSetCompleted,
  OrientationAttended,
  InsuranceActivated,
  ClearanceGranted,
  ClearanceRefused,
  DepartureRecorded,
  ArrivalReported,
  EmploymentStarted,
  EmploymentEnded,
  ReturnStarted,
  ReturnRecorded,
  ReintegrationStarted,
  JourneyClosed,
  JourneyWithdrawn,
  DeparturePrevented,
  DepartureFailed,
  ContactLost,
  ContactRestored,
  DetentionRecorded,
  DetentionEnded,
  DeathReported,
  DeathConfirmed,
  DeathReportWithdrawn,
];
export type MigrantEvent = RecordOf<(typeof migrantEvents)[number]>;

/** A stored event of one or several types. */
export type MigrantRecord<Name extends MigrantEvent["type"]> = Extract<MigrantEvent, { type: Name }>;
