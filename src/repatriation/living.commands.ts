import {
  CodeField,
  CountryField,
  DateField,
  FlagField,
  IntegerField,
  NarrativeField,
  ObjectField,
  PatternField,
  RegionField,
  TextField,
  UuidField,
} from "../http/fields.js";
import { MoneyDto, Occurring } from "../http/parts.js";
import { RELATIONS, type Relation } from "../person/relations.js";
import { FUNDING_SOURCES, TRAVEL_MODES } from "./codes.js";

type TravelMode = (typeof TRAVEL_MODES)[number];
type Funding = (typeof FUNDING_SOURCES)[number];

/** IATA code of an airport, or UN/LOCODE of a port or crossing. */
export const PLACE = /^([A-Z]{3}|[A-Z]{2}[A-Z0-9]{3})$/;

export class ConfirmReturneeIdentity extends Occurring {
  @CodeField(["PASSPORT", "CIVIL_REGISTRY", "BIOMETRICS", "FAMILY", "MISSION_RECORDS", "INTERVIEW"])
  basis!: "PASSPORT" | "CIVIL_REGISTRY" | "BIOMETRICS" | "FAMILY" | "MISSION_RECORDS" | "INTERVIEW";

  @NarrativeField({ optional: true })
  note?: string;
}

export class RecordTravelDocument extends Occurring {
  @CodeField(["PASSPORT", "SPLP"])
  document!: "PASSPORT" | "SPLP";

  @TextField(40, { optional: true, description: "Sealed" })
  number?: string;

  @DateField({ optional: true })
  validUntil?: string;
}

export class RecordExitClearance extends Occurring {
  @CodeField(["EXIT_PERMIT", "NOT_REQUIRED", "DEPORTATION_ORDER"])
  permit!: "EXIT_PERMIT" | "NOT_REQUIRED" | "DEPORTATION_ORDER";

  @CodeField(["NONE", "PAID", "REDUCED", "WAIVED"], { description: "What became of a fine for overstaying" })
  fineOutcome!: "NONE" | "PAID" | "REDUCED" | "WAIVED";

  @IntegerField(0, 36500, { optional: true })
  overstayDays?: number;

  @ObjectField(() => MoneyDto, { optional: true, description: "What was due, before any waiver" })
  fine?: MoneyDto;

  @ObjectField(() => MoneyDto, { optional: true, description: "What was paid of it" })
  paid?: MoneyDto;

  @CodeField(FUNDING_SOURCES, { optional: true })
  paidBy?: Funding;
}

export class CertifyFitToTravel extends Occurring {
  @CodeField(["FIT", "FIT_WITH_ESCORT", "FIT_ON_STRETCHER"])
  fitness!: "FIT" | "FIT_WITH_ESCORT" | "FIT_ON_STRETCHER";

  @DateField({ optional: true })
  validUntil?: string;

  @NarrativeField({ optional: true, description: "Sealed as health data" })
  findings?: string;
}

export class BookTicket extends Occurring {
  @CodeField(TRAVEL_MODES)
  mode!: TravelMode;

  @CodeField(FUNDING_SOURCES)
  funding!: Funding;

  @ObjectField(() => MoneyDto, { optional: true })
  cost?: MoneyDto;

  @DateField({ optional: true, description: "The day booked for" })
  leaves?: string;
}

export class RecordReturneeDeparture extends Occurring {
  @CodeField(TRAVEL_MODES)
  mode!: TravelMode;

  @CountryField({ optional: true, description: "Left out: the country of the repatriation" })
  country?: string;
}

export class RecordDebarkation extends Occurring {
  @RegionField({ optional: true })
  region?: string;

  @PatternField(PLACE, "an IATA code or a UN/LOCODE", { optional: true, example: "CGK" })
  place?: string;
}

export class RecordReception extends Occurring {
  @CodeField(["TRANSIT_HOUSE", "REHABILITATION", "SELF_RETURN"])
  reception!: "TRANSIT_HOUSE" | "REHABILITATION" | "SELF_RETURN";

  @UuidField({ optional: true, description: "The agency that receives" })
  agency?: string;
}

export class RecordReturneeOnward extends Occurring {
  @CodeField(TRAVEL_MODES)
  mode!: TravelMode;

  @RegionField({ optional: true })
  towards?: string;
}

export class WitnessDto {
  @UuidField({ description: "The person who bore witness" })
  person!: string;

  @CodeField(["VILLAGE_OFFICIAL", "REGIONAL_OFFICIAL"])
  capacity!: "VILLAGE_OFFICIAL" | "REGIONAL_OFFICIAL";
}

/** Berita acara serah terima (BAST). */
export class HandOver extends Occurring {
  @UuidField({ optional: true, description: "The person who received" })
  recipient?: string;

  @CodeField(RELATIONS, { optional: true, description: "What the recipient is to the person" })
  relation?: Relation;

  @FlagField({ optional: true, description: "The recipient holds a power of attorney" })
  powerOfAttorney?: boolean;

  @ObjectField(() => WitnessDto, { optional: true })
  witness?: WitnessDto;

  @UuidField({ optional: true, description: "The agency of social affairs that received, where there is no family" })
  agency?: string;

  @RegionField({ optional: true })
  region?: string;

  @TextField(60, { optional: true, description: "Number of the record; sealed" })
  recordNumber?: string;

  @NarrativeField({ optional: true })
  note?: string;
}

export class RecordHomeAlone extends Occurring {
  @RegionField({ optional: true })
  region?: string;

  @CodeField(["DOCUMENT", "ASSESSMENT"], {
    optional: true,
    description: "On what it rests that the person is an adult, where the file does not prove it",
  })
  ageSeen?: "DOCUMENT" | "ASSESSMENT";
}
