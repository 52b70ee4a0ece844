import { Type } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import {
  assigned,
  endsWork,
  grantsNothing,
  registersStream,
  SHARED_PAGES,
  shares,
} from "../event-sourcing/stored-event/sight.js";
import { defineWithdrawal } from "../event-sourcing/stored-event/withdrawal.js";
import { FIELD_CLASSES } from "../event-sourcing/stored-event/envelope.js";
import { Uuid } from "../facts/shapes.js";
import { DECLINE_REASONS, MATTERS, REFERRAL_OUTCOMES, SHARED_ROLES, WITHDRAWAL_OF_REFERRAL_REASONS } from "./codes.js";

const NOTE = { narrative: ["note"] };
const ANSWERED = grantsNothing(
  "an answer of either side shows nobody anything: what is shared is said in what is sent",
);

/** An instant: ISO 8601, UTC. */
const Instant = Type.String({ ...FIXED, pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$" });

/** What is shared, and nothing besides: of each person the classes of fields, or the whole file; and files. */
const SharedFacts = {
  shares: Type.Array(
    Type.Object(
      {
        person: Uuid,
        role: Type.Enum([...SHARED_ROLES], { ...FIXED }),
        classes: Type.Array(Type.Enum([...FIELD_CLASSES], { ...FIXED }), { ...FIXED }),
        whole: Type.Boolean({ ...FIXED }),
      },
      { additionalProperties: false },
    ),
    { ...FIXED },
  ),
  files: Type.Array(Uuid, { ...FIXED }),
};

/**
 * A person, a case, a repatriation or one step of it was referred to another agency (rujukan). One of `person`, `case`
 * and `repatriation` is there.
 */
export const ReferralSent = defineEvent({
  type: "ReferralSent",
  title: { en: "A referral was sent to another agency", indonesian: "Rujukan dikirim ke instansi lain" },
  sight: [
    registersStream("who sent a referral watches what becomes of it"),
    assigned("to", "receiver", "an agency that is asked sees what it is asked, and for as long what was shared"),
    shares("shares", "files", ["case", "repatriation"], "the sender states what the receiver needs to see to answer"),
  ],
  facts: Type.Object({
    to: Uuid,
    matter: Type.Enum([...MATTERS], { ...FIXED }),
    person: Type.Optional(Uuid),
    case: Type.Optional(Uuid),
    repatriation: Type.Optional(Uuid),
    /** Of a repatriation: the step that is asked for. */
    step: Type.Optional(Type.String({ ...FIXED, pattern: "^[A-Z0-9_]{1,40}$" })),
    /** Which edition of REFERRAL_MATTERS allowed it. */
    edition: Type.Integer({ ...FIXED }),
    /** It expires at this instant unless it was accepted. */
    answerBy: Instant,
    /** Whether the page of the case or repatriation is shared. */
    page: Type.Optional(Type.Enum([...SHARED_PAGES], { ...FIXED })),
    ...SharedFacts,
  }),
  personal: NOTE,
});

export const ReferralInformationAsked = defineEvent({
  type: "ReferralInformationAsked",
  title: { en: "More information on a referral was asked for", indonesian: "Informasi tambahan atas rujukan diminta" },
  sight: ANSWERED,
  facts: Type.Object({}),
  personal: NOTE,
  withdrawable: true,
});

export const ReferralInformationGiven = defineEvent({
  type: "ReferralInformationGiven",
  title: { en: "Information on a referral was given", indonesian: "Informasi atas rujukan diberikan" },
  sight: [shares("shares", "files", [], "the sender states what else the receiver needs to see to answer")],
  facts: Type.Object(SharedFacts),
  personal: NOTE,
  // What it shared too much is closed again.
  withdrawable: true,
});

export const ReferralAccepted = defineEvent({
  type: "ReferralAccepted",
  title: { en: "A referral was accepted", indonesian: "Rujukan diterima" },
  sight: ANSWERED,
  facts: Type.Object({
    /** Who has it to do there. */
    officer: Type.Optional(Uuid),
  }),
  personal: NOTE,
  withdrawable: true,
});

export const ReferralReportedBack = defineEvent({
  type: "ReferralReportedBack",
  title: { en: "The receiver of a referral reported back", indonesian: "Penerima rujukan melaporkan perkembangan" },
  sight: ANSWERED,
  facts: Type.Object({}),
  personal: NOTE,
  withdrawable: true,
});

export const ReferralDeclined = defineEvent({
  type: "ReferralDeclined",
  title: { en: "A referral was declined", indonesian: "Rujukan ditolak" },
  sight: [endsWork("who declined has no need to see what was shared")],
  facts: Type.Object({
    reason: Type.Enum([...DECLINE_REASONS]),
    /** An agency that the receiver thinks is responsible. */
    instead: Type.Optional(Uuid),
  }),
  personal: NOTE,
});

export const ReferralWithdrawn = defineEvent({
  type: "ReferralWithdrawn",
  title: { en: "A referral was withdrawn", indonesian: "Rujukan dibatalkan" },
  sight: [endsWork("what is asked no more need not be seen")],
  facts: Type.Object({ reason: Type.Enum([...WITHDRAWAL_OF_REFERRAL_REASONS]) }),
  personal: NOTE,
});

/** Nobody answered in time. */
export const ReferralExpired = defineEvent({
  type: "ReferralExpired",
  title: { en: "A referral expired without an answer", indonesian: "Rujukan kedaluwarsa tanpa jawaban" },
  sight: [endsWork("who did not answer in time sees what was shared no longer")],
  facts: Type.Object({ answerBy: Instant }),
});

export const ReferralCompleted = defineEvent({
  type: "ReferralCompleted",
  title: { en: "A referral was completed", indonesian: "Rujukan selesai ditangani" },
  sight: [endsWork("what was asked is done: what else the receiver sees rests on work of its own")],
  facts: Type.Object({ outcome: Type.Enum([...REFERRAL_OUTCOMES]) }),
  personal: NOTE,
});

/** An answer, or information, that was recorded by mistake. */
export const ReferralStepWithdrawn = defineWithdrawal(
  "ReferralStepWithdrawn",
  { en: "A step of a referral was withdrawn", indonesian: "Langkah rujukan ditarik kembali" },
  {},
);

export const referralEvents = [
  ReferralSent,
  ReferralInformationAsked,
  ReferralInformationGiven,
  ReferralAccepted,
  ReferralReportedBack,
  ReferralDeclined,
  ReferralWithdrawn,
  ReferralExpired,
  ReferralCompleted,
  ReferralStepWithdrawn,
];
export type ReferralEvent = RecordOf<(typeof referralEvents)[number]>;
