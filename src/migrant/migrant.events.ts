import { Type } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import * as codes from "./codes.js";
import { CalendarDate, Country, ExpiryDate, PastDate, PlannedDate, RegionCode } from "../facts/shapes.js";
import { LEGAL_GROUND } from "../rules/legal-ground.js";
import { ANYWHERE, BEFORE_CLEARANCE, BEFORE_LEAVING, journeyEvent, type Transition } from "./transitions.js";
import { defineWithdrawal } from "../event-sourcing/stored-event/withdrawal.js";
import { atPlace, endsStay, grantsNothing, stayGoesOn } from "../event-sourcing/stored-event/sight.js";

const SEEN_ALREADY = grantsNothing("whoever records it sees the person already");
/** Parts of a journey: an office sees the migrant during the stay in its part. */
const PART_ABROAD = "ABROAD";
const PART_HOME = "HOME";
const ABROAD_SEEN = atPlace(
  { countries: ["country"] },
  { stay: "journey", part: PART_ABROAD },
  "a mission answers for migrants in its country",
);
const AT_HOME_SEEN = atPlace(
  { regions: ["region"] },
  { stay: "journey", part: PART_HOME },
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
  sight: SEEN_ALREADY,
  facts: Type.Object({
    discovery: Type.Enum([...codes.DISCOVERIES]),
    placementStatus: Type.Enum([...codes.PLACEMENT_STATUSES]),
    placementStatusBasis: Type.Enum([...codes.STATUS_BASES]),
  }),
  personal: NOTE,
});

export const PlacementStatusDetermined = defineEvent({
  type: "PlacementStatusDetermined",
  title: { en: "The placement status was determined", indonesian: "Status penempatan ditetapkan" },
  sight: SEEN_ALREADY,
  facts: Type.Object({ status: Type.Enum([...codes.PLACEMENT_STATUSES]), basis: Type.Enum([...codes.STATUS_BASES]) }),
  personal: NOTE,
});

/** Signs of danger in an offer, and the advice that the migrant got. */
export const RiskScreened = journeyEvent({
  type: "RiskScreened",
  title: { en: "Risks were screened", indonesian: "Risiko disaring" },
  transition: { from: BEFORE_LEAVING, act: true },
  sight: SEEN_ALREADY,
  facts: Type.Object({
    journey: Type.Optional(Tie),
    /** Signs that were asked about, and are there. */
    redFlags: Type.Array(Type.Enum([...codes.RED_FLAGS])),
    /** Signs that were asked about, and are not there; any other was not asked about. */
    denied: Type.Optional(Type.Array(Type.Enum([...codes.RED_FLAGS]))),
    /** Edition of RISK_CHECKLIST by which the band and the advice were found. */
    edition: Type.Optional(Type.Integer({ ...FIXED, minimum: 1 })),
    band: Type.Enum([...codes.RISK_BANDS]),
    advice: Type.Array(Type.Enum([...codes.ADVICE])),
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
    foundAt: Type.Enum([...codes.FIRST_STEPS]),
    scheme: Type.Enum([...codes.SCHEMES]),
    /** Destination. */
    country: Country,
    position: Type.Optional(Code),
    sector: Type.Optional(Type.Enum([...codes.SECTORS])),
    /** Agency id of the placement company (P3MI). */
    company: Type.Optional(Uuid),
  }),
  personal: NOTE,
});

export const DocumentSubmitted = journeyEvent({
  type: "DocumentSubmitted",
  title: { en: "A document was submitted", indonesian: "Dokumen diserahkan" },
  transition: { from: BEFORE_LEAVING, act: false },
  sight: SEEN_ALREADY,
  facts: Type.Object({
    journey: Tie,
    document: Tie,
    /** Id of `file-<id>`. */
    file: Tie,
    kind: Type.Enum([...codes.DOCUMENT_KINDS]),
    issuedOn: Type.Optional(PastDate),
    expiresOn: Type.Optional(ExpiryDate),
  }),
  personal: { ...NOTE, identity: ["number"] },
});

export const DocumentVerified = journeyEvent({
  type: "DocumentVerified",
  title: { en: "A document was verified", indonesian: "Dokumen diverifikasi" },
  transition: { from: BEFORE_LEAVING, act: false },
  sight: SEEN_ALREADY,
  facts: Type.Object({ journey: Tie, document: Tie }),
  personal: NOTE,
});

/** With reason and legal ground. The document stays in the history, and may be submitted again. */
export const DocumentRejected = journeyEvent({
  type: "DocumentRejected",
  title: { en: "A document was rejected", indonesian: "Dokumen ditolak" },
  transition: { from: ANYWHERE, act: false },
  sight: SEEN_ALREADY,
  facts: Type.Object({
    journey: Tie,
    document: Tie,
    reason: Type.Enum([...codes.DOCUMENT_REJECTIONS]),
    legalGround: LegalGround,
  }),
  personal: NOTE,
});

/** With the verification before it, every document of the scheme's set is verified. */
export const DocumentSetCompleted = journeyEvent({
  type: "DocumentSetCompleted",
  title: { en: "All documents of the scheme are verified", indonesian: "Seluruh dokumen skema telah diverifikasi" },
  transition: { from: BEFORE_LEAVING, act: false },
  sight: SEEN_ALREADY,
  facts: Type.Object({ journey: Tie }),
});

/** OPP (orientasi pra-pemberangkatan). */
export const OrientationAttended = journeyEvent({
  type: "OrientationAttended",
  title: { en: "Pre-departure orientation was attended", indonesian: "Orientasi pra-pemberangkatan (OPP) diikuti" },
  transition: {
    from: ["REGISTERED", "SCREENED", "DOCUMENTS_IN_PROGRESS", "DOCUMENTS_VERIFIED", ...codes.HALTED],
    act: true,
  },
  sight: [AT_HOME_SEEN],
  facts: Type.Object({ journey: Tie, region: Type.Optional(RegionCode) }),
  personal: NOTE,
});

export const InsuranceActivated = journeyEvent({
  type: "InsuranceActivated",
  title: { en: "Insurance was activated", indonesian: "Jaminan sosial diaktifkan" },
  transition: { from: [...BEFORE_LEAVING, ...codes.ABROAD], act: false },
  sight: SEEN_ALREADY,
  facts: Type.Object({
    journey: Tie,
    programme: Type.Enum([...codes.INSURANCE_PROGRAMMES]),
    from: PlannedDate,
    until: Type.Optional(ExpiryDate),
  }),
  personal: { ...NOTE, finance: ["number"] },
});

export const ClearanceGranted = journeyEvent({
  type: "ClearanceGranted",
  title: { en: "Clearance was granted", indonesian: "Izin berangkat diberikan" },
  transition: { from: BEFORE_CLEARANCE, whileReviewed: true, to: "CLEARED", act: true },
  sight: SEEN_ALREADY,
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

/**
 * What the clearance rested on is there no more: judged anew by the rule that gave it, as of its day. Nobody leaves on
 * it until its grounds are mended, or another is given.
 */
export const ClearanceUnderReview = journeyEvent({
  type: "ClearanceUnderReview",
  title: { en: "The clearance is under review", indonesian: "Kelayakan ditinjau kembali" },
  transition: { from: ANYWHERE, act: false },
  sight: SEEN_ALREADY,
  facts: Type.Object({
    journey: Tie,
    grounds: Type.Array(
      Type.Object({ what: Code, kind: Type.Optional(Code), reason: Code }, { additionalProperties: false }),
      { ...FIXED, minItems: 1 },
    ),
  }),
});

/** Judged anew, the clearance has all that it was given on. */
export const ClearanceUpheld = journeyEvent({
  type: "ClearanceUpheld",
  title: {
    en: "The clearance was judged again, and stands",
    indonesian: "Kelayakan ditinjau kembali dan tetap berlaku",
  },
  transition: { from: ANYWHERE, act: false },
  sight: SEEN_ALREADY,
  facts: Type.Object({ journey: Tie }),
});

export const ClearanceRefused = journeyEvent({
  type: "ClearanceRefused",
  title: { en: "Clearance was refused", indonesian: "Izin berangkat ditolak" },
  transition: { from: BEFORE_CLEARANCE, act: false },
  sight: SEEN_ALREADY,
  facts: Type.Object({
    journey: Tie,
    place: RegionCode,
    day: CalendarDate,
    reason: Type.Enum([...codes.REFUSALS]),
    legalGround: LegalGround,
    /** True when nothing was missing that day: such a refusal is examined (UU 18/2017 art. 84). */
    requirementsMet: Type.Boolean(),
  }),
  personal: NOTE,
});

export const DepartureRecorded = journeyEvent({
  type: "DepartureRecorded",
  withdrawable: true,
  title: { en: "Departure", indonesian: "Keberangkatan" },
  transition: { from: BEFORE_LEAVING, to: "DEPARTED", act: true, leaves: true },
  sight: [ABROAD_SEEN],
  facts: Type.Object({ journey: Tie, from: Type.Optional(Type.String()), country: Type.Optional(Country) }),
  personal: NOTE,
});

/** Lapor diri: a mission knows of the arrival, or somebody saw it. */
export const ArrivalReported = journeyEvent({
  type: "ArrivalReported",
  withdrawable: true,
  title: { en: "Arrival abroad was reported", indonesian: "Lapor diri di negara tujuan" },
  transition: { from: [...BEFORE_LEAVING, "DEPARTED", "LOST_CONTACT"], to: "ARRIVED", act: true, leaves: true },
  sight: [ABROAD_SEEN],
  facts: Type.Object({
    journey: Tie,
    country: Type.Optional(Country),
    /** Agency id of the mission that took the report. */
    mission: Type.Optional(Uuid),
  }),
  personal: { ...NOTE, contact: ["address", "phone"] },
});

export const EmploymentStarted = journeyEvent({
  type: "EmploymentStarted",
  withdrawable: true,
  title: { en: "Employment began", indonesian: "Mulai bekerja" },
  transition: {
    from: [...BEFORE_LEAVING, "DEPARTED", "ARRIVED", "BETWEEN_JOBS", "LOST_CONTACT"],
    to: "EMPLOYED",
    act: true,
    leaves: true,
  },
  sight: [ABROAD_SEEN],
  facts: Type.Object({
    journey: Tie,
    employment: Tie,
    country: Type.Optional(Country),
    sector: Type.Optional(Type.Enum([...codes.SECTORS])),
    position: Type.Optional(Code),
    contractUntil: Type.Optional(ExpiryDate),
  }),
  personal: { ...NOTE, contact: ["employer", "employerAddress"] },
});

export const EmploymentEnded = journeyEvent({
  type: "EmploymentEnded",
  withdrawable: true,
  title: { en: "Employment ended", indonesian: "Hubungan kerja berakhir" },
  transition: { from: ["EMPLOYED", "RETURNING", ...codes.INTERRUPTED, "RETURNED"], act: true },
  sight: SEEN_ALREADY,
  facts: Type.Object({
    journey: Tie,
    /** Absent for a job whose start nobody recorded. */
    employment: Type.Optional(Tie),
    cause: Type.Enum([...codes.EMPLOYMENT_ENDS]),
  }),
  personal: NOTE,
});

export const ReturnStarted = journeyEvent({
  type: "ReturnStarted",
  withdrawable: true,
  title: { en: "The way home began", indonesian: "Perjalanan pulang dimulai" },
  transition: {
    from: [...BEFORE_LEAVING, "DEPARTED", "ARRIVED", "EMPLOYED", "BETWEEN_JOBS", ...codes.INTERRUPTED],
    to: "RETURNING",
    act: true,
    leaves: true,
  },
  sight: SEEN_ALREADY,
  facts: Type.Object({ journey: Tie, cause: Type.Enum([...codes.RETURN_CAUSES]), repatriation: Type.Optional(Uuid) }),
  personal: NOTE,
});

export const ReturnRecorded = journeyEvent({
  type: "ReturnRecorded",
  withdrawable: true,
  title: { en: "Returned to Indonesia", indonesian: "Kembali ke Indonesia" },
  transition: {
    from: [...BEFORE_LEAVING, ...codes.ABROAD, ...codes.INTERRUPTED],
    to: "RETURNED",
    act: true,
    leaves: true,
  },
  sight: [
    AT_HOME_SEEN,
    // Remains that come home end no stay of the living, which goes on if the report of the death is withdrawn.
    endsStay("journey", [PART_ABROAD], "whoever has come home is abroad no longer", { unless: ["cause", "DEATH"] }),
  ],
  facts: Type.Object({
    journey: Tie,
    cause: Type.Enum([...codes.RETURN_CAUSES]),
    region: Type.Optional(RegionCode),
    repatriation: Type.Optional(Uuid),
  }),
  personal: NOTE,
});

export const ReintegrationStarted = journeyEvent({
  type: "ReintegrationStarted",
  withdrawable: true,
  title: { en: "Reintegration began", indonesian: "Reintegrasi dimulai" },
  transition: { from: ["RETURNED"], to: "REINTEGRATING", act: true },
  sight: SEEN_ALREADY,
  facts: Type.Object({ journey: Tie, programme: Type.Optional(Code) }),
  personal: NOTE,
});

export const JourneyClosed = journeyEvent({
  type: "JourneyClosed",
  title: { en: "The journey was closed", indonesian: "Perjalanan ditutup" },
  transition: {
    from: [...codes.HALTED, "BETWEEN_JOBS", "LOST_CONTACT", ...codes.HOME, "DECEASED"],
    to: "CLOSED",
    act: false,
  },
  sight: [endsStay("journey", [PART_ABROAD, PART_HOME], "the journey is over", { report: "death" })],
  facts: Type.Object({
    journey: Tie,
    reason: Type.Enum([...codes.CLOSURES]),
    /** The report of the death that had ended the journey: if it is withdrawn, so is the closure. */
    death: Type.Optional(Tie),
    /** Nobody has confirmed that death: the remains came home, or were buried abroad, all the same. */
    unconfirmed: Type.Optional(Type.Boolean({ ...FIXED })),
    /** The journey was over when it was first recorded, so its last step is not known. */
    toldWhole: Type.Optional(Type.Boolean({ ...FIXED })),
  }),
  personal: NOTE,
});

export const JourneyWithdrawn = journeyEvent({
  type: "JourneyWithdrawn",
  title: { en: "The journey was withdrawn from", indonesian: "Perjalanan dibatalkan oleh pekerja migran" },
  narrows: true,
  transition: { from: BEFORE_LEAVING, to: "WITHDRAWN", act: true },
  sight: [endsStay("journey", [PART_ABROAD, PART_HOME], "there was no such journey")],
  facts: Type.Object({ journey: Tie, reason: Type.Enum([...codes.WITHDRAWALS]) }),
  personal: NOTE,
});

/** Held back at the border or before, with officer, reason and legal ground (UU 18/2017 art. 84). */
export const DeparturePrevented = journeyEvent({
  type: "DeparturePrevented",
  title: { en: "The departure was prevented", indonesian: "Keberangkatan dicegah" },
  transition: { from: [...codes.PREPARING, "FAILED_DEPARTURE"], to: "DEPARTURE_PREVENTED", act: true },
  sight: SEEN_ALREADY,
  facts: Type.Object({ journey: Tie, reason: Type.Enum([...codes.PREVENTIONS]), legalGround: LegalGround }),
  personal: NOTE,
});

/** Gagal berangkat. */
export const DepartureFailed = journeyEvent({
  type: "DepartureFailed",
  title: { en: "The departure failed", indonesian: "Gagal berangkat" },
  transition: { from: [...codes.PREPARING, "DEPARTURE_PREVENTED"], to: "FAILED_DEPARTURE", act: true },
  sight: SEEN_ALREADY,
  facts: Type.Object({ journey: Tie, reason: Type.Enum([...codes.FAILURES]) }),
  personal: NOTE,
});

/** Putus komunikasi; the time is that of the last contact. */
export const ContactLost = journeyEvent({
  type: "ContactLost",
  withdrawable: true,
  title: { en: "Contact was lost", indonesian: "Putus komunikasi" },
  transition: { from: [...BEFORE_LEAVING, ...codes.ABROAD, "DETAINED"], to: "LOST_CONTACT", act: false },
  sight: SEEN_ALREADY,
  facts: Type.Object({ journey: Tie }),
  personal: NOTE,
});

export const ContactRestored = journeyEvent({
  type: "ContactRestored",
  withdrawable: true,
  title: { en: "Contact was restored", indonesian: "Komunikasi pulih" },
  transition: { from: ["LOST_CONTACT"], act: true },
  sight: SEEN_ALREADY,
  facts: Type.Object({ journey: Tie }),
  personal: NOTE,
});

/** The ground is specific data (UU 27/2022 art. 4): it stands only in the sealed note. */
export const DetentionRecorded = journeyEvent({
  type: "DetentionRecorded",
  withdrawable: true,
  title: { en: "Detained", indonesian: "Ditahan" },
  transition: { from: [...BEFORE_LEAVING, ...codes.ABROAD, "LOST_CONTACT"], to: "DETAINED", act: true, leaves: true },
  sight: [ABROAD_SEEN],
  facts: Type.Object({ journey: Tie, country: Type.Optional(Country) }),
  personal: NOTE,
});

export const DetentionEnded = journeyEvent({
  type: "DetentionEnded",
  withdrawable: true,
  title: { en: "The detention ended", indonesian: "Penahanan berakhir" },
  transition: { from: ["DETAINED"], act: true },
  sight: SEEN_ALREADY,
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
    cause: Type.Enum([...codes.DEATH_CAUSES]),
    country: Country,
    source: Type.Enum([...codes.DEATH_SOURCES]),
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
    cause: Type.Enum([...codes.DEATH_CAUSES]),
    country: Country,
    /** Id of `file-<id>` with the death certificate. */
    certificate: Type.Optional(Uuid),
    certifiedOn: Type.Optional(PastDate),
  }),
  personal: { ...NOTE, health: ["cause", "place"] },
});

/** The report was mistaken. What it ended goes on as before, as of the time that the report had named. */
export const DeathReportWithdrawn = defineEvent({
  type: "DeathReportWithdrawn",
  title: { en: "The report of a death was mistaken", indonesian: "Laporan kematian ternyata keliru" },
  narrows: true,
  sight: [stayGoesOn("report", "the journey that the report had ended goes on")],
  facts: Type.Object({ report: Tie, reason: Type.Enum([...codes.DEATH_WITHDRAWALS]) }),
  personal: NOTE,
});

/** A step never happened: the journey is as if it had not been recorded. */
export const JourneyStepWithdrawn = defineWithdrawal(
  "JourneyStepWithdrawn",
  {
    en: "A step of a journey was withdrawn: it never happened",
    indonesian: "Langkah perjalanan ditarik karena tidak pernah terjadi",
  },
  {},
);

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
  ClearanceUnderReview,
  ClearanceUpheld,
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
  JourneyStepWithdrawn,
];
export type MigrantEvent = RecordOf<(typeof migrantEvents)[number]>;

/** A stored event of one or several types. */
export type MigrantRecord<Name extends MigrantEvent["type"]> = Extract<MigrantEvent, { type: Name }>;

type WithTransition = Extract<(typeof migrantEvents)[number], { readonly transition: Transition }>;

/** A stored event of a journey. */
export type JourneyEvent = RecordOf<WithTransition | typeof JourneyStarted>;

const TRANSITIONS = new Map<string, Transition>(
  migrantEvents.flatMap((each) => ("transition" in each ? [[each.type, each.transition] as const] : [])),
);

/** Undefined for what needs no step of a journey: its start, and what is about the person. */
export function transitionOf(type: string): Transition | undefined {
  return TRANSITIONS.get(type);
}
