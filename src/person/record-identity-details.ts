import { eventOf, personalOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import type { OpenField } from "../event-sourcing/stored-event/personal-field.js";
import { isYearOnly } from "../facts/birth-date.js";
import { regionFact } from "../facts/shapes.js";
import { command } from "../http/command.js";
import {
  CodeField,
  CountryField,
  BirthDateField,
  IntegerField,
  NameField,
  NarrativeField,
  ObjectField,
  RegionField,
  TextField,
} from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import {
  AGE_DOCUMENTS,
  IdentityDetailsRecorded,
  PROOFS,
  SEXES,
  SOURCES,
  type AgeDocument,
  type Proof,
  type Sex,
  type Source,
} from "./person.events.js";
import { subjectOf, type Person } from "./person-state.js";
import { identityWarnings, isChecked, keptValues, openedIdentity, yearOf, type Values } from "./personal-values.js";
import { IdentityAnswer, likelyMatches } from "./likely-matches.js";

const BIRTH_DATE_PROVED: Rule = {
  id: "birth-date-proved",
  source: "[design] proof of age is a document",
  en: "A document proves another birth date; only a document, or a correction, replaces it",
  indonesian: "Tanggal lahir sudah dibuktikan dengan dokumen; hanya dokumen atau koreksi yang dapat menggantinya",
};

const BIRTH_DATE_KNOWN: Rule = {
  id: "birth-date-known",
  source: "[design]",
  en: "The whole birth date is known, and its year is another; give a date, or correct the one recorded",
  indonesian: "Tanggal lahir lengkap sudah diketahui dan tahunnya berbeda; berikan tanggal atau koreksi datanya",
};

/** Sealed as identity. */
export class IdentityValues {
  @NameField(200, { optional: true, example: "Siti Aminah" })
  name?: string;

  @NameField(200, { optional: true })
  alias?: string;

  @NameField(20, { optional: true, description: "Where the source gives no more of the name", example: "N.A." })
  initials?: string;

  @TextField(32, { optional: true, description: "NIK: 16 digits", example: "9999994101990001" })
  nik?: string;

  @TextField(32, { optional: true, example: "X0000001" })
  passport?: string;

  @BirthDateField({ optional: true, description: "As far as it is known: a year alone is kept as `birthYear`" })
  birthDate?: string;

  @TextField(100, { optional: true })
  birthPlace?: string;
}

/** Who someone is: plain facts, and values that are sealed. */
export class IdentityDetails extends Occurring {
  @IntegerField(1900, 2200, { optional: true, description: "Where only the year of birth is known" })
  birthYear?: number;

  @CodeField(PROOFS, { optional: true, description: "Left out: STATED, or DOCUMENT where a document is named" })
  birthDateProof?: Proof;

  @CodeField(AGE_DOCUMENTS, { optional: true, description: "What was shown for the birth date" })
  birthDateDocument?: AgeDocument;

  @RegionField({ optional: true, description: "Where the person comes from" })
  origin?: string;

  @CountryField({ optional: true, example: "ID" })
  nationality?: string;

  @CodeField(SOURCES, { description: "Where this comes from" })
  source!: Source;

  @ObjectField(() => IdentityValues, { optional: true })
  identity?: IdentityValues;

  @NarrativeField({ optional: true })
  note?: string;
}

export class RecordIdentityDetails extends IdentityDetails {
  @CodeField(SEXES, { optional: true })
  sex?: Sex;
}

export const recordIdentityDetails = command(RecordIdentityDetails, {
  path: "identity",
  summary: "Record details of who the person is: new ones, or others than those known",
  // A clearance that rests on the birth date is judged anew.
  settles: true,
  answers: { type: IdentityAnswer, more: likelyMatches },
  decide: (data, state: Person, given) => {
    const { identity, facts } = detailsOf(data, state, given.open, given.now);
    const { source, warnings, ...details } = facts;
    if (Object.keys({ ...identity, ...details }).length === 0)
      throw new InvalidField("missing-field", "identity", "at least one detail must be given that is not known so");
    return [
      eventOf(IdentityDetailsRecorded, data, given, {
        subjects: [subjectOf(given.id, state)],
        facts: { ...details, source, ...(isChecked(identity, details) && { warnings }) },
        personal: personalOf(given.id, { identity }),
        narrative: { note: data.note },
      }),
    ];
  },
});

/** Facts and sealed values of details, checked against each other and against what is known. */
export function detailsOf(data: IdentityDetails & { sex?: Sex }, state: Person, open: OpenField, now: string) {
  const given = keptValues(data.identity, "identity", now);
  const known = openedIdentity(state.identity, open);
  const { identity, ...birth } = birthOf(data, given, state, known, now);
  const sex = data.sex === "UNKNOWN" ? undefined : data.sex;
  const { origin, nationality } = data;
  const facts = {
    ...(sex !== undefined && { sex }),
    ...birth,
    ...(origin !== undefined && { origin: regionFact(origin) }),
    ...(nationality !== undefined && { nationality }),
    source: { kind: data.source },
    warnings: identityWarnings(
      { ...known, ...identity },
      { sex: sex ?? state.sex, birthYear: birth.birthYear ?? state.birthYear },
    ),
  };
  return { identity, facts };
}

interface Birth {
  /** Values as kept, without a birth date that adds nothing. */
  readonly identity: Values;
  readonly birthYear?: number;
  readonly birthDateProof?: Proof;
  readonly birthDateDocument?: AgeDocument;
}

/** @throws InvalidField, Rejection */
function birthOf(data: IdentityDetails, given: Values, state: Person, known: Values, now: string): Birth {
  const { birthDateDocument } = data;
  const { birthDate: told, ...others } = given;
  const birthDate = told === undefined || isYearOnly(told) ? undefined : told;
  const birthYear = told === undefined ? data.birthYear : yearOf(told);
  if (birthYear === undefined) {
    if (data.birthDateProof !== undefined || birthDateDocument !== undefined)
      throw new InvalidField("missing-field", "identity.birthDate", "must be given with what proves it");
    return { identity: others };
  }
  if (birthYear > yearOf(dateIn(DEFAULT_ZONE, now)))
    throw new InvalidField("impossible-date", "birthYear", "must not be a year to come");
  if (data.birthYear !== undefined && data.birthYear !== birthYear)
    throw new InvalidField("invalid-field", "birthYear", "is not the year of the birth date");
  const proof: Proof = data.birthDateProof ?? (birthDateDocument === undefined ? "STATED" : "DOCUMENT");
  if (proof === "STATED" && birthDateDocument !== undefined)
    throw new InvalidField("invalid-field", "birthDateProof", "must be DOCUMENT where a document is named");
  if (birthDate === undefined && known.birthDate !== undefined) {
    if (yearOf(known.birthDate) !== birthYear) throw new Rejection(BIRTH_DATE_KNOWN);
    return { identity: others };
  }
  if (birthDate !== undefined && known.birthDate !== undefined && birthDate.length < known.birthDate.length) {
    if (!known.birthDate.startsWith(birthDate)) throw new Rejection(BIRTH_DATE_KNOWN);
    return { identity: others };
  }
  if (proof === "STATED" && state.birthDateProof === "DOCUMENT") {
    const same = birthDate === undefined ? state.birthYear === birthYear : known.birthDate === birthDate;
    if (!same) throw new Rejection(BIRTH_DATE_PROVED);
    return { identity: others };
  }
  const identity = { ...others, ...(birthDate !== undefined && { birthDate }) };
  return { identity, birthYear, birthDateProof: proof, ...(birthDateDocument && { birthDateDocument }) };
}
