import type { Load } from "../event-sourcing/deciding/decider.js";
import type { Subject } from "../event-sourcing/stored-event/envelope.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { assertCompanyRegistered, companyOf, type Company } from "../company/company.js";
import { assertRegistered, personOf, type Person } from "../person/person.js";
import type { PartyDto, RecordParty, RemoveParty } from "./case.commands.js";
import { caseDecision, said, type Decisions } from "./case-decision.js";
import { CasePartyRecorded, CasePartyRemoved } from "./case.events.js";
import { victimsOf, type Party, type ProtectionCase } from "./case.state.js";
import { COMPANY_ROLES, type PartyRole } from "./codes.js";

const PARTY_RECORDED: Rule = {
  id: "party-recorded",
  source: "[design]",
  en: "The case has this party in this role already",
  indonesian: "Pihak ini sudah tercatat dalam peran tersebut",
};

const NO_SUCH_PARTY: Rule = {
  id: "party-unknown",
  source: "[design]",
  en: "The case has no such party",
  indonesian: "Kasus ini tidak memiliki pihak tersebut",
};

const NOT_A_VICTIM: Rule = {
  id: "not-a-victim",
  source: "[design]",
  en: "The person is not recorded as a victim of this case",
  indonesian: "Orang ini tidak tercatat sebagai korban dalam kasus ini",
};

const VICTIM_IN_USE: Rule = {
  id: "victim-in-use",
  source: "[design]",
  en: "The case has opened a repatriation for this victim, or has assessed them",
  indonesian: "Kasus ini sudah membuka pemulangan atau melakukan asesmen untuk korban ini",
};

interface PartyBeside {
  readonly [id: string]: Person | Company;
}

/** A party as facts hold it. */
export interface NewParty {
  readonly party: string;
  readonly role: PartyRole;
  readonly person: string | undefined;
  readonly company: string | undefined;
  readonly relation: string | undefined;
}

export function partyLoads(parties: readonly PartyDto[]): { readonly [id: string]: Load<Person> | Load<Company> } {
  return Object.fromEntries(
    parties.flatMap(({ person, company }) => [
      ...(person === undefined ? [] : [[`person/${person.toLowerCase()}`, personOf(person)] as const]),
      ...(company === undefined ? [] : [[`company/${company.toLowerCase()}`, companyOf(company)] as const]),
    ]),
  );
}

/** A new party, once it is clear who it is. @throws InvalidField, Rejection */
export function newParty(
  data: PartyDto,
  known: readonly Pick<Party, "role" | "person" | "company">[],
  loaded: unknown,
  id: string,
): NewParty {
  const beside = loaded as PartyBeside;
  const person = data.person?.toLowerCase();
  const company = data.company?.toLowerCase();
  const { role, relation } = data;
  if ((person === undefined) === (company === undefined))
    throw new InvalidField("missing-field", "person", "a party is a person, or a company");
  if (company !== undefined && !COMPANY_ROLES.includes(role))
    throw new InvalidField("invalid-field", "role", "is a role that only a person can have");
  if (person !== undefined) assertRegistered(beside[`person/${person}`] as Person, person);
  if (company !== undefined) assertCompanyRegistered(beside[`company/${company}`] as Company, company);
  const same = known.some(
    (each) => each.role === role && each.person === (person ?? null) && each.company === (company ?? null),
  );
  if (same) throw new Rejection(PARTY_RECORDED, { role, person, company });
  return { party: id, role, person, company, relation };
}

/** Those concerned of some parties, victims left out. */
export function othersOf(
  parties: readonly { readonly role: PartyRole; readonly person?: string | null | undefined }[],
): Subject[] {
  return parties.flatMap(({ role, person }) => (role === "VICTIM" || person == null ? [] : [{ person, role }]));
}

/** @throws Rejection when the person is no victim of the case */
export function assertVictim(state: ProtectionCase, person: string): void {
  if (!victimsOf(state).includes(person)) throw new Rejection(NOT_A_VICTIM, { person });
}

/** @throws Rejection when there is no such party */
export function partyOf({ parties }: ProtectionCase, id: string): Party {
  const party = parties.find((each) => each.id === id.toLowerCase());
  if (!party) throw new Rejection(NO_SUCH_PARTY, { party: id });
  return party;
}

export const partyDecisions: Decisions = {
  RecordParty: caseDecision<RecordParty>(
    "RecordParty",
    (data, state, { loaded, newId }) => {
      const party = newParty(data, state.parties, loaded, newId());
      const victims = victimsOf(state);
      return said(CasePartyRecorded, party, {
        narrative: { note: data.note },
        victims: party.role === "VICTIM" ? [...victims, party.person!] : victims,
        others: othersOf([party]),
      });
    },
    (data) => partyLoads([data]),
  ),
  RemoveParty: caseDecision<RemoveParty>("RemoveParty", ({ party: id, reason, note }, state) => {
    const party = partyOf(state, id);
    const { person } = party;
    const used =
      state.repatriations.some((each) => each.person === person) ||
      state.screenings.some(({ victim }) => victim === person);
    if (party.role === "VICTIM" && used) throw new Rejection(VICTIM_IN_USE, { party: party.id });
    return said(CasePartyRemoved, { party: party.id, reason }, { narrative: { note }, others: othersOf([party]) });
  }),
};
