import { Type } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { Country, Region } from "../facts/shapes.js";
import { IDENTITY_WARNINGS } from "./identity-numbers.js";
import { NOT_TO_BE_TOLD } from "./relations.js";
import { atPlace, grantsNothing, registersStream } from "../event-sourcing/stored-event/sight.js";

export const SEXES = ["FEMALE", "MALE", "UNKNOWN"] as const;
export type Sex = (typeof SEXES)[number];

/** Where the details of a person come from. */
export const SOURCES = ["IN_PERSON", "AGENCY", "FAMILY_REPORT", "NEWS_REPORT", "OTHER"] as const;
export type Source = (typeof SOURCES)[number];

/** A document was shown, or somebody only stated it. */
export const PROOFS = ["DOCUMENT", "STATED"] as const;
export type Proof = (typeof PROOFS)[number];

/** Documents that prove an age; a NIK is none. */
export const AGE_DOCUMENTS = [
  "BIRTH_CERTIFICATE",
  "FAMILY_CARD",
  "IDENTITY_CARD",
  "PASSPORT",
  "MARRIAGE_BOOK",
  "SCHOOL_CERTIFICATE",
  "COURT_RULING",
] as const;
export type AgeDocument = (typeof AGE_DOCUMENTS)[number];

/** How a migrant came to be known: a history may start anywhere. */
export const DISCOVERIES = ["VILLAGE", "LABOUR_OFFICE", "ABROAD", "RETURN", "DEATH_REPORT"] as const;
export type Discovery = (typeof DISCOVERIES)[number];

/** Prosedural or nonprosedural. */
export const PLACEMENT_STATUSES = ["PROCEDURAL", "NON_PROCEDURAL", "UNKNOWN"] as const;
export type PlacementStatus = (typeof PLACEMENT_STATUSES)[number];

/** On what a placement status rests; an inference stays tagged as one. */
export const STATUS_BASES = ["STATED", "DOCUMENTED", "INFERRED", "NONE"] as const;
export type StatusBasis = (typeof STATUS_BASES)[number];

export const IDENTITY_FIELDS = ["name", "alias", "initials", "nik", "passport", "birthDate", "birthPlace"] as const;

/** `safeWay`, `safeTime` and `safeLanguage`: how the person can be reached without danger. */
export const CONTACT_FIELDS = ["phone", "email", "address", "safeWay", "safeTime", "safeLanguage"] as const;

/** Facts about who someone is, in the clear: figures are made of them. */
const details = {
  sex: Type.Optional(Type.Enum([...SEXES])),
  /** Year of the sealed birth date; alone, where only the year is known. */
  birthYear: Type.Optional(Type.Integer({ minimum: 1900, maximum: 2200 })),
  birthDateProof: Type.Optional(Type.Enum([...PROOFS])),
  birthDateDocument: Type.Optional(Type.Enum([...AGE_DOCUMENTS])),
  /** Where the person comes from. */
  origin: Type.Optional(Region),
  /** ISO 3166-1, or UNKNOWN. */
  nationality: Type.Optional(Country),
  source: Type.Object({ kind: Type.Enum([...SOURCES]) }, { additionalProperties: false }),
};

/** What to look into in the numbers, as it looked when this was recorded; never a reason to refuse. */
const Warnings = Type.Array(Type.Enum([...IDENTITY_WARNINGS]));

/** Somebody is known to Kawal: a migrant, or anybody else concerned. */
export const PersonRegistered = defineEvent({
  type: "PersonRegistered",
  title: { en: "The person was registered", indonesian: "Orang didaftarkan" },
  sight: [
    registersStream("the office that registered a person works with them"),
    atPlace({ regions: ["origin"] }, "always", "offices of the place of origin answer for the person"),
  ],
  facts: Type.Object({
    ...details,
    sex: Type.Enum([...SEXES]),
    warnings: Warnings,
    /**
     * Present when the person is a migrant: with this the migrant's history begins. Mistakes in it are corrected there;
     * a correction here would make a migrant without a history.
     */
    migrant: Type.Optional(
      Type.Object(
        {
          discovery: Type.Enum([...DISCOVERIES]),
          placementStatus: Type.Enum([...PLACEMENT_STATUSES]),
          placementStatusBasis: Type.Enum([...STATUS_BASES]),
        },
        { additionalProperties: false, ...FIXED },
      ),
    ),
  }),
  personal: { identity: IDENTITY_FIELDS, contact: CONTACT_FIELDS, narrative: ["note"] },
});

/** Details of who the person is, new or changed; what isn't named stays. */
export const IdentityDetailsRecorded = defineEvent({
  type: "IdentityDetailsRecorded",
  title: { en: "Details of identity were recorded", indonesian: "Rincian identitas dicatat" },
  sight: [atPlace({ regions: ["origin"] }, "always", "offices of the place of origin answer for the person")],
  facts: Type.Object({
    ...details,
    /** Absent where nothing was recorded that a number could be checked against. */
    warnings: Type.Optional(Warnings),
  }),
  personal: { identity: IDENTITY_FIELDS, narrative: ["note"] },
});

export const ContactChanged = defineEvent({
  type: "ContactChanged",
  title: { en: "Contact details were changed", indonesian: "Kontak diubah" },
  sight: grantsNothing("is written by who sees the person already"),
  facts: Type.Object({}),
  personal: { contact: CONTACT_FIELDS, narrative: ["note"] },
});

/** The person asked that someone be told nothing (I15): one person, or everyone of a relation. */
export const DoNotTellRequested = defineEvent({
  type: "DoNotTellRequested",
  title: {
    en: "The person asked that someone not be told",
    indonesian: "Orang tersebut meminta agar pihak tertentu tidak diberi tahu",
  },
  narrows: true,
  sight: grantsNothing("names who is to learn nothing"),
  facts: Type.Object({
    request: Type.String({ ...FIXED }),
    /** UUID of the person not to be told. */
    person: Type.Optional(Type.String({ ...FIXED })),
    relation: Type.Optional(Type.Enum([...NOT_TO_BE_TOLD])),
  }),
  personal: { narrative: ["reason"] },
});

export const DoNotTellWithdrawn = defineEvent({
  type: "DoNotTellWithdrawn",
  title: { en: "A request not to tell was withdrawn", indonesian: "Permintaan untuk tidak memberi tahu dicabut" },
  narrows: true,
  sight: grantsNothing("names who was to learn nothing"),
  facts: Type.Object({ request: Type.String({ ...FIXED }) }),
  personal: { narrative: ["reason"] },
});

/** What someone is alleged to have been: they are told nothing of the person, and never receive them (I15). */
export const ACCUSED_ROLES = ["ALLEGED_PERPETRATOR", "BROKER", "RECRUITER"] as const;
export type AccusedRole = (typeof ACCUSED_ROLES)[number];

/** A protection case of this person names somebody as its alleged perpetrator, broker or recruiter. */
export const AllegationRecorded = defineEvent({
  type: "AllegationRecorded",
  title: { en: "A case of the person accuses someone", indonesian: "Kasus orang ini menyebut terduga pelaku" },
  sight: grantsNothing("that somebody is accused shows neither side to the other"),
  facts: Type.Object({
    allegation: Type.String({ ...FIXED }),
    /** Id of the case. */
    case: Type.String({ ...FIXED }),
    /** Id of the person accused. */
    against: Type.String({ ...FIXED }),
    role: Type.Enum([...ACCUSED_ROLES], { ...FIXED }),
  }),
});

/** The case names them so no longer. */
export const AllegationWithdrawn = defineEvent({
  type: "AllegationWithdrawn",
  title: { en: "An allegation was withdrawn", indonesian: "Tuduhan dicabut" },
  narrows: true,
  sight: grantsNothing("that somebody is accused shows neither side to the other"),
  facts: Type.Object({ allegation: Type.String({ ...FIXED }) }),
});

export const personEvents = [
  PersonRegistered,
  IdentityDetailsRecorded,
  ContactChanged,
  DoNotTellRequested,
  DoNotTellWithdrawn,
  AllegationRecorded,
  AllegationWithdrawn,
];
export type PersonEvent = RecordOf<(typeof personEvents)[number]>;
