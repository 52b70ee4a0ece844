import { Type } from "typebox";
import { FIELD_CLASSES } from "../event-sourcing/stored-event/envelope.js";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { grantsNothing } from "../event-sourcing/stored-event/sight.js";

/** Why personal data may not be erased during a hold (UU 27/2022 art. 44 par. 1 c). */
export const HOLD_GROUNDS = ["COURT_ORDER", "INVESTIGATION", "LEGAL_CLAIM", "AUDIT", "OTHER_LAW"] as const;
export type HoldGround = (typeof HOLD_GROUNDS)[number];

/** The ground of an erasure: UU 27/2022 art. 43 par. 1 a to d, and for the last art. 44 par. 1 a. */
export const ERASURE_GROUNDS = [
  "NO_LONGER_NEEDED",
  "CONSENT_WITHDRAWN",
  "SUBJECT_REQUEST",
  "UNLAWFULLY_PROCESSED",
  "RETENTION_ENDED",
] as const;
export type ErasureGround = (typeof ERASURE_GROUNDS)[number];

export const REQUESTERS = ["SUBJECT", "REPRESENTATIVE", "HEIR", "CONTROLLER", "AUTHORITY"] as const;
export type Requester = (typeof REQUESTERS)[number];

/** What of the person is left after an erasure. */
export const RESIDUES = [
  /** Codes, years, districts: figures are made of them, under an id that no name leads to. */
  "PLAIN_FACTS",
  /** Classes that were not in the scope. */
  "OTHER_CLASSES",
  /** Narratives that are kept, each with its reason. */
  "KEPT_NARRATIVES",
  /** Other records of the same human being, each to be erased by itself. */
  "LINKED_RECORDS",
  /** Copies of keys that were made before, until they are destroyed in their turn. */
  "KEY_BACKUPS",
  "COPIES_GIVEN_TO_OTHERS",
  "PAPER_FILES",
] as const;
export type Residue = (typeof RESIDUES)[number];

/** What becomes of a narrative that names the person: its key destroyed, after it was rewritten, or it stays. */
export const NARRATIVE_DECISIONS = ["DESTROYED", "REWRITTEN", "KEPT"] as const;
export type NarrativeDecision = (typeof NARRATIVE_DECISIONS)[number];

/** Why a narrative that names the person stays. */
export const KEEPING_REASONS = [
  "DOES_NOT_IDENTIFY",
  "OTHER_PERSONS_RIGHTS",
  "LEGAL_OBLIGATION",
  "LEGAL_CLAIM",
  "VITAL_INTEREST",
  "PUBLIC_TASK",
] as const;
export type KeepingReason = (typeof KEEPING_REASONS)[number];

const Id = Type.String({ format: "uuid" });
const Tie = Type.String({ format: "uuid", ...FIXED });

/** Nothing of the person is erased until this is released or over. */
export const LegalHoldPlaced = defineEvent({
  type: "LegalHoldPlaced",
  title: {
    en: "A legal hold was placed on the person's data",
    indonesian: "Data orang ini ditahan untuk proses hukum",
  },
  sight: grantsNothing("is about a file that the office sees already"),
  facts: Type.Object({
    hold: Tie,
    ground: Type.Enum([...HOLD_GROUNDS]),
    /** The last day of the hold, if it ends by itself. Fixed, as an earlier one would release the hold. */
    until: Type.Optional(Type.String({ format: "calendar-date", ...FIXED })),
  }),
  personal: { narrative: ["reference", "reason"] },
});

export const LegalHoldReleased = defineEvent({
  type: "LegalHoldReleased",
  title: { en: "A legal hold was released", indonesian: "Penahanan data dilepas" },
  sight: grantsNothing("is about a file that the office sees already"),
  facts: Type.Object({
    hold: Tie,
    /** Id of the proposal; events that are older than four eyes have none. */
    proposal: Type.Optional(Tie),
  }),
  personal: { narrative: ["reason"] },
});

/**
 * The keys of the person's fields, files and narratives that are named here are to be destroyed, in every copy of the
 * keys for ever: whoever reads the log can do it again. Later records of the person are sealed under other keys.
 */
export const PersonErased = defineEvent({
  type: "PersonErased",
  title: { en: "Personal data was erased", indonesian: "Data pribadi dihapus" },
  sight: grantsNothing("takes away, and shows nothing"),
  facts: Type.Object({
    erasure: Tie,
    /** Id of the proposal; events that are older than four eyes have none. */
    proposal: Type.Optional(Tie),
    scope: Type.Array(Type.Enum([...FIELD_CLASSES]), { ...FIXED }),
    ground: Type.Enum([...ERASURE_GROUNDS]),
    requestedBy: Type.Optional(Type.Enum([...REQUESTERS])),
    residue: Type.Array(Type.Enum([...RESIDUES])),
    /** Ids of all keys to be destroyed, those of files and narratives among them. */
    keys: Type.Array(Id, { ...FIXED }),
    /** The files whose bytes are to be removed. */
    files: Type.Array(Type.Object({ file: Id, blob: Id }, { additionalProperties: false }), { ...FIXED }),
    narratives: Type.Array(
      Type.Object(
        {
          stream: Type.String(),
          /** Id of the event. */
          event: Id,
          key: Id,
          decision: Type.Enum([...NARRATIVE_DECISIONS]),
          /** Of one that is kept. */
          justification: Type.Optional(Type.Enum([...KEEPING_REASONS])),
          /** Id of the correction by which it was rewritten. */
          rewrittenBy: Type.Optional(Id),
        },
        { additionalProperties: false },
      ),
      { ...FIXED },
    ),
  }),
  personal: { narrative: ["justification"] },
});
export type PersonErased = RecordOf<typeof PersonErased>;

export const erasureEvents = [LegalHoldPlaced, LegalHoldReleased, PersonErased];
export type ErasureEvent = RecordOf<(typeof erasureEvents)[number]>;
