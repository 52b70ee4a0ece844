import { Type } from "typebox";
import { defineEvent, FIXED } from "../event-sourcing/stored-event/event-definition.js";
import { grantsNothing } from "../event-sourcing/stored-event/sight.js";
import { Uuid } from "../facts/shapes.js";

/** Why a file is sealed. */
export const SEALING_GROUNDS = [
  "TRAFFICKING_VICTIM",
  "WITNESS",
  "CHILD",
  "SEXUAL_VIOLENCE",
  "THREAT",
  "PUBLIC_INTEREST_IN_CASE",
] as const;

/** Why somebody must see what is out of their sight (UU 27/2022 art. 20). */
export const EMERGENCIES = ["DANGER_TO_LIFE", "URGENT_MEDICAL", "PERSON_AT_THE_DOOR", "COURT_ORDER", "AUDIT"] as const;

export const REVIEW_OUTCOMES = ["JUSTIFIED", "NOT_JUSTIFIED"] as const;

/**
 * From now on the file is seen by named officers, the one who sealed it, and supervisors of that agency only (UU
 * 21/2007 art. 24, 44).
 */
export const SubjectSealed = defineEvent({
  type: "SubjectSealed",
  title: { en: "The file was sealed", indonesian: "Berkas disegel" },
  narrows: true,
  sight: grantsNothing("closes a file; who sees it still, the seal itself names"),
  facts: Type.Object({
    ground: Type.Enum([...SEALING_GROUNDS]),
    officers: Type.Array(Uuid, { ...FIXED }),
    /** The agency that registered the person. */
    owner: Type.Optional(Type.String({ format: "uuid", ...FIXED })),
    /** An investigator states that the owner is suspected: the national desk takes the place of its supervisors. */
    ownerSuspected: Type.Optional(Type.Boolean({ ...FIXED })),
    // Who sees the file hangs on it, so it can't be corrected: another seal is made, or this one is lifted.
    /** Last day, in Jakarta; absent where it stands until it is lifted. */
    until: Type.Optional(Type.String({ format: "calendar-date", ...FIXED })),
  }),
  personal: { narrative: ["reason"] },
});

/** Another officer has looked, and the seal is right. */
export const SealConfirmed = defineEvent({
  type: "SealConfirmed",
  title: { en: "The seal was confirmed", indonesian: "Segel berkas dikonfirmasi" }, // Whoever guards the owner was let in while nobody had confirmed it.
  narrows: true,
  sight: grantsNothing("who looked into a seal has no part in the file"),
  facts: Type.Object({}),
  personal: { narrative: ["note"] },
});

/** The file is sealed no more, as another officer proposed. */
export const SubjectUnsealed = defineEvent({
  type: "SubjectUnsealed",
  title: { en: "The file was unsealed", indonesian: "Segel berkas dibuka" },
  sight: grantsNothing("opens a file to those who would see it without a seal, and to nobody else"),
  facts: Type.Object({
    /** Id of the proposal; events that are older than four eyes have none. */
    proposal: Type.Optional(Type.String({ format: "uuid", ...FIXED })),
  }),
  personal: { narrative: ["reason"] },
});

/** An officer sees what is out of their sight until a time, and must answer for it (break-glass). */
export const GlassBroken = defineEvent({
  type: "GlassBroken",
  title: {
    en: "An officer took emergency access to the file",
    indonesian: "Petugas menggunakan akses darurat ke berkas",
  },
  sight: grantsNothing("lets one officer look for a short time, which no sight of the agency follows from"),
  facts: Type.Object({
    grant: Type.String({ format: "uuid", ...FIXED }),
    emergency: Type.Enum([...EMERGENCIES]),
    /** ISO 8601, UTC. */
    until: Type.String({ ...FIXED }),
  }),
  personal: { narrative: ["reason"] },
});

/** Another officer looked into it, and it is closed. One that was not justified ends at once. */
export const GlassReviewed = defineEvent({
  type: "GlassReviewed",
  title: { en: "An emergency access was reviewed", indonesian: "Akses darurat ditinjau" },
  narrows: true,
  sight: grantsNothing("who looked into an emergency access has no part in the file"),
  facts: Type.Object({
    grant: Type.String({ format: "uuid", ...FIXED }),
    // What ends with it is decided by it, so it can't be corrected; an officer is readmitted instead.
    outcome: Type.Enum([...REVIEW_OUTCOMES], { ...FIXED }),
    /** Grants that end now, where it was not justified: every one of that officer for this person that still ran. */
    ends: Type.Optional(Type.Array(Uuid, { ...FIXED })),
  }),
  personal: { narrative: ["note"] },
});

/** An officer whose emergency access was not justified may use it again for this person. */
export const EmergencyAccessReadmitted = defineEvent({
  type: "EmergencyAccessReadmitted",
  title: {
    en: "An officer may use emergency access to the file again",
    indonesian: "Petugas diizinkan kembali menggunakan akses darurat ke berkas",
  },
  sight: grantsNothing("who lets an officer ask again has no part in the file by that"),
  facts: Type.Object({ officer: Type.String({ format: "uuid", ...FIXED }) }),
  personal: { narrative: ["reason"] },
});

export const confidentialityEvents = [
  SubjectSealed,
  SealConfirmed,
  SubjectUnsealed,
  GlassBroken,
  GlassReviewed,
  EmergencyAccessReadmitted,
];
