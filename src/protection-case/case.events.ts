import { Type } from "typebox";
import { OccurredAtSchema } from "../event-sourcing/stored-event/correction.js";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { defineWithdrawal } from "../event-sourcing/stored-event/withdrawal.js";
import { Code, Country, DueDate, PlannedDate, Region, Uuid } from "../facts/shapes.js";
import { actionEvents } from "./action.events.js";
import { CATEGORIES } from "../facts/case-categories.js";
import {
  ADMINISTRATIVE_REASONS,
  CASE_PAPERS,
  CIRCUMSTANCES,
  CLARIFICATION_OUTCOMES,
  COMPLAINANTS,
  COMPLAINT_CHANNELS,
  FORUMS,
  MEDIATION_OUTCOMES,
  NEXT_ACTIONS,
  OPEN_STAGES,
  PARTY_ROLES,
  REFERRAL_ENDS,
  REFERRAL_REASONS,
  REMOVAL_REASONS,
  REOPENING_REASONS,
  RESOLUTION_REASONS,
  SANCTIONS,
} from "./codes.js";
import { defineTaskEvents } from "../tasks/task.events.js";
import { traffickingEvents } from "./trafficking.events.js";
import {
  assigned,
  atPlace,
  beginsWork,
  endsWork,
  grantsNothing,
  partyLeaves,
  partyTakesPart,
  registersStream,
  resumesWork,
} from "../event-sourcing/stored-event/sight.js";

const HANDLED = grantsNothing("is recorded by who sees the case already, and shows nobody in it");

const NOTE = { narrative: ["note"] };

/** Someone in an incident, by an id of their own there: a person, or a company. */
const PartyFacts = {
  party: Uuid,
  role: Type.Enum([...PARTY_ROLES], { ...FIXED }),
  person: Type.Optional(Uuid),
  company: Type.Optional(Uuid),
  /** What a relative or representative is to the victim. */
  relation: Type.Optional(Code),
};

/**
 * How grave a case is, who leads and what is usually done: a copy from the edition of CASE_CATEGORIES in force that
 * day. All of it follows from the categories, which are changed by triage and not corrected.
 */
const TriageFacts = {
  categories: Type.Array(Type.Enum([...CATEGORIES]), { ...FIXED, minItems: 1 }),
  circumstances: Type.Array(Type.Enum([...CIRCUMSTANCES]), { ...FIXED }),
  severity: Type.Integer({ ...FIXED, minimum: 1, maximum: 3 }),
  lead: Type.Array(Code, { ...FIXED }),
  steps: Type.Array(Code, { ...FIXED }),
  edition: Type.Integer({ ...FIXED }),
  /** The last day on which it is not overdue that no officer was given the case. */
  assignBy: Type.Optional(Type.String({ ...FIXED, format: "calendar-date" })),
};

/** Somebody complained: with this a case begins (pengaduan). It happened when the complaint was received. */
export const ComplaintReceived = defineEvent({
  type: "ComplaintReceived",
  title: { en: "A complaint was received", indonesian: "Pengaduan diterima" },
  sight: [
    registersStream("the office that received a complaint has the case"),
    beginsWork("handling", "until the case is assigned, it is in the hands of who received it"),
    atPlace(
      { regions: ["region"], countries: ["country"] },
      "work",
      "offices of the place where it happened answer for the victims",
      ["VICTIM"],
    ),
    partyTakesPart("parties", ["VICTIM"], "who handles a case must know and reach those in it"),
  ],
  facts: Type.Object({
    channel: Type.Enum([...COMPLAINT_CHANNELS]),
    complainant: Type.Enum([...COMPLAINANTS]),
    powerOfAttorney: Type.Boolean(),
    ...TriageFacts,
    country: Type.Optional(Country),
    /** Where in Indonesia, of what happened there. */
    region: Type.Optional(Region),
    /** When what is complained of happened, as far as it is known. */
    incident: Type.Optional(OccurredAtSchema),
    parties: Type.Array(Type.Object(PartyFacts, { additionalProperties: false }), { ...FIXED }),
  }),
  personal: { narrative: ["account", "incidentAsReported"] },
});

export const CaseTriaged = defineEvent({
  type: "CaseTriaged",
  title: { en: "The case was triaged again", indonesian: "Kategori dan tingkat kasus ditetapkan ulang" },
  sight: HANDLED,
  facts: Type.Object(TriageFacts),
  personal: NOTE,
});

export const CasePartyRecorded = defineEvent({
  type: "CasePartyRecorded",
  title: { en: "Someone was recorded as a party of the case", indonesian: "Pihak dalam kasus dicatat" },
  sight: [partyTakesPart(null, ["VICTIM"], "who handles a case must know and reach those in it")],
  facts: Type.Object(PartyFacts),
  personal: NOTE,
});

/** Someone is no party of the case after all. What was recorded of them stays in the history. */
export const CasePartyRemoved = defineEvent({
  type: "CasePartyRemoved",
  title: { en: "Someone is no party of the case", indonesian: "Pihak dikeluarkan dari kasus" },
  sight: [partyLeaves("party", "who is no party is no concern of who handles the case")],
  facts: Type.Object({ party: Uuid, reason: Type.Enum([...REMOVAL_REASONS]) }),
  personal: NOTE,
});

export const CaseDocumentsRequested = defineEvent({
  type: "CaseDocumentsRequested",
  title: { en: "Papers were asked for", indonesian: "Kelengkapan dokumen diminta" },
  sight: HANDLED,
  facts: Type.Object({ papers: Type.Array(Type.Enum([...CASE_PAPERS])), due: Type.Optional(DueDate) }),
  personal: NOTE,
});

export const CaseVerified = defineEvent({
  type: "CaseVerified",
  title: { en: "The case was verified", indonesian: "Kasus diverifikasi" },
  sight: HANDLED,
  facts: Type.Object({ by: Type.Enum(["DOCUMENTS", "INTERVIEW", "MISSION", "AGENCY", "VISIT"]) }),
  personal: NOTE,
});

/** An agency has the case from now on, and one of its officers; an earlier one no longer has it. */
export const CaseAssigned = defineEvent({
  type: "CaseAssigned",
  title: { en: "The case was assigned", indonesian: "Kasus ditugaskan" },
  sight: [assigned("agency", "handling", "an office that is given a case must see it, and those in it")],
  facts: Type.Object({ agency: Uuid, officer: Type.Optional(Uuid) }),
  personal: NOTE,
});

export const ClarificationHeld = defineEvent({
  type: "ClarificationHeld",
  withdrawable: true,
  title: { en: "A clarification was held", indonesian: "Klarifikasi dilaksanakan" },
  sight: HANDLED,
  facts: Type.Object({
    /** The party who was heard. */
    party: Type.Optional(Uuid),
    outcome: Type.Enum([...CLARIFICATION_OUTCOMES]),
    /** By when what was promised is to be done. */
    promisedBy: Type.Optional(DueDate),
  }),
  personal: { narrative: ["minutes"] },
});

export const MediationHeld = defineEvent({
  type: "MediationHeld",
  withdrawable: true,
  title: { en: "A mediation was held", indonesian: "Mediasi dilaksanakan" },
  sight: HANDLED,
  facts: Type.Object({
    outcome: Type.Enum([...MEDIATION_OUTCOMES]),
    /** The day of the next session. */
    next: Type.Optional(PlannedDate),
  }),
  personal: { narrative: ["minutes"] },
});

/** The sides agreed. What each victim gets is their finances, and sealed. */
export const CaseSettled = defineEvent({
  type: "CaseSettled",
  title: { en: "The case was settled", indonesian: "Kasus mencapai kesepakatan" },
  sight: HANDLED,
  facts: Type.Object({ due: Type.Optional(DueDate) }),
  personal: { finance: ["amount", "currency"], narrative: ["terms"] },
  kinds: { finance: { amount: "integer" } },
});

/** What the sides had agreed was done: the money was paid. It happened when the last of it was. */
export const SettlementFulfilled = defineEvent({
  type: "SettlementFulfilled",
  withdrawable: true,
  title: { en: "What was agreed was fulfilled", indonesian: "Kesepakatan telah dipenuhi" },
  sight: HANDLED,
  facts: Type.Object({
    /** Id of the event that settled the case. */
    settlement: Type.String({ format: "uuid", ...FIXED }),
  }),
  personal: NOTE,
});

export const SanctionRecommended = defineEvent({
  type: "SanctionRecommended",
  title: { en: "A sanction was recommended", indonesian: "Sanksi direkomendasikan" },
  sight: HANDLED,
  facts: Type.Object({
    party: Uuid,
    sanction: Type.Enum([...SANCTIONS]),
    legalGround: Code,
  }),
  personal: NOTE,
});

export const LitigationStarted = defineEvent({
  type: "LitigationStarted",
  title: { en: "The case went to court", indonesian: "Kasus ditempuh melalui jalur hukum" },
  sight: [
    atPlace({ countries: ["country"] }, "work", "a mission there follows the proceedings for the victims", ["VICTIM"]),
  ],
  facts: Type.Object({ forum: Type.Enum([...FORUMS]), country: Type.Optional(Country) }),
  personal: { narrative: ["docket", "note"] },
});

/** Handed to another agency, and still watched here. */
export const CaseReferred = defineEvent({
  type: "CaseReferred",
  title: { en: "The case was handed to another agency", indonesian: "Kasus dilimpahkan kepada instansi lain" },
  sight: [assigned("agency", "referral", "an office that a case is handed to must see it, and those in it")],
  facts: Type.Object({
    agency: Uuid,
    reason: Type.Enum([...REFERRAL_REASONS]),
    /** By when the agency has given it to somebody. */
    assignBy: Type.Optional(Type.String({ ...FIXED, format: "calendar-date" })),
  }),
  personal: NOTE,
});

/** It came back from there, to the stage at which it was handed over. */
export const CaseReferralEnded = defineEvent({
  type: "CaseReferralEnded",
  title: { en: "The case came back from the agency that it was handed to", indonesian: "Kasus dikembalikan" },
  sight: [assigned("agency", "referral", "the office that had handed the case over has all of it again")],
  facts: Type.Object({
    /** To which it came back. */
    agency: Uuid,
    reason: Type.Enum([...REFERRAL_ENDS]),
  }),
  personal: NOTE,
});

export const CaseResolved = defineEvent({
  type: "CaseResolved",
  title: { en: "The case was resolved", indonesian: "Kasus diselesaikan" },
  sight: [endsWork("nobody works on a resolved case")],
  facts: Type.Object({ reason: Type.Enum([...RESOLUTION_REASONS]) }),
  personal: NOTE,
});

export const CaseClosedAdministratively = defineEvent({
  type: "CaseClosedAdministratively",
  title: { en: "The case was closed administratively", indonesian: "Kasus ditutup secara administratif" },
  sight: [endsWork("nobody works on a closed case")],
  facts: Type.Object({ reason: Type.Enum([...ADMINISTRATIVE_REASONS]) }),
  personal: NOTE,
});

/** It goes on, from the stage that it enters again. */
export const CaseReopened = defineEvent({
  type: "CaseReopened",
  title: { en: "The case was reopened", indonesian: "Kasus dibuka kembali" },
  sight: [resumesWork("the case goes on in the hands that it was in")],
  facts: Type.Object({ reason: Type.Enum([...REOPENING_REASONS]), stage: Type.Enum([...OPEN_STAGES], { ...FIXED }) }),
  personal: NOTE,
});

/** What is to be done next, by when: entered by hand, in place of what it was before. */
export const NextActionSet = defineEvent({
  type: "NextActionSet",
  title: { en: "The next action was set", indonesian: "Tindak lanjut berikutnya ditetapkan" },
  sight: HANDLED,
  facts: Type.Object({ action: Type.Enum([...NEXT_ACTIONS]), due: Type.Optional(DueDate) }),
  personal: { narrative: ["what"] },
});

export const NextActionDone = defineEvent({
  type: "NextActionDone",
  title: { en: "The next action was done", indonesian: "Tindak lanjut dilaksanakan oleh petugas" },
  sight: HANDLED,
  facts: Type.Object({ action: Type.Enum([...NEXT_ACTIONS], { ...FIXED }) }),
  personal: NOTE,
});

/** A repatriation was requested by this case for one of its victims. */
export const CaseRepatriationOpened = defineEvent({
  type: "CaseRepatriationOpened",
  title: { en: "The case opened a repatriation", indonesian: "Kasus membuka pemulangan" },
  sight: HANDLED,
  facts: Type.Object({ repatriation: Uuid, person: Uuid, kind: Type.Enum(["LIVING", "REMAINS"], { ...FIXED }) }),
});

/** It ended, or goes on again. */
export const CaseRepatriationChanged = defineEvent({
  type: "CaseRepatriationChanged",
  title: { en: "A repatriation of the case ended, or goes on", indonesian: "Status pemulangan dari kasus berubah" },
  sight: HANDLED,
  facts: Type.Object({ repatriation: Uuid, status: Type.Enum(["OPEN", "CANCELLED", "CLOSED"], { ...FIXED }) }),
});

/** What somebody is to do in a case, beside what is to be done next: several at once. */
export const caseTaskEvents = defineTaskEvents("Case", { en: "case", indonesian: "kasus" });

/** Something was not done: the case is as if it had not been recorded. */
export const CaseStepWithdrawn = defineWithdrawal(
  "CaseStepWithdrawn",
  { en: "Something recorded in the case was withdrawn: it never was", indonesian: "Catatan dalam kasus ditarik" },
  {},
);

export const caseEvents = [
  ComplaintReceived,
  CaseTriaged,
  CasePartyRecorded,
  CasePartyRemoved,
  CaseDocumentsRequested,
  CaseVerified,
  CaseAssigned,
  ClarificationHeld,
  MediationHeld,
  CaseSettled,
  SettlementFulfilled,
  SanctionRecommended,
  LitigationStarted,
  CaseReferred,
  CaseReferralEnded,
  CaseResolved,
  CaseClosedAdministratively,
  CaseReopened,
  NextActionSet,
  NextActionDone,
  CaseRepatriationOpened,
  CaseRepatriationChanged,
  CaseStepWithdrawn,
  caseTaskEvents.added,
  caseTaskEvents.assigned,
  caseTaskEvents.moved,
  caseTaskEvents.done,
  caseTaskEvents.dropped,
  ...actionEvents,
  ...traffickingEvents,
];
export type CaseEvent = RecordOf<(typeof caseEvents)[number]>;
