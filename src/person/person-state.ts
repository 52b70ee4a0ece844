import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import {
  fieldsOf,
  NO_FIELDS,
  onlyFields,
  withFieldsOf,
  type PersonalRecord,
} from "../event-sourcing/stored-event/personal-field.js";
import type { ErasureEvent, ErasureGround, HoldGround } from "./erasure.events.js";
import type { FieldClass, Subject } from "../event-sourcing/stored-event/envelope.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { IdentityWarning } from "./identity-numbers.js";
import type {
  AccusedRole,
  AgeDocument,
  Discovery,
  PersonEvent,
  PlacementStatus,
  Proof,
  Sex,
  Source,
  StatusBasis,
} from "./person.events.js";
import type { NotToBeTold } from "./relations.js";

/** Who someone is, as far as it is known. Every data subject is one: migrant, family, witness, escort, recipient. */
export interface Person {
  /** False in the state of a stream that is empty. */
  readonly registered: boolean;
  readonly sex: Sex;
  readonly birthYear: number | null;
  /** Whether a document was shown for the birth date, and which. */
  readonly birthDateProof: Proof | null;
  readonly birthDateDocument: AgeDocument | null;
  readonly origin: { readonly scheme: "KEMENDAGRI"; readonly code: string } | null;
  /** ISO 3166-1, or UNKNOWN. */
  readonly nationality: string | null;
  /** Where the newest details come from. */
  readonly source: { readonly kind: Source } | null;
  /** Sealed: name, alias, initials, nik, passport, birthDate, birthPlace. */
  readonly identity: PersonalRecord;
  /** Sealed: phone, email, address, safeWay, safeTime, safeLanguage. */
  readonly contact: PersonalRecord;
  /** Requests that were not withdrawn; see `i15NotAskedNotToTell`. */
  readonly doNotTell: readonly DoNotTell[];
  /** Ids of requests not to tell, of allegations and of legal holds that were withdrawn. */
  readonly withdrawn: readonly string[];
  /** Whom this person's cases accuse now; see `i15NotAllegedAgainst`. */
  readonly allegations: readonly Allegation[];
  /** What to look into, as of the newest details. */
  readonly warnings: readonly IdentityWarning[];
  /** What keeps the person's data from being erased. */
  readonly legalHolds: readonly LegalHold[];
  /** What was erased, oldest first. */
  readonly erasures: readonly Erasure[];
  /** As recorded at registration; the migrant's own history has what followed. */
  readonly migrant: {
    readonly discovery: Discovery;
    readonly placementStatus: PlacementStatus;
    readonly placementStatusBasis: StatusBasis;
  } | null;
}

/** The person asked that this person, or everyone of this relation, be told nothing. */
export interface DoNotTell {
  readonly id: string;
  readonly person?: string;
  readonly relation?: NotToBeTold;
  /** Sealed: reason. */
  readonly reason: PersonalRecord;
}

/** A protection case of the person names somebody as its alleged perpetrator, broker or recruiter. */
export interface Allegation {
  readonly id: string;
  readonly case: string;
  readonly against: string;
  readonly role: AccusedRole;
}

/** Nothing of the person is erased during a hold; `until` is its last day (`YYYY-MM-DD`), null for none. */
export interface LegalHold {
  readonly id: string;
  readonly ground: HoldGround;
  readonly until: string | null;
}

export interface Erasure {
  readonly id: string;
  readonly scope: readonly FieldClass[];
  readonly ground: ErasureGround;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export const initialPerson: Person = {
  registered: false,
  sex: "UNKNOWN",
  birthYear: null,
  birthDateProof: null,
  birthDateDocument: null,
  origin: null,
  nationality: null,
  source: null,
  identity: NO_FIELDS,
  contact: NO_FIELDS,
  doNotTell: [],
  withdrawn: [],
  allegations: [],
  warnings: [],
  legalHolds: [],
  erasures: [],
  migrant: null,
};

const NO_SUCH_PERSON: Rule = {
  id: "person-unknown",
  source: "[design]",
  en: "There is no such person",
  indonesian: "Tidak ada orang dengan nomor ini",
};

/** @throws Rejection naming the id, when the person that was loaded isn't there */
export function assertRegistered({ registered }: Pick<Person, "registered">, person: string): void {
  if (!registered) throw new Rejection(NO_SUCH_PERSON, { person });
}

/** The person as the subject of events in their own history. */
export function subjectOf(id: string, { migrant }: { readonly migrant?: object | null }): Subject {
  return { person: id, role: migrant ? "MIGRANT" : "PERSON" };
}

export function evolvePerson(state: Person, recorded: EventRecord): Person {
  const event = recorded as unknown as PersonEvent | ErasureEvent;
  switch (event.type) {
    case "PersonRegistered":
      return {
        ...withDetails(state, event),
        registered: true,
        contact: withFieldsOf(state.contact, event, "contact"),
        migrant: event.facts.migrant ?? null,
      };
    case "IdentityDetailsRecorded":
      return withDetails(state, event);
    case "ContactChanged":
      return { ...state, contact: withFieldsOf(state.contact, event, "contact") };
    case "DoNotTellRequested": {
      const { request: id, ...whom } = event.facts;
      if (state.withdrawn.includes(id)) return state;
      const reason = onlyFields(fieldsOf(event, "narrative"), ["reason"]);
      return { ...state, doNotTell: [...state.doNotTell, { id, ...whom, reason }] };
    }
    case "DoNotTellWithdrawn": {
      const { request } = event.facts;
      return {
        ...state,
        doNotTell: state.doNotTell.filter(({ id }) => id !== request),
        withdrawn: [...state.withdrawn, request],
      };
    }
    case "AllegationRecorded": {
      const { allegation: id, ...alleged } = event.facts;
      if (state.withdrawn.includes(id)) return state;
      return { ...state, allegations: [...state.allegations, { id, ...alleged }] };
    }
    case "AllegationWithdrawn": {
      const { allegation } = event.facts;
      return {
        ...state,
        allegations: state.allegations.filter(({ id }) => id !== allegation),
        withdrawn: [...state.withdrawn, allegation],
      };
    }
    case "LegalHoldPlaced": {
      const { hold: id, ground, until = null } = event.facts;
      if (state.withdrawn.includes(id)) return state;
      return { ...state, legalHolds: [...state.legalHolds, { id, ground, until }] };
    }
    case "LegalHoldReleased": {
      const { hold } = event.facts;
      return {
        ...state,
        legalHolds: state.legalHolds.filter(({ id }) => id !== hold),
        withdrawn: [...state.withdrawn, hold],
      };
    }
    case "PersonErased": {
      const { erasure: id, scope, ground } = event.facts;
      return { ...state, erasures: [...state.erasures, { id, scope, ground, at: event.recordedAt }] };
    }
    default:
      // Who may see the person is no part of who they are.
      return state;
  }
}

type DetailsEvent = Extract<PersonEvent, { type: "PersonRegistered" | "IdentityDetailsRecorded" }>;

function withDetails(state: Person, event: DetailsEvent): Person {
  const { sex = "UNKNOWN", origin, nationality, source, warnings } = event.facts;
  return {
    ...state,
    sex: sex === "UNKNOWN" ? state.sex : sex,
    origin: origin ?? state.origin,
    nationality: nationality ?? state.nationality,
    source,
    warnings: warnings ?? state.warnings,
    ...birthOf(state, event),
  };
}

/** A birth date that a document proves is not replaced by one that was only stated, whichever happened last. */
function birthOf(state: Person, event: DetailsEvent) {
  const { birthYear, birthDateProof = null, birthDateDocument = null } = event.facts;
  if (birthYear !== undefined && state.birthDateProof === "DOCUMENT" && birthDateProof !== "DOCUMENT")
    return { identity: withFieldsOf(state.identity, event, "identity", { without: ["birthDate"] }) };
  const identity = withFieldsOf(state.identity, event, "identity");
  return birthYear === undefined ? { identity } : { identity, birthYear, birthDateProof, birthDateDocument };
}
