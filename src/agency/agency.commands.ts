import {
  CodeField,
  CountryField,
  DateField,
  OccurredField,
  RegionField,
  TextField,
  UuidField,
  OccurredDto,
  ZoneField,
} from "../http/fields.js";
import { AGENCY_KINDS, type AgencyKind } from "../facts/agency-kinds.js";

export class RegisterAgency {
  @CodeField(AGENCY_KINDS)
  kind!: AgencyKind;

  @TextField(200, { example: "BP3MI Banten" })
  name!: string;

  @RegionField({ optional: true, description: "The region that it answers for" })
  region?: string;

  @CountryField({ optional: true, description: "The country that a mission answers for" })
  country?: string;

  @ZoneField({ optional: true, description: "IANA zone of the office" })
  zone?: string;

  @DateField({ optional: true })
  validFrom?: string;

  @OccurredField()
  occurred?: OccurredDto;
}

export class RenameAgency {
  @TextField(200)
  name!: string;

  @DateField()
  from!: string;

  @OccurredField()
  occurred?: OccurredDto;
}

export class EndAgency {
  @DateField()
  on!: string;

  @CodeField(["SPLIT", "MERGED", "DISSOLVED", "TRANSFORMED"])
  how!: "SPLIT" | "MERGED" | "DISSOLVED" | "TRANSFORMED";

  @UuidField({ optional: true, many: true, description: "The agencies that took over" })
  successors?: string[];

  @OccurredField()
  occurred?: OccurredDto;
}
