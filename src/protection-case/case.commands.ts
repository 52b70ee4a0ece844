import {
  CodeField,
  CountryField,
  DateField,
  FlagField,
  IntegerField,
  NarrativeField,
  ObjectField,
  OccurredDto,
  PatternField,
  RegionField,
  UuidField,
} from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { RELATIONS, type Relation } from "../person/relations.js";
import { LEGAL_GROUND, LEGAL_GROUND_IN_WORDS } from "../rules/legal-ground.js";
import {
  ADMINISTRATIVE_REASONS,
  CASE_PAPERS,
  CATEGORIES,
  CIRCUMSTANCES,
  CLARIFICATION_OUTCOMES,
  COMPLAINANTS,
  COMPLAINT_CHANNELS,
  FORUMS,
  MEDIATION_OUTCOMES,
  NEXT_ACTIONS,
  OPEN_STAGES,
  PARTY_ROLES,
  REFERRAL_REASONS,
  REMOVAL_REASONS,
  REOPENING_REASONS,
  RESOLUTION_REASONS,
  SANCTIONS,
  type Category,
  type OpenStage,
  type PartyRole,
} from "./codes.js";

/** What every command of a case may say. */
export class CaseTold extends Occurring {
  @UuidField({ optional: true, many: true, description: "Persons whom the free text names, beside those concerned" })
  names?: string[];
}

class CaseNoted extends CaseTold {
  @NarrativeField({ optional: true })
  note?: string;
}

export class PartyDto {
  @CodeField(PARTY_ROLES)
  role!: PartyRole;

  @UuidField({ optional: true, description: "A registered person; or else a company" })
  person?: string;

  @UuidField({ optional: true, description: "A registered company, broker or recruiter" })
  company?: string;

  @CodeField(RELATIONS, { optional: true, description: "What a relative or representative is to the victim" })
  relation?: Relation;
}

export class ReceiveComplaint extends CaseTold {
  @CodeField(COMPLAINT_CHANNELS)
  channel!: (typeof COMPLAINT_CHANNELS)[number];

  @CodeField(COMPLAINANTS)
  complainant!: (typeof COMPLAINANTS)[number];

  @FlagField({ optional: true, description: "Required of a lawyer or organisation" })
  powerOfAttorney?: boolean;

  @CodeField(CATEGORIES, { many: true })
  categories!: Category[];

  @CodeField(CIRCUMSTANCES, { optional: true, many: true, description: "What may make it graver than its category" })
  circumstances?: (typeof CIRCUMSTANCES)[number][];

  @CountryField({ optional: true })
  country?: string;

  @RegionField({ optional: true, description: "Where in Indonesia, of what happened there" })
  region?: string;

  @ObjectField(() => OccurredDto, { optional: true, description: "When what is complained of happened" })
  incident?: OccurredDto;

  @ObjectField(() => PartyDto, { optional: true, many: true })
  parties?: PartyDto[];

  @NarrativeField({ optional: true, description: "What is complained of; sealed" })
  account?: string;
}

export class TriageCase extends CaseNoted {
  @CodeField(CATEGORIES, { many: true })
  categories!: Category[];

  @CodeField(CIRCUMSTANCES, { optional: true, many: true })
  circumstances?: (typeof CIRCUMSTANCES)[number][];
}

export class RecordParty extends PartyDto {
  @UuidField({ optional: true, many: true, description: "Persons whom the free text names, beside those concerned" })
  names?: string[];

  @NarrativeField({ optional: true })
  note?: string;

  @ObjectField(() => OccurredDto, { optional: true, description: "When it came to be known; left out: now" })
  occurred?: OccurredDto;
}

export class RemoveParty extends CaseNoted {
  @UuidField()
  party!: string;

  @CodeField(REMOVAL_REASONS)
  reason!: (typeof REMOVAL_REASONS)[number];
}

export class RequestDocuments extends CaseNoted {
  @CodeField(CASE_PAPERS, { many: true })
  papers!: (typeof CASE_PAPERS)[number][];

  @DateField({ optional: true })
  due?: string;
}

export class VerifyCase extends CaseNoted {
  @CodeField(["DOCUMENTS", "INTERVIEW", "MISSION", "AGENCY", "VISIT"])
  by!: "DOCUMENTS" | "INTERVIEW" | "MISSION" | "AGENCY" | "VISIT";
}

export class AssignCase extends CaseNoted {
  @UuidField()
  agency!: string;

  @UuidField({ optional: true })
  officer?: string;
}

export class HoldClarification extends CaseTold {
  @UuidField({ optional: true, description: "Id of the party who was heard" })
  party?: string;

  @CodeField(CLARIFICATION_OUTCOMES)
  outcome!: (typeof CLARIFICATION_OUTCOMES)[number];

  @DateField({ optional: true, description: "By when what was promised is to be done" })
  promisedBy?: string;

  @NarrativeField({ optional: true })
  minutes?: string;
}

export class HoldMediation extends CaseTold {
  @CodeField(MEDIATION_OUTCOMES)
  outcome!: (typeof MEDIATION_OUTCOMES)[number];

  @DateField({ optional: true, description: "The day of the next session" })
  next?: string;

  @NarrativeField({ optional: true })
  minutes?: string;
}

export class SettledAmount {
  @UuidField()
  victim!: string;

  @IntegerField(0, Number.MAX_SAFE_INTEGER, { description: "In minor units of the currency; sealed" })
  amount!: number;

  @PatternField(/^[A-Z]{3}$/, "a currency by its ISO 4217 code", { example: "MYR" })
  currency!: string;
}

export class SettleCase extends CaseTold {
  @DateField({ optional: true, description: "By when it is to be fulfilled" })
  due?: string;

  @ObjectField(() => SettledAmount, { optional: true, many: true })
  amounts?: SettledAmount[];

  @NarrativeField({ optional: true })
  terms?: string;
}

export class RecommendSanction extends CaseNoted {
  @UuidField({ description: "Id of the party" })
  party!: string;

  @CodeField(SANCTIONS)
  sanction!: (typeof SANCTIONS)[number];

  @PatternField(LEGAL_GROUND, LEGAL_GROUND_IN_WORDS)
  legalGround!: string;
}

export class StartLitigation extends CaseNoted {
  @CodeField(FORUMS)
  forum!: (typeof FORUMS)[number];

  @CountryField({ optional: true })
  country?: string;

  @NarrativeField({ optional: true, description: "Number and court; sealed" })
  docket?: string;
}

export class ReferCase extends CaseNoted {
  @UuidField()
  agency!: string;

  @CodeField(REFERRAL_REASONS)
  reason!: (typeof REFERRAL_REASONS)[number];
}

export class ResolveCase extends CaseNoted {
  @CodeField(RESOLUTION_REASONS)
  reason!: (typeof RESOLUTION_REASONS)[number];
}

export class CloseCaseAdministratively extends CaseNoted {
  @CodeField(ADMINISTRATIVE_REASONS)
  reason!: (typeof ADMINISTRATIVE_REASONS)[number];
}

export class ReopenCase extends CaseNoted {
  @CodeField(REOPENING_REASONS)
  reason!: (typeof REOPENING_REASONS)[number];

  @CodeField(OPEN_STAGES, { description: "The stage that it enters again" })
  stage!: OpenStage;
}

export class SetNextAction extends CaseTold {
  @CodeField(NEXT_ACTIONS)
  action!: (typeof NEXT_ACTIONS)[number];

  @DateField({ optional: true, description: "The last day on which it is not overdue" })
  due?: string;

  @NarrativeField({ optional: true })
  what?: string;
}

export class CompleteNextAction extends CaseNoted {}
