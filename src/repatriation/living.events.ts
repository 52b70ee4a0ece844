import { Type } from "typebox";
import { defineEvent, FIXED } from "../event-sourcing/stored-event/event-definition.js";
import { EARLY_DEPARTURE_GROUNDS, FUNDING_SOURCES, TRAVEL_MODES } from "./codes.js";
import { Code, Country, ExpiryDate, MoneyFact, PlannedDate, Region, Uuid } from "../facts/shapes.js";
import {
  assigned,
  atPlace,
  givenTo,
  grantsNothing,
  takesPart,
  type SightDeclaration,
} from "../event-sourcing/stored-event/sight.js";

export const ON_THE_WAY = grantsNothing("is recorded by who sees the repatriation already, and shows nobody in it");
export const ABROAD: SightDeclaration = [
  atPlace({ countries: ["country"] }, "work", "a mission there answers for the person", ["MIGRANT"]),
];
export const AT_A_PLACE: SightDeclaration = [
  atPlace({ regions: ["region"] }, "work", "offices of the place where the person is answer for them", ["MIGRANT"]),
];
/** Who comes to see the person by a handover, of the living as of remains. */
export const HANDOVER_SIGHT: SightDeclaration = [
  givenTo("agency", ["MIGRANT"], "the office that receives the person cares for them from then on"),
  atPlace({ regions: ["region"] }, "work", "offices of the place of the handover answer for the person", ["MIGRANT"]),
  takesPart(["RECIPIENT", "WITNESS"], false, "who runs a repatriation must know and reach those at the handover"),
];

/** It is known who the person is, and by what. */
export const ReturneeIdentityConfirmed = defineEvent({
  type: "ReturneeIdentityConfirmed",
  withdrawable: true,
  title: { en: "The returnee's identity was confirmed", indonesian: "Identitas orang yang dipulangkan dipastikan" },
  sight: ON_THE_WAY,
  facts: Type.Object({
    basis: Type.Enum(["PASSPORT", "CIVIL_REGISTRY", "BIOMETRICS", "FAMILY", "MISSION_RECORDS", "INTERVIEW"]),
  }),
  personal: { narrative: ["note"] },
});

/** The person has a passport in hand, or an emergency travel document (SPLP). */
export const ReturneeTravelDocumentReady = defineEvent({
  type: "ReturneeTravelDocumentReady",
  withdrawable: true,
  title: { en: "A travel document is ready", indonesian: "Dokumen perjalanan siap" },
  sight: ON_THE_WAY,
  facts: Type.Object({ document: Type.Enum(["PASSPORT", "SPLP"]), validUntil: Type.Optional(ExpiryDate) }),
  personal: { identity: ["travelDocumentNumber"] },
});

/** The country lets the person go: exit permit, and what became of a fine for overstaying. */
export const ReturneeExitCleared = defineEvent({
  type: "ReturneeExitCleared",
  withdrawable: true,
  title: { en: "The exit was cleared", indonesian: "Izin keluar diperoleh" },
  sight: ON_THE_WAY,
  facts: Type.Object({
    permit: Type.Enum(["EXIT_PERMIT", "NOT_REQUIRED", "DEPORTATION_ORDER"]),
    overstayDays: Type.Optional(Type.Integer({ minimum: 0 })),
    /** What was due, before any waiver. */
    fine: Type.Optional(MoneyFact),
    fineOutcome: Type.Enum(["NONE", "PAID", "REDUCED", "WAIVED"]),
    /** What was paid of it, and by whom. */
    paid: Type.Optional(MoneyFact),
    paidBy: Type.Optional(Type.Enum([...FUNDING_SOURCES])),
  }),
});

/** A doctor certifies that the person can travel (surat keterangan layak dipulangkan). */
export const ReturneeFitToTravel = defineEvent({
  type: "ReturneeFitToTravel",
  withdrawable: true,
  title: { en: "Certified fit to travel", indonesian: "Dinyatakan layak dipulangkan" },
  sight: ON_THE_WAY,
  facts: Type.Object({
    fitness: Type.Enum(["FIT", "FIT_WITH_ESCORT", "FIT_ON_STRETCHER"]),
    validUntil: Type.Optional(ExpiryDate),
  }),
  personal: { health: ["findings"] },
});

/** The journey is booked, and someone pays. A later booking replaces an earlier one. */
export const ReturneeTicketed = defineEvent({
  type: "ReturneeTicketed",
  withdrawable: true,
  title: { en: "The journey home was booked", indonesian: "Tiket pulang dipesan" },
  sight: ON_THE_WAY,
  facts: Type.Object({
    mode: Type.Enum([...TRAVEL_MODES]),
    funding: Type.Enum([...FUNDING_SOURCES]),
    cost: Type.Optional(MoneyFact),
    leaves: Type.Optional(PlannedDate),
  }),
});

export const ReturneeDeparted = defineEvent({
  type: "ReturneeDeparted",
  withdrawable: true,
  title: { en: "Departed for Indonesia", indonesian: "Berangkat ke Indonesia" },
  sight: ABROAD,
  facts: Type.Object({
    mode: Type.Enum([...TRAVEL_MODES]),
    country: Type.Optional(Country),
    /** On what ground before the steps that were lacking then; absent where none was. */
    early: Type.Optional(Type.Enum([...EARLY_DEPARTURE_GROUNDS])),
    lacking: Type.Optional(Type.Array(Code, { ...FIXED, minItems: 1 })),
  }),
  personal: { narrative: ["note"] },
});

/** The first landing point in Indonesia (debarkasi). */
export const ReturneeDebarked = defineEvent({
  type: "ReturneeDebarked",
  withdrawable: true,
  title: { en: "Landed in Indonesia", indonesian: "Debarkasi di Indonesia" },
  sight: AT_A_PLACE,
  facts: Type.Object({
    region: Type.Optional(Region),
    /** IATA code of an airport, or UN/LOCODE of a port or crossing. */
    place: Type.Optional(Code),
  }),
});

/** Where the person goes from the landing point: the ministry's transit house, rehabilitation, or on alone. */
export const ReturneeReceived = defineEvent({
  type: "ReturneeReceived",
  withdrawable: true,
  title: { en: "Received at the landing point", indonesian: "Diterima di tempat debarkasi" },
  sight: [assigned("agency", "reception", "the house that the person is brought to must know them")],
  facts: Type.Object({
    reception: Type.Enum(["TRANSIT_HOUSE", "REHABILITATION", "SELF_RETURN"]),
    agency: Type.Optional(Uuid),
  }),
});

/** A leg of the way from the landing point home. */
export const ReturneeSentOnward = defineEvent({
  type: "ReturneeSentOnward",
  withdrawable: true,
  title: { en: "Sent onward towards home", indonesian: "Diantar menuju daerah asal" },
  sight: ON_THE_WAY,
  facts: Type.Object({ mode: Type.Enum([...TRAVEL_MODES]), towards: Type.Optional(Region) }),
});

/** Facts of a handover (BAST), of the living as of remains; I8 says which must be there. */
export const HANDOVER_FACTS = {
  recipient: Type.Optional(Uuid),
  relation: Type.Optional(Code),
  /** The recipient holds a power of attorney. */
  powerOfAttorney: Type.Boolean({ ...FIXED }),
  witness: Type.Optional(
    Type.Object(
      {
        person: Type.String({ format: "uuid" }),
        capacity: Type.Enum(["VILLAGE_OFFICIAL", "REGIONAL_OFFICIAL"]),
      },
      { ...FIXED },
    ),
  ),
  /** Of social affairs (Kemensos), where there is no family. */
  agency: Type.Optional(Uuid),
  region: Type.Optional(Region),
};

export const ReturneeHandedOver = defineEvent({
  type: "ReturneeHandedOver",
  withdrawable: true,
  title: { en: "Handed over", indonesian: "Diserahterimakan" },
  sight: HANDOVER_SIGHT,
  facts: Type.Object(HANDOVER_FACTS),
  personal: { identity: ["recordNumber"], narrative: ["note"] },
});

/** An adult went home alone: the repatriation ends without a handover (I8). */
export const ReturneeWentHomeAlone = defineEvent({
  type: "ReturneeWentHomeAlone",
  withdrawable: true,
  title: { en: "Went home alone", indonesian: "Pulang sendiri" },
  sight: AT_A_PLACE,
  facts: Type.Object({
    region: Type.Optional(Region),
    /** From what it is known that the person is an adult. */
    adultBy: Type.Enum(["BIRTH_DATE", "BIRTH_YEAR", "DOCUMENT", "ASSESSMENT"]),
  }),
});

export const livingEvents = [
  ReturneeIdentityConfirmed,
  ReturneeTravelDocumentReady,
  ReturneeExitCleared,
  ReturneeFitToTravel,
  ReturneeTicketed,
  ReturneeDeparted,
  ReturneeDebarked,
  ReturneeReceived,
  ReturneeSentOnward,
  ReturneeHandedOver,
  ReturneeWentHomeAlone,
];
