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
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({
    discovery: Type.Enum([...DISCOVERIES]),
    placementStatus: Type.Enum([...PLACEMENT_STATUSES]),
    placementStatusBasis: Type.Enum([...STATUS_BASES]),
  }),
});

export const PlacementStatusDetermined = defineEvent({
  type: "PlacementStatusDetermined",
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ status: Type.Enum([...PLACEMENT_STATUSES]), basis: Type.Enum([...STATUS_BASES]) }),
  personal: NOTE,
});

/** An offer was looked at together with the migrant: signs of danger, and advice. */
export const RiskScreened = defineEvent({
  type: "RiskScreened",
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
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie, document: Tie }),
  personal: NOTE,
});

/** Says why and by which law; the document stays in the history, and may be submitted anew. */
export const DocumentRejected = defineEvent({
  type: "DocumentRejected",
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
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie }),
});

/** OPP (orientasi pra-pemberangkatan). */
export const OrientationAttended = defineEvent({
  type: "OrientationAttended",
  sight: [AT_HOME_SEEN],
  facts: Type.Object({ journey: Tie, region: Type.Optional(RegionCode) }),
  personal: NOTE,
});

export const InsuranceActivated = defineEvent({
  type: "InsuranceActivated",
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
  sight: [ABROAD_SEEN],
  facts: Type.Object({ journey: Tie, from: Type.Optional(Type.String()), country: Type.Optional(Country) }),
  personal: NOTE,
});

/** Lapor diri: known to a mission, or seen to have arrived. */
export const ArrivalReported = defineEvent({
  type: "ArrivalReported",
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
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie, cause: Type.Enum([...RETURN_CAUSES]), repatriation: Type.Optional(Uuid) }),
  personal: NOTE,
});

export const ReturnRecorded = defineEvent({
  type: "ReturnRecorded",
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
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie, programme: Type.Optional(Code) }),
  personal: NOTE,
});

export const JourneyClosed = defineEvent({
  type: "JourneyClosed",
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
  narrows: true,
  sight: [endsStay("journey", [ABROAD, HOME], "there was no such journey")],
  facts: Type.Object({ journey: Tie, reason: Type.Enum([...WITHDRAWALS]) }),
  personal: NOTE,
});

/** Held back at the border, or before; by whom, why and by which law (UU 18/2017 art. 84). */
export const DeparturePrevented = defineEvent({
  type: "DeparturePrevented",
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie, reason: Type.Enum([...PREVENTIONS]), legalGround: LegalGround }),
  personal: NOTE,
});

/** Gagal berangkat. */
export const DepartureFailed = defineEvent({
  type: "DepartureFailed",
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie, reason: Type.Enum([...FAILURES]) }),
  personal: NOTE,
});

/** Putus komunikasi; the time is that of the last contact. */
export const ContactLost = defineEvent({
  type: "ContactLost",
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie }),
  personal: NOTE,
});

export const ContactRestored = defineEvent({
  type: "ContactRestored",
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie }),
  personal: NOTE,
});

/** On what ground is specific data (UU 27/2022 art. 4), and only in the sealed note. */
export const DetentionRecorded = defineEvent({
  type: "DetentionRecorded",
  sight: [ABROAD_SEEN],
  facts: Type.Object({ journey: Tie, country: Type.Optional(Country) }),
  personal: NOTE,
});

export const DetentionEnded = defineEvent({
  type: "DetentionEnded",
  sight: TOLD_OF_MIGRANT,
  facts: Type.Object({ journey: Tie }),
  personal: NOTE,
});

/** Its time is that of the death, as far as the report gives one. */
export const DeathReported = defineEvent({
  type: "DeathReported",
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
