import { Type } from "typebox";
import { defineEvent, FIXED } from "../event-sourcing/stored-event/event-definition.js";
import { Code, Country, ExpiryDate, MoneyFact, Uuid } from "../facts/shapes.js";
import { CONTACT_RESULTS, CONTACT_WAYS, SHELTER_ENDS, SHELTER_KINDS, TAKEN_ACTIONS, VICTIM_OUTCOMES } from "./codes.js";
import { atPlace, grantsNothing } from "../event-sourcing/stored-event/sight.js";

const DONE_FOR_VICTIMS = grantsNothing("is recorded by who sees the case already, and shows nobody in it");

/** What is done for the victims of a case, whatever its stage. */

/** A victim has a safe place. Where it is, only its own class of sealed fields says. */
export const ShelterProvided = defineEvent({
  type: "ShelterProvided",
  withdrawable: true,
  title: { en: "Shelter was provided", indonesian: "Penampungan diberikan" },
  sight: [
    atPlace({ countries: ["country"] }, "work", "a mission in the country of the shelter answers for the victim", [
      "VICTIM",
    ]),
  ],
  facts: Type.Object({
    stay: Uuid,
    victim: Uuid,
    kind: Type.Enum([...SHELTER_KINDS]),
    /** Who runs it. */
    agency: Type.Optional(Uuid),
    country: Type.Optional(Country),
  }),
  personal: { shelter: ["name", "address", "phone"], narrative: ["note"] },
});

export const ShelterLeft = defineEvent({
  type: "ShelterLeft",
  withdrawable: true,
  title: { en: "The shelter was left", indonesian: "Meninggalkan penampungan" },
  sight: DONE_FOR_VICTIMS,
  facts: Type.Object({ stay: Uuid, victim: Uuid, reason: Type.Enum([...SHELTER_ENDS]) }),
  personal: { narrative: ["note"] },
});

/** An emergency travel document (SPLP). */
export const EmergencyTravelDocumentIssued = defineEvent({
  type: "EmergencyTravelDocumentIssued",
  withdrawable: true,
  title: { en: "An emergency travel document was issued", indonesian: "SPLP diterbitkan" },
  sight: DONE_FOR_VICTIMS,
  facts: Type.Object({ victim: Uuid, validUntil: Type.Optional(ExpiryDate) }),
  personal: { identity: ["travelDocumentNumber"], narrative: ["note"] },
});

/** What became of a fine for overstaying (keringanan denda where it was waived or reduced). */
export const ImmigrationFineDecided = defineEvent({
  type: "ImmigrationFineDecided",
  withdrawable: true,
  title: { en: "An immigration fine was decided", indonesian: "Denda imigrasi diputuskan" },
  sight: DONE_FOR_VICTIMS,
  facts: Type.Object({
    victim: Uuid,
    outcome: Type.Enum(["PAID", "REDUCED", "WAIVED"]),
    overstayDays: Type.Optional(Type.Integer({ minimum: 0 })),
    /** What was due, before any waiver. */
    fine: Type.Optional(MoneyFact),
    /** What was paid of it. */
    paid: Type.Optional(MoneyFact),
  }),
  personal: { narrative: ["note"] },
});

export const ExitPermitObtained = defineEvent({
  type: "ExitPermitObtained",
  withdrawable: true,
  title: { en: "An exit permit was obtained", indonesian: "Izin keluar (exit permit) diperoleh" },
  sight: DONE_FOR_VICTIMS,
  facts: Type.Object({ victim: Uuid, permit: Type.Enum(["EXIT_PERMIT", "NOT_REQUIRED", "DEPORTATION_ORDER"]) }),
  personal: { narrative: ["note"] },
});

/** Something else was done: a report to the police, counsel, a visit, a claim. */
export const CaseActionTaken = defineEvent({
  type: "CaseActionTaken",
  withdrawable: true,
  title: { en: "Action was taken", indonesian: "Tindakan dilakukan" },
  sight: DONE_FOR_VICTIMS,
  facts: Type.Object({
    action: Type.Enum([...TAKEN_ACTIONS]),
    /** Of one victim; absent: of all. */
    victim: Type.Optional(Uuid),
    agency: Type.Optional(Uuid),
    /** What came of it, in a word: DONE, REFUSED, NOT_FOUND … */
    result: Type.Optional(Code),
  }),
  personal: { health: ["findings"], narrative: ["note"] },
});

/** What became of one victim, so far; a later one replaces it. */
export const VictimOutcomeRecorded = defineEvent({
  type: "VictimOutcomeRecorded",
  title: { en: "What became of a victim was recorded", indonesian: "Keadaan akhir korban dicatat" },
  sight: DONE_FOR_VICTIMS,
  facts: Type.Object({ victim: Uuid, outcome: Type.Enum([...VICTIM_OUTCOMES]) }),
  personal: { narrative: ["note"] },
});

/** Somebody was called, visited or written to about a victim: the worker, or family. */
export const CaseContactLogged = defineEvent({
  type: "CaseContactLogged",
  title: { en: "A contact was logged", indonesian: "Kontak dicatat" },
  sight: DONE_FOR_VICTIMS,
  facts: Type.Object({
    contact: Uuid,
    /** The victim whom it was about. */
    victim: Uuid,
    /** Who was contacted; the victim, or someone else. Absent for who is no registered person. */
    with: Type.Optional(Uuid),
    relation: Type.Optional(Code),
    way: Type.Enum([...CONTACT_WAYS]),
    result: Type.Enum([...CONTACT_RESULTS]),
  }),
  personal: { narrative: ["summary"] },
});

/** Somebody had been contacted whom the victim asked not to tell, or accuses: it can't be undone, but must be known. */
export const CaseContactFlagged = defineEvent({
  type: "CaseContactFlagged",
  title: {
    en: "Someone was contacted whom the victim had asked not to tell, or accuses",
    indonesian: "Pihak yang diminta tidak diberi tahu, atau terduga pelaku, telah dihubungi",
  },
  sight: DONE_FOR_VICTIMS,
  facts: Type.Object({
    contact: Uuid,
    /** Id of the victim's wish. */
    doNotTell: Type.Optional(Uuid),
    /** Or id of the allegation on the victim's file. */
    allegation: Type.Optional(Uuid),
  }),
});

/**
 * A victim has died, by a confirmed death under one of their records: nothing is to be done any more that needs them
 * alive.
 */
export const CaseVictimDeathNoted = defineEvent({
  type: "CaseVictimDeathNoted",
  title: { en: "The death of a victim was noted in the case", indonesian: "Kematian korban dicatat dalam kasus" },
  sight: DONE_FOR_VICTIMS,
  facts: Type.Object({
    victim: Uuid,
    /** By when the victim had died, as far as it is known. */
    diedBy: Type.String({ format: "date-time", ...FIXED }),
  }),
});

/** No confirmed death of the victim stands any more. */
export const CaseVictimDeathWithdrawn = defineEvent({
  type: "CaseVictimDeathWithdrawn",
  title: {
    en: "The noted death of a victim was withdrawn",
    indonesian: "Catatan kematian korban dalam kasus dicabut",
  },
  sight: DONE_FOR_VICTIMS,
  facts: Type.Object({ victim: Uuid }),
});

export const actionEvents = [
  ShelterProvided,
  ShelterLeft,
  EmergencyTravelDocumentIssued,
  ImmigrationFineDecided,
  ExitPermitObtained,
  CaseActionTaken,
  VictimOutcomeRecorded,
  CaseContactLogged,
  CaseContactFlagged,
  CaseVictimDeathNoted,
  CaseVictimDeathWithdrawn,
];
