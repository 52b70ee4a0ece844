import { CompanyField } from "../company/company-field.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { CodeField, NarrativeField, ObjectField, OccurredDto, UuidField } from "../http/fields.js";
import { PersonField } from "../person/person-field.js";
import { RELATIONS, type Relation } from "../person/relations.js";
import { CaseBodyWithNote, caseCommand, subjectsOf } from "./case-command.js";
import { CasePartyRecorded, CasePartyRemoved } from "./case.events.js";
import type { Party, PartyOfEvent, ProtectionCase } from "./case.state.js";
import { COMPANY_ROLES, PARTY_ROLES, REMOVAL_REASONS, type PartyRole } from "./codes.js";
import { atAnyStage } from "./stages.js";

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

const VICTIM_IN_USE: Rule = {
  id: "victim-in-use",
  source: "[design]",
  en: "The case has opened a repatriation for this victim, or has assessed them",
  indonesian: "Kasus ini sudah membuka pemulangan atau melakukan asesmen untuk korban ini",
};

export class PartyDto {
  @CodeField(PARTY_ROLES)
  role!: PartyRole;

  @PersonField({ optional: true, description: "A registered person; or else a company" })
  person?: string;

  @CompanyField({ optional: true, description: "A registered company, broker or recruiter" })
  company?: string;

  @CodeField(RELATIONS, { optional: true, description: "What a relative or representative is to the victim" })
  relation?: Relation;
}

/** A party as facts hold it. */
export type NewParty = ReturnType<typeof newParty>;

/** A new party, once it is clear who it is. @throws InvalidField, Rejection */
export function newParty(data: PartyDto, known: readonly PartyOfEvent[], id: string) {
  const { role, person, company, relation } = data;
  if ((person === undefined) === (company === undefined))
    throw new InvalidField("missing-field", "person", "a party is a person, or a company");
  if (company !== undefined && !COMPANY_ROLES.includes(role))
    throw new InvalidField("invalid-field", "role", "is a role that only a person can have");
  const same = known.some(
    (each) => each.role === role && (each.person ?? undefined) === person && (each.company ?? undefined) === company,
  );
  if (same) throw new Rejection(PARTY_RECORDED, { role, person, company });
  return { party: id, role, person, company, relation };
}

/** @throws Rejection when there is no such party */
export function partyOf({ parties }: ProtectionCase, id: string): Party {
  const party = parties.find((each) => each.id === id);
  if (!party) throw new Rejection(NO_SUCH_PARTY, { party: id });
  return party;
}

export class RecordParty extends PartyDto {
  @PersonField({ optional: true, many: true, description: "Persons whom the free text names, beside those concerned" })
  names?: string[];

  @NarrativeField({ optional: true })
  note?: string;

  @ObjectField(() => OccurredDto, { optional: true, description: "When it came to be known; left out: now" })
  occurred?: OccurredDto;
}

export const recordParty = caseCommand(RecordParty, {
  path: "parties",
  summary: "Record that a person or a company is a party of the case, in a role",
  settles: true,
  allowed: atAnyStage,
  decide: (data, { parties }, given) => {
    const party = newParty(data, parties, given.newId());
    const subjects = subjectsOf({ parties: [...parties, party] }, [party]);
    return [eventOf(CasePartyRecorded, data, given, { subjects, facts: party, narrative: { note: data.note } })];
  },
});

export class RemoveParty extends CaseBodyWithNote {
  @UuidField()
  party!: string;

  @CodeField(REMOVAL_REASONS)
  reason!: (typeof REMOVAL_REASONS)[number];
}

export const removeParty = caseCommand(RemoveParty, {
  path: "party-removals",
  summary: "Remove a party that has no part in the case after all",
  settles: true,
  allowed: atAnyStage,
  decide: (data, state, given) => {
    const { reason, note } = data;
    const party = partyOf(state, data.party);
    const used =
      state.repatriations.some(({ person }) => person === party.person) ||
      state.screenings.some(({ victim }) => victim === party.person);
    if (party.role === "VICTIM" && used) throw new Rejection(VICTIM_IN_USE, { party: party.id });
    const subjects = subjectsOf(state, [party]);
    return [
      eventOf(CasePartyRemoved, data, given, { subjects, facts: { party: party.id, reason }, narrative: { note } }),
    ];
  },
});
