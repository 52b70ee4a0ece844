import { Type } from "typebox";
import { defineEvent, FIXED } from "../event-sourcing/stored-event/event-definition.js";
import { LEGAL_GROUND } from "../rules/legal-ground.js";
import {
  DISPOSITIONS,
  SEARCHES,
  FUNDING_SOURCES,
  CHANNELS,
  REMAINS_DOCUMENT_KINDS,
  REJECTION_REASONS,
  ROUTES,
} from "./codes.js";
import { Code, Country, ExpiryDate, MoneyFact, PlannedDate, Region, Uuid } from "../facts/shapes.js";
import { ABROAD, AT_A_PLACE, HANDOVER_FACTS, HANDOVER_SIGHT, ON_THE_WAY } from "./living.events.js";
import { atPlace, takesPart } from "../event-sourcing/stored-event/sight.js";

/** Someone of the family was notified (for a company, within 3x24 hours: UU 18/2017 art. 27). */
export const FamilyNotified = defineEvent({
  type: "FamilyNotified",
  withdrawable: true,
  title: { en: "The family was notified", indonesian: "Keluarga diberi tahu" },
  sight: [takesPart(["FAMILY"], false, "who brings remains home must know and reach the family")],
  facts: Type.Object({
    /** Who was notified, where the source names them. */
    relative: Type.Optional(Uuid),
    relation: Code,
    channel: Type.Enum([...CHANNELS]),
  }),
  personal: { narrative: ["note"] },
});

/** A documented search found no family. */
export const FamilySearchFoundNone = defineEvent({
  type: "FamilySearchFoundNone",
  title: { en: "A search found no family", indonesian: "Keluarga tidak ditemukan setelah dicari" },
  sight: ON_THE_WAY,
  facts: Type.Object({
    methods: Type.Array(Type.Enum([...SEARCHES]), { minItems: 1 }),
  }),
  personal: { narrative: ["report"] },
});

/** What is to become of the remains. The family decides; where none was found, the mission, on a legal ground (I7). */
export const DispositionDecided = defineEvent({
  type: "DispositionDecided",
  withdrawable: true,
  title: { en: "What becomes of the remains was decided", indonesian: "Penanganan jenazah diputuskan" },
  sight: [takesPart(["FAMILY"], false, "who brings remains home must know and reach the family")],
  facts: Type.Object({
    disposition: Type.Enum([...DISPOSITIONS], { ...FIXED }),
    decidedBy: Type.Enum(["FAMILY", "MISSION"], { ...FIXED }),
    /** Of the family: who decided. */
    relative: Type.Optional(Uuid),
    relation: Type.Optional(Code),
    /** The mission that decided. */
    mission: Type.Optional(Uuid),
    legalGround: Type.Optional(Type.String({ pattern: LEGAL_GROUND.source })),
  }),
  personal: { narrative: ["note"] },
});

export const RemainsFundingAgreed = defineEvent({
  type: "RemainsFundingAgreed",
  withdrawable: true,
  title: { en: "Funding was agreed", indonesian: "Pembiayaan disepakati" },
  sight: ON_THE_WAY,
  facts: Type.Object({ funding: Type.Enum([...FUNDING_SOURCES]), cost: Type.Optional(MoneyFact) }),
});

export const AutopsyDone = defineEvent({
  type: "AutopsyDone",
  withdrawable: true,
  title: { en: "An autopsy was done", indonesian: "Autopsi dilakukan" },
  sight: ON_THE_WAY,
  facts: Type.Object({ orderedBy: Type.Enum(["POLICE", "HOSPITAL", "FAMILY", "NOT_REPORTED"]) }),
  personal: { health: ["findings"] },
});

export const RemainsDocumentSubmitted = defineEvent({
  type: "RemainsDocumentSubmitted",
  title: { en: "A document for the remains was submitted", indonesian: "Dokumen jenazah diserahkan" },
  sight: ON_THE_WAY,
  facts: Type.Object({
    document: Uuid,
    kind: Type.Enum([...REMAINS_DOCUMENT_KINDS], { ...FIXED }),
    /** The uploaded file. */
    file: Type.Optional(Uuid),
    validUntil: Type.Optional(ExpiryDate),
  }),
  personal: { identity: ["documentNumber"] },
});

/** Someone other than who submitted it has checked the document (I3). */
export const RemainsDocumentVerified = defineEvent({
  type: "RemainsDocumentVerified",
  title: { en: "A document for the remains was verified", indonesian: "Dokumen jenazah diverifikasi" },
  sight: ON_THE_WAY,
  facts: Type.Object({ document: Uuid }),
});

export const RemainsDocumentRejected = defineEvent({
  type: "RemainsDocumentRejected",
  title: { en: "A document for the remains was rejected", indonesian: "Dokumen jenazah ditolak" },
  sight: ON_THE_WAY,
  facts: Type.Object({
    document: Uuid,
    reason: Type.Enum([...REJECTION_REASONS]),
  }),
  personal: { narrative: ["note"] },
});

/** The mission has entered the death in its register. */
export const DeathEnteredAtMission = defineEvent({
  type: "DeathEnteredAtMission",
  withdrawable: true,
  title: { en: "The death was entered at the mission", indonesian: "Kematian dicatat di Perwakilan RI" },
  sight: ON_THE_WAY,
  facts: Type.Object({ mission: Type.Optional(Uuid) }),
  personal: { identity: ["registerNumber"] },
});

export const RemainsPapersLegalised = defineEvent({
  type: "RemainsPapersLegalised",
  withdrawable: true,
  title: { en: "The papers were legalised", indonesian: "Dokumen dilegalisasi oleh Perwakilan RI" },
  sight: ON_THE_WAY,
  facts: Type.Object({ mission: Type.Optional(Uuid) }),
});

export const RemainsCargoBooked = defineEvent({
  type: "RemainsCargoBooked",
  withdrawable: true,
  title: { en: "Cargo was booked", indonesian: "Kargo dipesan" },
  sight: ON_THE_WAY,
  facts: Type.Object({ route: Type.Enum([...ROUTES]), leaves: Type.Optional(PlannedDate) }),
  personal: { identity: ["waybill"] },
});

/** What a decision under I7 relied on: the edition of the rules, and the documents that met its set. */
const COMPLETE_SET = {
  edition: Type.Integer({ ...FIXED }),
  documents: Type.Array(Type.String(), { ...FIXED }),
};

/** Cremated where the person died. */
export const RemainsCremated = defineEvent({
  type: "RemainsCremated",
  withdrawable: true,
  title: { en: "The remains were cremated", indonesian: "Jenazah dikremasi" },
  sight: ABROAD,
  facts: Type.Object({ country: Type.Optional(Country), ...COMPLETE_SET }),
});

/** Remains, or ashes, left the country, with every document of their set (I7). */
export const RemainsDeparted = defineEvent({
  type: "RemainsDeparted",
  withdrawable: true,
  title: { en: "The remains left the country", indonesian: "Jenazah diberangkatkan" },
  sight: ABROAD,
  facts: Type.Object({
    route: Type.Enum([...ROUTES], { ...FIXED }),
    country: Type.Optional(Country),
    ...COMPLETE_SET,
  }),
});

/** At the cargo terminal, or crossing, in Indonesia. */
export const RemainsArrived = defineEvent({
  type: "RemainsArrived",
  withdrawable: true,
  title: { en: "The remains arrived in Indonesia", indonesian: "Jenazah tiba di Indonesia" },
  sight: AT_A_PLACE,
  facts: Type.Object({
    region: Type.Optional(Region),
    /** IATA code of an airport, or UN/LOCODE of a port or crossing. */
    place: Type.Optional(Code),
  }),
});

export const RemainsQuarantinePermitted = defineEvent({
  type: "RemainsQuarantinePermitted",
  withdrawable: true,
  title: { en: "Quarantine gave its permit", indonesian: "Izin karantina diberikan" },
  sight: ON_THE_WAY,
  facts: Type.Object({}),
});

export const RemainsReleasedByCustoms = defineEvent({
  type: "RemainsReleasedByCustoms",
  withdrawable: true,
  title: { en: "Customs released the remains", indonesian: "Jenazah dilepas oleh bea cukai" },
  sight: ON_THE_WAY,
  facts: Type.Object({}),
});

/** From the terminal on, by ambulance; across the sea also by air or ship. */
export const RemainsSentOnward = defineEvent({
  type: "RemainsSentOnward",
  withdrawable: true,
  title: { en: "The remains were sent onward", indonesian: "Jenazah diantar menuju daerah asal" },
  sight: ON_THE_WAY,
  facts: Type.Object({ by: Type.Enum(["AMBULANCE", "AIR", "SEA"]), towards: Type.Optional(Region) }),
});

export const RemainsHandedOver = defineEvent({
  type: "RemainsHandedOver",
  withdrawable: true,
  title: { en: "The remains were handed over", indonesian: "Jenazah diserahterimakan" },
  sight: HANDOVER_SIGHT,
  facts: Type.Object(HANDOVER_FACTS),
  personal: { identity: ["recordNumber"], narrative: ["note"] },
});

/** Buried, or ashes laid to rest: at home in a region; or abroad, with every document of the set (I7). */
export const RemainsLaidToRest = defineEvent({
  type: "RemainsLaidToRest",
  withdrawable: true,
  title: { en: "Laid to rest", indonesian: "Dimakamkan" },
  sight: [
    atPlace(
      { regions: ["region"], countries: ["country"] },
      "work",
      "offices of the place of rest answer for the person",
      ["MIGRANT"],
    ),
  ],
  facts: Type.Object({
    /** Whether I7 was asked follows from it, so that no correction changes it. */
    country: Type.String({ format: "country", ...FIXED }),
    region: Type.Optional(Region),
    manner: Type.Enum(["BURIED", "CREMATED", "ASHES_LAID"]),
    edition: Type.Optional(Type.Integer({ ...FIXED })),
    documents: Type.Array(Type.String(), { ...FIXED }),
  }),
});

export const remainsEvents = [
  FamilyNotified,
  FamilySearchFoundNone,
  DispositionDecided,
  RemainsFundingAgreed,
  AutopsyDone,
  RemainsDocumentSubmitted,
  RemainsDocumentVerified,
  RemainsDocumentRejected,
  DeathEnteredAtMission,
  RemainsPapersLegalised,
  RemainsCargoBooked,
  RemainsCremated,
  RemainsDeparted,
  RemainsArrived,
  RemainsQuarantinePermitted,
  RemainsReleasedByCustoms,
  RemainsSentOnward,
  RemainsHandedOver,
  RemainsLaidToRest,
];
