import {
  CodeField,
  CountryField,
  DateField,
  IntegerField,
  NarrativeField,
  ObjectField,
  RegionField,
  UuidField,
} from "../http/fields.js";
import { RETURN_CAUSES } from "../migrant/codes.js";
import {
  CANCEL_REASONS,
  CLAIM_OUTCOMES,
  CLAIM_PROGRAMMES,
  CLOSE_REASONS,
  NOT_APPLICABLE_REASONS,
  REPATRIATION_KINDS,
  REQUEST_SOURCES,
  type CancelReason,
  type RepatriationKind,
} from "./codes.js";
import { MoneyDto, Occurring } from "../http/parts.js";
import { STEP_CODES } from "./steps.js";

type Source = (typeof REQUEST_SOURCES)[number];

export class RequestRepatriation extends Occurring {
  @CodeField(REPATRIATION_KINDS)
  kind!: RepatriationKind;

  @UuidField()
  person!: string;

  @UuidField({ optional: true, description: "The protection case that opens it, of which the person is a victim" })
  case?: string;

  @CodeField(REQUEST_SOURCES)
  source!: Source;

  @CodeField(RETURN_CAUSES, { optional: true, description: "Required of the living (UU 18/2017 art. 27)" })
  cause?: (typeof RETURN_CAUSES)[number];

  @CountryField({ optional: true, description: "From where, if known" })
  country?: string;

  @RegionField({ optional: true, description: "Home; left out: as the person's file has it" })
  origin?: string;

  @RegionField({ optional: true, description: "Where the journey is to end, if not at home" })
  destination?: string;

  @NarrativeField({ optional: true })
  note?: string;
}

export class AssignStep extends Occurring {
  @CodeField(STEP_CODES)
  step!: string;

  @UuidField()
  agency!: string;

  @UuidField({ optional: true, description: "The officer there who has it" })
  officer?: string;

  @DateField({ optional: true, description: "The last day on which it is not overdue" })
  due?: string;
}

export class MarkNotApplicable extends Occurring {
  @CodeField(STEP_CODES)
  step!: string;

  @CodeField(NOT_APPLICABLE_REASONS)
  reason!: (typeof NOT_APPLICABLE_REASONS)[number];

  @NarrativeField({ optional: true })
  note?: string;
}

export class RecordAccompaniment extends Occurring {
  @UuidField({ optional: true, many: true, description: "Agencies whose officers went along, or saw to it" })
  agencies?: string[];

  @UuidField({ optional: true, many: true, description: "Persons who went along" })
  escorts?: string[];

  @CodeField(["ABROAD", "JOURNEY_HOME", "ONWARD", "WHOLE_WAY", "NOT_REPORTED"])
  leg!: "ABROAD" | "JOURNEY_HOME" | "ONWARD" | "WHOLE_WAY" | "NOT_REPORTED";

  @CodeField(REQUEST_SOURCES)
  source!: Source;

  @NarrativeField({ optional: true })
  note?: string;
}

export class ReportOutcome extends Occurring {
  @CodeField(["CAME_HOME", "LAID_TO_REST", "DID_NOT_COME_HOME"])
  outcome!: "CAME_HOME" | "LAID_TO_REST" | "DID_NOT_COME_HOME";

  @CodeField(REQUEST_SOURCES)
  source!: Source;

  @NarrativeField({ optional: true })
  note?: string;
}

export class InventoryBelongings extends Occurring {
  @IntegerField(0, 10_000, { description: "Number of items" })
  items!: number;

  @UuidField({ optional: true, description: "The agency that keeps them" })
  heldBy?: string;

  @NarrativeField({ description: "The list; sealed" })
  inventory!: string;
}

export class RecordClaim extends Occurring {
  @CodeField(CLAIM_PROGRAMMES)
  programme!: (typeof CLAIM_PROGRAMMES)[number];

  @CodeField(CLAIM_OUTCOMES)
  outcome!: (typeof CLAIM_OUTCOMES)[number];

  @ObjectField(() => MoneyDto, { optional: true })
  amount?: MoneyDto;

  @NarrativeField({ optional: true })
  note?: string;
}

export class FlagDisclosure extends Occurring {
  @UuidField({ optional: true, description: "Id of the person's request not to tell" })
  doNotTell?: string;

  @UuidField({ optional: true, description: "Or id of the allegation, on the person's file, against who came to know" })
  allegation?: string;

  @UuidField({ description: "Id of the event by which someone came to know" })
  disclosure!: string;
}

export class CancelRepatriation extends Occurring {
  @CodeField(CANCEL_REASONS)
  reason!: CancelReason;

  @NarrativeField({ optional: true })
  note?: string;
}

export class ReinstateRepatriation extends Occurring {
  @CodeField(["DEATH_REPORT_WITHDRAWN", "NEW_FACTS", "MISTAKE"])
  reason!: "DEATH_REPORT_WITHDRAWN" | "NEW_FACTS" | "MISTAKE";

  @NarrativeField({ optional: true })
  note?: string;
}

export class CloseRepatriation extends Occurring {
  @CodeField(CLOSE_REASONS)
  reason!: (typeof CLOSE_REASONS)[number];

  @NarrativeField({ optional: true })
  note?: string;
}
