import { Type } from "typebox";
import { defineEvent, FIXED } from "../event-sourcing/stored-event/event-definition.js";
import { Uuid } from "../facts/shapes.js";
import { grantsNothing } from "../event-sourcing/stored-event/sight.js";

/** What makes a finding; it is not corrected, but assessed again. */
export const FINDING_FIELDS: readonly string[] = [
  "outcome",
  "offence",
  "acts",
  "means",
  "purposes",
  "ageAtOffence",
  "childBasis",
  "meansNotNeeded",
  "confirmedBy",
  "evidence",
  "dissentingOutcome",
];

/** A victim is being screened for trafficking in persons (TPPO): for the first time, or again. */
export const TraffickingScreeningStarted = defineEvent({
  type: "TraffickingScreeningStarted",
  title: { en: "A screening for trafficking began", indonesian: "Penyaringan indikasi TPPO dimulai" },
  sight: grantsNothing("is done by who sees the case already"),
  facts: Type.Object({ screening: Uuid, victim: Uuid }),
  personal: { narrative: ["note"] },
});

/**
 * An assessor assessed a victim. That it was done, and by which instrument, is in the clear. The outcome, its grounds
 * and its evidence are sealed, so there is one type of event for every outcome (decision 0007). Lists of codes, and of
 * the ids of uploaded files, are joined by commas.
 */
export const TraffickingAssessed = defineEvent({
  type: "TraffickingAssessed",
  title: { en: "An assessment for trafficking was recorded", indonesian: "Asesmen indikasi TPPO dicatat" },
  sight: grantsNothing("is done by who sees the case already"),
  facts: Type.Object({
    assessment: Uuid,
    screening: Uuid,
    victim: Uuid,
    /** Officer who assessed. */
    assessor: Uuid,
    /** The law of the day of the offence, and the edition of TRAFFICKING_INSTRUMENTS that says what it asks for. */
    instrument: Type.String({ pattern: "^[A-Z0-9_]{1,40}$", ...FIXED }),
    edition: Type.Integer({ ...FIXED }),
  }),
  personal: { trafficking: [...FINDING_FIELDS, "dissent", "grounds"] },
  kinds: { trafficking: { acts: "list", means: "list", purposes: "list", evidence: "list", ageAtOffence: "integer" } },
});

export const traffickingEvents = [TraffickingScreeningStarted, TraffickingAssessed];
