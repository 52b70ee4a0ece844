import { Type, type TSchema } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { RETURN_CAUSES } from "../migrant/codes.js";
import {
  CANCEL_REASONS,
  CLAIM_OUTCOMES,
  CLAIM_PROGRAMMES,
  CLOSE_REASONS,
  NOT_APPLICABLE_REASONS,
  REPATRIATION_KINDS,
  REQUEST_SOURCES,
} from "./codes.js";
import { defineWithdrawal } from "../event-sourcing/stored-event/withdrawal.js";
import { Code, Country, DueDate, MoneyFact, Region, Uuid } from "../facts/shapes.js";
import { defineTaskEvents } from "../tasks/task.events.js";
import { livingEvents, ON_THE_WAY } from "./living.events.js";
import { remainsEvents } from "./remains.events.js";
import {
  assigned,
  atPlace,
  beginsWork,
  endsWork,
  registersStream,
  resumesWork,
  takesPart,
} from "../event-sourcing/stored-event/sight.js";

const PlannedStep = Type.Object({ step: Code, providers: Type.Array(Code), optional: Type.Boolean() });
const DocumentSet = Type.Object({
  disposition: Code,
  route: Code,
  documents: Type.Array(Type.Object({ kind: Code, providers: Type.Array(Code) })),
});

/**
 * Someone, or someone's remains, are to be brought home. The steps with their providers are copied from the edition
 * of the rules in force on that day: an edition never changes, so the copy can't go stale, and whoever replays the
 * case sees what the caseworker saw, from this one stream.
 */
export const RepatriationRequested = defineEvent({
  type: "RepatriationRequested",
  title: { en: "Repatriation was requested", indonesian: "Pemulangan diminta" },
  sight: [
    registersStream("the office that requested a repatriation runs it"),
    beginsWork("running", "the office that requested a repatriation runs it"),
    atPlace(
      { regions: ["origin", "destination"], countries: ["country"] },
      "work",
      "offices of the places that the way home begins and ends at answer for the person",
      ["MIGRANT"],
    ),
    takesPart(["MIGRANT"], true, "who brings somebody home must know all of them"),
  ],
  facts: Type.Object({
    kind: Type.Enum([...REPATRIATION_KINDS], { ...FIXED }),
    person: Uuid,
    /** The protection case that opened it. */
    case: Type.Optional(Uuid),
    source: Type.Enum([...REQUEST_SOURCES]),
    /** ISO 3166-1 code; absent when it isn't known from where. */
    country: Type.Optional(Country),
    /** Home, as the person's file or the request had it. */
    origin: Type.Optional(Region),
    /** Where the journey is to end, when that is not the origin. */
    destination: Type.Optional(Region),
    /** Cause of the return (UU 18/2017 art. 27). */
    cause: Type.Enum([...RETURN_CAUSES]),
    /** Edition of REPATRIATION_STEPS. */
    edition: Type.Integer({ ...FIXED }),
    steps: Type.Array(PlannedStep, { ...FIXED }),
    /** Sets of documents that remains need (REMAINS_DOCUMENTS of that day); none for the living. */
    documentSets: Type.Array(DocumentSet, { ...FIXED }),
  }),
  personal: { narrative: ["note"] },
});

/** An agency has a step to do, from now on; an earlier one no longer has it. */
export const RepatriationStepAssigned = defineEvent({
  type: "RepatriationStepAssigned",
  title: { en: "A step was given to an agency", indonesian: "Langkah ditugaskan kepada instansi" },
  sight: [assigned("agency", "step", "an office that has a step to do must see the way, and the person", "step")],
  facts: Type.Object({
    step: fixed(Code),
    agency: Uuid,
    /** Who does it there. */
    officer: Type.Optional(Uuid),
    due: Type.Optional(DueDate),
  }),
});

/** A step that others go through does not apply here. */
export const RepatriationStepNotApplicable = defineEvent({
  type: "RepatriationStepNotApplicable",
  title: { en: "A step does not apply here", indonesian: "Langkah tidak berlaku" },
  sight: ON_THE_WAY,
  facts: Type.Object({ step: fixed(Code), reason: Type.Enum([...NOT_APPLICABLE_REASONS]) }),
  personal: { narrative: ["note"] },
});

/** Someone went along, or saw to it (pendampingan), for a part of the way; the source may not name the part. */
export const RepatriationAccompanied = defineEvent({
  type: "RepatriationAccompanied",
  withdrawable: true,
  title: { en: "The repatriation was accompanied", indonesian: "Pemulangan didampingi" },
  sight: ON_THE_WAY,
  facts: Type.Object({
    agencies: Type.Array(Uuid, { ...FIXED }),
    /** Persons who went along. */
    escorts: Type.Array(Uuid, { ...FIXED }),
    leg: Type.Enum(["ABROAD", "JOURNEY_HOME", "ONWARD", "WHOLE_WAY", "NOT_REPORTED"]),
    source: Type.Enum([...REQUEST_SOURCES]),
  }),
  personal: { narrative: ["note"] },
});

/**
 * What a report says of the end, without saying how it came about. It makes no step done: a step is known by its own
 * event or is missing.
 */
export const RepatriationOutcomeReported = defineEvent({
  type: "RepatriationOutcomeReported",
  title: { en: "An outcome was reported", indonesian: "Hasil akhir dilaporkan" },
  sight: ON_THE_WAY,
  facts: Type.Object({
    outcome: Type.Enum(["CAME_HOME", "LAID_TO_REST", "DID_NOT_COME_HOME"]),
    source: Type.Enum([...REQUEST_SOURCES]),
  }),
  personal: { narrative: ["note"] },
});

/** What the person had with them, as listed by those who keep it. */
export const BelongingsInventoried = defineEvent({
  type: "BelongingsInventoried",
  withdrawable: true,
  title: { en: "Belongings were inventoried", indonesian: "Barang milik didata" },
  sight: ON_THE_WAY,
  facts: Type.Object({ items: Type.Integer({ minimum: 0 }), heldBy: Type.Optional(Uuid) }),
  personal: { narrative: ["inventory"] },
});

/** A claim of the person or the heirs was filed, paid or refused. */
export const RepatriationClaimRecorded = defineEvent({
  type: "RepatriationClaimRecorded",
  withdrawable: true,
  title: { en: "A claim was filed, paid or refused", indonesian: "Klaim diajukan, dibayar, atau ditolak" },
  sight: ON_THE_WAY,
  facts: Type.Object({
    programme: Type.Enum([...CLAIM_PROGRAMMES]),
    outcome: Type.Enum([...CLAIM_OUTCOMES]),
    amount: Type.Optional(MoneyFact),
  }),
  personal: { narrative: ["note"] },
});

/**
 * Someone was informed, or received the person, whom the person asked not to tell, or whom a case of the person
 * accuses. It can't be undone, but must be known.
 */
export const DisclosureFlagged = defineEvent({
  type: "DisclosureFlagged",
  title: {
    en: "Someone was told whom the person had asked not to tell",
    indonesian: "Pihak yang diminta tidak diberi tahu telah mengetahui",
  },
  sight: ON_THE_WAY,
  facts: Type.Object({
    /** Id of the person's wish. */
    doNotTell: Type.Optional(Uuid),
    /** Or id of the allegation on the person's file. */
    allegation: Type.Optional(Uuid),
    /** Id of the event of this repatriation by which someone came to know. */
    disclosure: Uuid,
  }),
});

export const RepatriationCancelled = defineEvent({
  type: "RepatriationCancelled",
  title: { en: "The repatriation was cancelled", indonesian: "Pemulangan dibatalkan" },
  sight: [endsWork("nobody works on a repatriation that is cancelled")],
  facts: Type.Object({
    reason: fixed(Type.Enum([...CANCEL_REASONS])),
    /** With reason DEATH: the person died no later than this, as it was known then (ISO). */
    diedBy: Type.Optional(Type.String({ format: "date-time", ...FIXED })),
  }),
  personal: { narrative: ["note"] },
});

/** Goes on after it was cancelled or closed, with all that had been done. */
export const RepatriationReinstated = defineEvent({
  type: "RepatriationReinstated",
  title: { en: "The repatriation goes on again", indonesian: "Pemulangan dilanjutkan kembali" },
  sight: [resumesWork("the repatriation goes on in the hands that it was in")],
  facts: Type.Object({ reason: Type.Enum(["DEATH_REPORT_WITHDRAWN", "NEW_FACTS", "MISTAKE"]) }),
  personal: { narrative: ["note"] },
});

export const RepatriationClosed = defineEvent({
  type: "RepatriationClosed",
  title: { en: "The repatriation was closed", indonesian: "Pemulangan ditutup" },
  sight: [endsWork("nobody works on a repatriation that is closed")],
  facts: Type.Object({ reason: Type.Enum([...CLOSE_REASONS]) }),
  personal: { narrative: ["note"] },
});

/** A step never happened: the repatriation is as if it had not been recorded. */
export const RepatriationStepWithdrawn = defineWithdrawal(
  "RepatriationStepWithdrawn",
  { en: "A step was withdrawn: it never happened", indonesian: "Langkah ditarik karena tidak pernah terjadi" },
  { step: Type.String({ pattern: "^[A-Z0-9_]{1,40}$", ...FIXED }) },
);

function fixed<S extends TSchema>(schema: S): S {
  return { ...schema, ...FIXED };
}

/** What somebody is to do, beside the steps: several at once. */
export const repatriationTaskEvents = defineTaskEvents("Repatriation", {
  en: "repatriation",
  indonesian: "pemulangan",
});

export const repatriationEvents = [
  RepatriationRequested,
  RepatriationStepAssigned,
  RepatriationStepNotApplicable,
  RepatriationAccompanied,
  RepatriationOutcomeReported,
  BelongingsInventoried,
  RepatriationClaimRecorded,
  DisclosureFlagged,
  RepatriationCancelled,
  RepatriationReinstated,
  RepatriationClosed,
  RepatriationStepWithdrawn,
  repatriationTaskEvents.added,
  repatriationTaskEvents.assigned,
  repatriationTaskEvents.moved,
  repatriationTaskEvents.done,
  repatriationTaskEvents.dropped,
  ...livingEvents,
  ...remainsEvents,
];
export type RepatriationEvent = RecordOf<(typeof repatriationEvents)[number]>;
