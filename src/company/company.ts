import type { Aggregate, Load } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions, type PersonalPart } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { fieldsOf, NO_FIELDS, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { companyEvents, type CompanyEvent, type CompanyKind } from "./company.events.js";

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
      const { validUntil = null, ...licence } = event.facts;
      const licences = [...state.licences, { ...licence, validUntil }];
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
export function nameOf(
  registered: boolean,
  name: string,
  id: string,
): { facts: { name?: string }; personal: PersonalPart[] } {
  if (registered) return { facts: { name }, personal: [] };
  return { facts: {}, personal: [{ person: id, class: "identity", values: { name } }] };
}

export function subjectsOf(id: string, person: string | null | undefined) {
  return [{ person: id, role: "COMPANY" }, ...(person ? [{ person, role: "TRADER" }] : [])];
}

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
};

/** To load a company beside a decision's own stream; one that isn't there has no kind. */
export function companyOf(id: string): Load<Company> {
  return { aggregate: companyAggregate, id };
}

/** @throws Rejection when the company that was loaded isn't there */
export function assertCompanyRegistered({ kind }: Company, company: string): void {
  if (kind === undefined) throw new Rejection(COMPANY_UNKNOWN, { company });
}
