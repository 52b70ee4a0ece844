import {
  CodeField,
  CountryField,
  DateField,
  IntegerField,
  NarrativeField,
  ObjectField,
  PatternField,
  TextField,
  UuidField,
} from "../http/fields.js";
import { MoneyDto } from "../http/parts.js";
import { RELATIONS, type Relation } from "../person/relations.js";
import { CaseTold } from "./case.commands.js";
import { CONTACT_RESULTS, CONTACT_WAYS, SHELTER_ENDS, SHELTER_KINDS, TAKEN_ACTIONS, VICTIM_OUTCOMES } from "./codes.js";

class CaseNoted extends CaseTold {
  @NarrativeField({ optional: true })
  note?: string;
}

class ForVictim extends CaseNoted {
  @UuidField({ description: "Id of the person" })
  victim!: string;
}

export class ProvideShelter extends ForVictim {
  @CodeField(SHELTER_KINDS)
  kind!: (typeof SHELTER_KINDS)[number];

  @UuidField({ optional: true, description: "The agency that runs it" })
  agency?: string;

  @CountryField({ optional: true })
  country?: string;

  @TextField(200, { optional: true, description: "Sealed in class shelter" })
  name?: string;

  @TextField(500, { optional: true, description: "Sealed in class shelter" })
  address?: string;

  @TextField(40, { optional: true, description: "Sealed in class shelter" })
  phone?: string;
}

export class EndShelter extends CaseNoted {
  @UuidField({ description: "Id of the stay" })
  stay!: string;

  @CodeField(SHELTER_ENDS)
  reason!: (typeof SHELTER_ENDS)[number];
}

export class IssueEmergencyTravelDocument extends ForVictim {
  @TextField(40, { optional: true, description: "Sealed" })
  number?: string;

  @DateField({ optional: true })
  validUntil?: string;
}

export class DecideImmigrationFine extends ForVictim {
  @CodeField(["PAID", "REDUCED", "WAIVED"])
  outcome!: "PAID" | "REDUCED" | "WAIVED";

  @IntegerField(0, 36500, { optional: true })
  overstayDays?: number;

  @ObjectField(() => MoneyDto, { optional: true, description: "What was due, before any waiver" })
  fine?: MoneyDto;

  @ObjectField(() => MoneyDto, { optional: true, description: "What was paid of it" })
  paid?: MoneyDto;
}

export class ObtainExitPermit extends ForVictim {
  @CodeField(["EXIT_PERMIT", "NOT_REQUIRED", "DEPORTATION_ORDER"])
  permit!: "EXIT_PERMIT" | "NOT_REQUIRED" | "DEPORTATION_ORDER";
}

export class TakeCaseAction extends CaseNoted {
  @CodeField(TAKEN_ACTIONS)
  action!: (typeof TAKEN_ACTIONS)[number];

  @UuidField({ optional: true, description: "For one victim; left out: for all" })
  victim?: string;

  @UuidField({ optional: true, description: "The agency that did it, or took it" })
  agency?: string;

  @PatternField(/^[A-Z_]{1,40}$/, "a code, e.g. DONE", { optional: true })
  result?: string;

  @NarrativeField({ optional: true, description: "Sealed as health data of the victim" })
  findings?: string;
}

export class RecordVictimOutcome extends ForVictim {
  @CodeField(VICTIM_OUTCOMES)
  outcome!: (typeof VICTIM_OUTCOMES)[number];
}

export class LogContact extends CaseTold {
  @UuidField({ description: "The victim whom it was about" })
  victim!: string;

  @UuidField({ optional: true, description: "Who was contacted: the victim, or another registered person" })
  with?: string;

  @CodeField(RELATIONS, { optional: true, description: "What they are to the victim" })
  relation?: Relation;

  @CodeField(CONTACT_WAYS)
  way!: (typeof CONTACT_WAYS)[number];

  @CodeField(CONTACT_RESULTS)
  result!: (typeof CONTACT_RESULTS)[number];

  @NarrativeField({ optional: true })
  summary?: string;
}
