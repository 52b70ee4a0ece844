import type { CorrectFact, CorrectionGiven } from "../event-sourcing/stored-event/correction.js";
import type { Decision } from "../event-sourcing/deciding/decider.js";
import { newEvent } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { dateIn, DEFAULT_ZONE, resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import {
  fieldsOf,
  valueOf,
  type OpenField,
  type PersonalRecord,
} from "../event-sourcing/stored-event/personal-field.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { REGION_SCHEME } from "../places/regions.js";
import type { ChangeContact, IdentityDetails, RecordIdentityDetails, RegisterPerson } from "./person.commands.js";
import {
  ContactChanged,
  IDENTITY_FIELDS,
  IdentityDetailsRecorded,
  PersonRegistered,
  type AgeDocument,
  type Proof,
  type Sex,
} from "./person.events.js";
import { initialPerson, type Person } from "./person-state.js";
import { identityWarnings, keptValues, yearOf, type Values } from "./personal-values.js";

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

export const registerPerson: Decision<RegisterPerson, Person> = {
  creates: true,
  decide: (command, _state, { id, now, open }) => {
    const { identity, facts } = detailsOf(command, initialPerson, open, now);
    const contact = keptValues(command.contact, "contact", now);
    const { sex, migrant } = command;
    return [
      newEvent(PersonRegistered, {
        subjects: [{ person: id, role: migrant ? "MIGRANT" : "PERSON" }],
        occurredAt: resolveTime(command.occurred, now),
        asReported: command.occurred?.asReported,
        facts: { ...facts, sex, ...(migrant && { migrant: { ...migrant } }) },
        personal: [
          { person: id, class: "identity", values: identity },
          { person: id, class: "contact", values: contact },
          { person: null, class: "narrative", names: [id], values: { note: command.note } },
        ],
      }),
    ];
  },
};

export const recordIdentityDetails: Decision<RecordIdentityDetails, Person> = {
  decide: (command, state, { id, now, open }) => {
    const { identity, facts } = detailsOf(command, state, open, now);
    const { source, warnings, ...said } = facts;
    if (Object.keys({ ...identity, ...said }).length === 0)
      throw new InvalidField("missing-field", "identity", "at least one detail must be given that is not known so");
    return [
      newEvent(IdentityDetailsRecorded, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: resolveTime(command.occurred, now),
        asReported: command.occurred?.asReported,
        facts: { ...said, source, ...(isChecked(identity, said) && { warnings }) },
        personal: [
          { person: id, class: "identity", values: identity },
          { person: null, class: "narrative", names: [id], values: { note: command.note } },
        ],
      }),
    ];
  },
};

export const changeContact: Decision<ChangeContact, Person> = {
  decide: ({ occurred, note, ...contact }, state, { id, now }) => {
    const values = keptValues(contact, "", now);
    if (Object.keys(values).length === 0)
      throw new InvalidField("missing-field", "phone", "at least one way, time or language of contact must be given");
    return [
      newEvent(ContactChanged, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: resolveTime(occurred, now),
        asReported: occurred?.asReported,
        facts: {},
        personal: [
          { person: id, class: "contact", values },
          { person: null, class: "narrative", names: [id], values: { note } },
        ],
      }),
    ];
  },
};

/** What a person is in the events of the own history. */
export function roleOf({ migrant }: Pick<Person, "migrant">): string {
  return migrant ? "MIGRANT" : "PERSON";
}

/** A correction with values as they are kept, and with the facts that follow from them. @throws InvalidField */
export function completeCorrection(
  correction: CorrectFact,
  corrected: EventRecord,
  { now, open }: CorrectionGiven,
): CorrectFact {
  const { identity, contact, ...others } = correction.personal ?? {};
  const kept = identity && keptValues(identity, "personal.identity", now);
  const personal = {
    ...others,
    ...(kept && { identity: kept as Record<string, string> }),
    ...(contact && { contact: keptValues(contact, "personal.contact", now) as Record<string, string> }),
  };
  const completed: CorrectFact = { ...correction, ...(correction.personal && { personal }) };
  if (corrected.type !== PersonRegistered.type && corrected.type !== IdentityDetailsRecorded.type) return completed;
  const given = correction.facts ?? {};
  const values = { ...openedValues(fieldsOf(corrected, "identity"), open), ...kept };
  const changes: Record<string, unknown> = { ...given };
  if (kept?.birthDate !== undefined || given.birthYear !== undefined) {
    const year = values.birthDate === undefined ? undefined : yearOf(values.birthDate);
    if (year !== undefined && given.birthYear !== undefined && given.birthYear !== year)
      throw new InvalidField("invalid-field", "facts.birthYear", "is not the year of the birth date");
    if (year !== undefined) changes.birthYear = year;
  }
  if (isChecked(kept ?? {}, changes)) {
    const { sex, birthYear } = { ...corrected.facts, ...changes } as { sex?: string; birthYear?: number };
    changes.warnings ??= identityWarnings(values, { sex, birthYear });
  }
  return { ...completed, facts: changes as CorrectFact["facts"] };
}

/** Facts and sealed values of details, checked against each other and against what is known. */
function detailsOf(command: IdentityDetails & { sex?: Sex }, state: Person, open: OpenField, now: string) {
  const given = keptValues(command.identity, "identity", now);
  const known = openedValues(state.identity, open);
  const { identity, ...birth } = birthOf(command, given, state, known, now);
  const sex = command.sex === "UNKNOWN" ? undefined : command.sex;
  const { origin, nationality } = command;
  const facts = {
    ...(sex !== undefined && { sex }),
    ...birth,
    ...(origin !== undefined && { origin: { scheme: REGION_SCHEME, code: origin } as const }),
    ...(nationality !== undefined && { nationality }),
    source: { kind: command.source },
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
function birthOf(command: IdentityDetails, given: Values, state: Person, known: Values, now: string): Birth {
  const { birthDateDocument } = command;
  const { birthDate, ...others } = given;
  const birthYear = birthDate === undefined ? command.birthYear : yearOf(birthDate);
  if (birthYear === undefined) {
    if (command.birthDateProof !== undefined || birthDateDocument !== undefined)
      throw new InvalidField("missing-field", "identity.birthDate", "must be given with what proves it");
    return { identity: others };
  }
  if (birthYear > yearOf(dateIn(DEFAULT_ZONE, now)))
    throw new InvalidField("impossible-date", "birthYear", "must not be a year to come");
  if (command.birthYear !== undefined && command.birthYear !== birthYear)
    throw new InvalidField("invalid-field", "birthYear", "is not the year of the birth date");
  const proof: Proof = command.birthDateProof ?? (birthDateDocument === undefined ? "STATED" : "DOCUMENT");
  if (proof === "STATED" && birthDateDocument !== undefined)
    throw new InvalidField("invalid-field", "birthDateProof", "must be DOCUMENT where a document is named");
  if (birthDate === undefined && known.birthDate !== undefined) {
    if (yearOf(known.birthDate) !== birthYear) throw new Rejection(BIRTH_DATE_KNOWN);
    return { identity: others };
  }
  if (proof === "STATED" && state.birthDateProof === "DOCUMENT") {
    const same = birthDate === undefined ? state.birthYear === birthYear : known.birthDate === birthDate;
    if (!same) throw new Rejection(BIRTH_DATE_PROVED);
    return { identity: others };
  }
  return { identity: given, birthYear, birthDateProof: proof, ...(birthDateDocument && { birthDateDocument }) };
}

/** Whether there is something among them that a number is checked for, or against. */
function isChecked(identity: Values, facts: { readonly sex?: unknown; readonly birthYear?: unknown }): boolean {
  return [identity.nik, identity.passport, identity.birthDate, facts.sex, facts.birthYear].some(
    (value) => value !== undefined,
  );
}

/** The values that can be opened; those hidden or shredded are as unknown. */
function openedValues(record: PersonalRecord, open: OpenField): Values {
  return Object.fromEntries(
    IDENTITY_FIELDS.flatMap((path) => {
      const value = valueOf(record, path, open);
      return value === undefined ? [] : [[path, value]];
    }),
  );
}
