import {
  CodeField,
  CountryField,
  DateField,
  FlagField,
  NarrativeField,
  RegionField,
  TextField,
  UuidField,
} from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { COMPANY_KINDS, LICENCE_STATUSES, type CompanyKind } from "./company.events.js";

export class RegisterCompany extends Occurring {
  @CodeField(COMPANY_KINDS)
  kind!: CompanyKind;

  @FlagField({ optional: true, description: "In a public register of companies: its name is public. Left out: no" })
  registered?: boolean;

  @TextField(200, { description: "Sealed, unless it is a registered company's" })
  name!: string;

  @UuidField({ optional: true, description: "The person who trades under it, where it is one human being" })
  person?: string;

  @CountryField({ optional: true })
  country?: string;

  @RegionField({ optional: true })
  region?: string;

  @NarrativeField({ optional: true })
  note?: string;
}

export class RenameCompany extends Occurring {
  @TextField(200)
  name!: string;

  @DateField()
  from!: string;
}

export class RecordLicence extends Occurring {
  @CodeField(LICENCE_STATUSES)
  status!: (typeof LICENCE_STATUSES)[number];

  @DateField()
  validFrom!: string;

  @DateField({ optional: true, description: "The last day on which it holds" })
  validUntil?: string;
}
