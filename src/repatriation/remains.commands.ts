import { ArrayNotEmpty, ArrayUnique } from "class-validator";
import {
  CodeField,
  CountryField,
  DateField,
  NarrativeField,
  ObjectField,
  PatternField,
  RegionField,
  TextField,
  UuidField,
} from "../http/fields.js";
import { LEGAL_GROUND, LEGAL_GROUND_IN_WORDS } from "../rules/legal-ground.js";
import { RELATIONS, type Relation } from "../person/relations.js";
import {
  DISPOSITIONS,
  FUNDING_SOURCES,
  REMAINS_DOCUMENT_KINDS,
  ROUTES,
  type Disposition,
  type RemainsDocumentKind,
  type Route,
} from "./codes.js";
import { MoneyDto, Occurring } from "../http/parts.js";
import { PLACE } from "./living.commands.js";

const CHANNELS = ["IN_PERSON", "PHONE", "LETTER", "MESSAGE", "NOT_REPORTED"] as const;
const SEARCHES = ["VILLAGE_INQUIRY", "CIVIL_REGISTRY", "PLACEMENT_COMPANY", "MISSION_RECORDS", "PUBLIC_CALL"] as const;
const REJECTIONS = ["UNREADABLE", "WRONG_PERSON", "EXPIRED", "INCOMPLETE", "NOT_GENUINE"] as const;

export class NotifyFamily extends Occurring {
  @UuidField({ optional: true, description: "The person who was told, where the source names them" })
  relative?: string;

  @CodeField(RELATIONS)
  relation!: Relation;

  @CodeField(CHANNELS, { optional: true })
  channel?: (typeof CHANNELS)[number];

  @NarrativeField({ optional: true })
  note?: string;
}

export class RecordFamilySearch extends Occurring {
  @CodeField(SEARCHES, { many: true, description: "How the family was looked for; at least one way" })
  @ArrayNotEmpty()
  @ArrayUnique()
  methods!: (typeof SEARCHES)[number][];

  @NarrativeField({ optional: true })
  report?: string;
}

export class DecideDisposition extends Occurring {
  @CodeField(DISPOSITIONS)
  disposition!: Disposition;

  @CodeField(["FAMILY", "MISSION"])
  decidedBy!: "FAMILY" | "MISSION";

  @UuidField({ optional: true, description: "Of the family: who decided" })
  relative?: string;

  @CodeField(RELATIONS, { optional: true, description: "Required of a family's decision" })
  relation?: Relation;

  @UuidField({ optional: true, description: "The mission that decided; left out: the caller's agency" })
  mission?: string;

  @PatternField(LEGAL_GROUND, LEGAL_GROUND_IN_WORDS, {
    optional: true,
    example: "UU_18_2017_ART_27",
    description: "Required of a mission's decision",
  })
  legalGround?: string;

  @NarrativeField({ optional: true })
  note?: string;
}

export class AgreeFunding extends Occurring {
  @CodeField(FUNDING_SOURCES)
  funding!: (typeof FUNDING_SOURCES)[number];

  @ObjectField(() => MoneyDto, { optional: true })
  cost?: MoneyDto;
}

export class RecordAutopsy extends Occurring {
  @CodeField(["POLICE", "HOSPITAL", "FAMILY", "NOT_REPORTED"])
  orderedBy!: "POLICE" | "HOSPITAL" | "FAMILY" | "NOT_REPORTED";

  @NarrativeField({ optional: true, description: "Sealed as health data" })
  findings?: string;
}

export class SubmitRemainsDocument extends Occurring {
  @CodeField(REMAINS_DOCUMENT_KINDS)
  kind!: RemainsDocumentKind;

  @UuidField({ optional: true, description: "The uploaded file" })
  file?: string;

  @TextField(60, { optional: true, description: "Number of the document; sealed" })
  number?: string;

  @DateField({ optional: true })
  validUntil?: string;
}

export class VerifyRemainsDocument extends Occurring {
  @UuidField()
  document!: string;
}

export class RejectRemainsDocument extends Occurring {
  @UuidField()
  document!: string;

  @CodeField(REJECTIONS)
  reason!: (typeof REJECTIONS)[number];

  @NarrativeField({ optional: true })
  note?: string;
}

export class EnterDeath extends Occurring {
  @UuidField({ optional: true })
  mission?: string;

  @TextField(60, { optional: true, description: "Sealed" })
  registerNumber?: string;
}

export class LegalisePapers extends Occurring {
  @UuidField({ optional: true })
  mission?: string;
}

export class BookCargo extends Occurring {
  @CodeField(ROUTES)
  route!: Route;

  @DateField({ optional: true, description: "The day booked for" })
  leaves?: string;

  @TextField(60, { optional: true, description: "Sealed" })
  waybill?: string;
}

export class RecordCremation extends Occurring {
  @CountryField({ optional: true, description: "Left out: the country of the repatriation" })
  country?: string;
}

export class RecordRemainsDeparture extends Occurring {
  @CodeField(ROUTES)
  route!: Route;

  @CountryField({ optional: true, description: "Left out: the country of the repatriation" })
  country?: string;
}

export class RecordRemainsArrival extends Occurring {
  @RegionField({ optional: true })
  region?: string;

  @PatternField(PLACE, "an IATA code or a UN/LOCODE", { optional: true, example: "MDC" })
  place?: string;
}

export class PermitQuarantine extends Occurring {}

export class ReleaseFromCustoms extends Occurring {}

export class RecordRemainsOnward extends Occurring {
  @CodeField(["AMBULANCE", "AIR", "SEA"])
  by!: "AMBULANCE" | "AIR" | "SEA";

  @RegionField({ optional: true })
  towards?: string;
}

export class RecordLaidToRest extends Occurring {
  @CountryField({ example: "ID" })
  country!: string;

  @RegionField({ optional: true, description: "In Indonesia" })
  region?: string;

  @CodeField(["BURIED", "CREMATED", "ASHES_LAID"])
  manner!: "BURIED" | "CREMATED" | "ASHES_LAID";
}
