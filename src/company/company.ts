import type { Aggregate, Decision, Load } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions, newEvent, type PersonalPart } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { fieldsOf, NO_FIELDS, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { regionFact } from "../facts/shapes.js";
import { assertRegistered, personOf, type Person } from "../person/person.js";
import type { RecordLicence, RegisterCompany, RenameCompany } from "./company.commands.js";
import {
  companyEvents,
  CompanyLicenceRecorded,
  CompanyRegistered,
  CompanyRenamed,
  type CompanyEvent,
  type CompanyKind,
} from "./company.events.js";

export interface Licence {
  readonly status: string;
  /** Calendar dates, both inclusive. */
  readonly validFrom: string;
  readonly validUntil: string | null;
}

/** Who places, recruits or employs migrants: a company, or one human being who trades. */
export interface Company {
  /** Undefined in the state of a stream that is empty. */
  readonly kind: CompanyKind | undefined;
  readonly registered: boolean;
  /** Of a registered company; oldest first, each from its day until the next one's. */
  readonly names: readonly { readonly name: string; readonly from: string | null }[];
  /** Sealed: name, of one that is not registered. */
  readonly identity: PersonalRecord;
  readonly person: string | null;
  readonly country: string | null;
  /** Kemendagri code. */
  readonly region: string | null;
  /** By their first days. */
  readonly licences: readonly Licence[];
}

const COMPANY_UNKNOWN: Rule = {
  id: "company-unknown",
  source: "[design]",
  en: "There is no such company, broker or recruiter",
  indonesian: "Perusahaan, calo, atau perekrut ini tidak terdaftar",
};

const initial: Company = {
  kind: undefined,
  registered: false,
  names: [],
  identity: NO_FIELDS,
  person: null,
  country: null,
  region: null,
  licences: [],
};

function evolve(state: Company, recorded: EventRecord): Company {
  const event = recorded as unknown as CompanyEvent & EventRecord;
  switch (event.type) {
    case "CompanyRegistered": {
      const { kind, registered, name, person = null, country = null, region } = event.facts;
      const names = name === undefined ? state.names : byDay([{ name, from: null }, ...state.names]);
      const known = { kind, registered, names, person, country, region: region?.code ?? null };
      // A later name may be told as of a time before the registration.
      return { ...state, ...known, identity: state.identity.parts.length > 0 ? state.identity : named(event) };
    }
    case "CompanyRenamed": {
      const { name, from } = event.facts;
      if (name !== undefined) return { ...state, names: byDay([...state.names, { name, from }]) };
      return { ...state, identity: named(event) };
    }
    case "CompanyLicenceRecorded": {
      const { validUntil = null, ...said } = event.facts;
      const licences = [...state.licences, { ...said, validUntil }];
      return { ...state, licences: licences.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1)) };
    }
  }
}

/** A name may be told after one that it had later. */
function byDay(names: Company["names"]): Company["names"] {
  return names.toSorted((a, b) => Number((a.from ?? "") > (b.from ?? "")) - Number((a.from ?? "") < (b.from ?? "")));
}

const named = (event: EventRecord) => fieldsOf(event, "identity");

/** The licence on a day (`YYYY-MM-DD`): of those that had begun the newest, and EXPIRED after its last day. */
export function licenceOn({ licences }: Pick<Company, "licences">, day: string): string {
  const licence = licences.findLast(({ validFrom }) => validFrom <= day);
  if (!licence) return "NONE";
  const over = licence.validUntil !== null && licence.validUntil < day;
  return over && licence.status === "ACTIVE" ? "EXPIRED" : licence.status;
}

/** Public, or sealed under the company's own id. */
function nameOf(registered: boolean, name: string, id: string): { facts: { name?: string }; personal: PersonalPart[] } {
  if (registered) return { facts: { name }, personal: [] };
  return { facts: {}, personal: [{ person: id, class: "identity", values: { name } }] };
}

function subjectsOf(id: string, person: string | null | undefined) {
  return [{ person: id, role: "COMPANY" }, ...(person ? [{ person, role: "TRADER" }] : [])];
}

const register: Decision<RegisterCompany, Company, { trader?: Person }> = {
  creates: true,
  loads: ({ person }) => (person === undefined ? {} : { trader: personOf(person) }) as never,
  decide: ({ kind, registered = false, name, country, region, note, occurred, ...data }, _state, given) => {
    const { id, now, loaded } = given;
    const person = data.person?.toLowerCase();
    if (person !== undefined) assertRegistered(loaded.trader!, person);
    if (registered && person !== undefined)
      throw new InvalidField("invalid-field", "person", "a registered company is no one human being");
    const { facts, personal } = nameOf(registered, name, id);
    const subjects = subjectsOf(id, person);
    const names = subjects.map((each) => each.person);
    return [
      newEvent(CompanyRegistered, {
        subjects,
        occurredAt: resolveTime(occurred, now),
        asReported: occurred?.asReported,
        facts: { kind, registered, ...facts, person, country, region: regionFact(region) },
        personal: [...personal, { person: null, class: "narrative", names, values: { note } }],
      }),
    ];
  },
};

const rename: Decision<RenameCompany, Company> = {
  decide: ({ name, from, occurred }, { registered, person }, { id, now }) => {
    const { facts, personal } = nameOf(registered, name, id);
    return [
      newEvent(CompanyRenamed, {
        subjects: subjectsOf(id, person),
        occurredAt: resolveTime(occurred, now),
        asReported: occurred?.asReported,
        facts: { ...facts, from },
        personal,
      }),
    ];
  },
};

const recordLicence: Decision<RecordLicence, Company> = {
  decide: ({ status, validFrom, validUntil, occurred }, { person }, { id, now }) => {
    if (validUntil !== undefined && validUntil < validFrom)
      throw new InvalidField("impossible-date", "validUntil", "is before the first day");
    return [
      newEvent(CompanyLicenceRecorded, {
        subjects: subjectsOf(id, person),
        occurredAt: resolveTime(occurred, now),
        asReported: occurred?.asReported,
        facts: { status, validFrom, validUntil },
      }),
    ];
  },
};

/** `company-<id>`: a placement company, foreign agency, employer, broker or recruiter. */
export const companyAggregate: Aggregate<Company> = {
  category: "company",
  events: anyDefinitions(companyEvents),
  initial,
  evolve,
  // A correction must not put the name of a human being in the clear.
  completes: (correction, corrected) => {
    if (correction.facts && "name" in correction.facts && corrected.facts.name === undefined)
      throw new InvalidField("not-correctable", "facts.name", "is sealed, as this is no registered company");
    return correction;
  },
  decisions: { RegisterCompany: register, RenameCompany: rename, RecordLicence: recordLicence },
};

/** To load a company beside a decision's own stream; one that isn't there has no kind. */
export function companyOf(id: string): Load<Company> {
  return { aggregate: companyAggregate, id: id.toLowerCase() };
}

/** @throws Rejection when the company that was loaded isn't there */
export function assertCompanyRegistered({ kind }: Company, company: string): void {
  if (kind === undefined) throw new Rejection(COMPANY_UNKNOWN, { company });
}
