import {
  CodeField,
  CountryField,
  DateField,
  IntegerField,
  NarrativeField,
  ObjectField,
  OccurredDto,
  OccurredField,
  PatternField,
  RegionField,
  TextField,
  UuidField,
} from "../http/fields.js";
import {
  AGE_DOCUMENTS,
  DISCOVERIES,
  PLACEMENT_STATUSES,
  PROOFS,
  SEXES,
  SOURCES,
  STATUS_BASES,
  type AgeDocument,
  type Discovery,
  type PlacementStatus,
  type Proof,
  type Sex,
  type Source,
  type StatusBasis,
} from "./person.events.js";
import { NOT_TO_BE_TOLD, type NotToBeTold } from "./relations.js";

/** Sealed as identity. */
export class IdentityValues {
  @TextField(200, { optional: true, example: "Siti Aminah" })
  name?: string;

  @TextField(200, { optional: true })
  alias?: string;

  @TextField(20, { optional: true, description: "Where the source gives no more of the name", example: "N.A." })
  initials?: string;

  @TextField(32, { optional: true, description: "NIK: 16 digits", example: "9999994101990001" })
  nik?: string;

  @TextField(32, { optional: true, example: "X0000001" })
  passport?: string;

  @DateField({ optional: true })
  birthDate?: string;

  @TextField(100, { optional: true })
  birthPlace?: string;
}

/** Sealed as contact. */
export class ContactValues {
  @TextField(40, {
    optional: true,
    description: "Kept as E.164; a number with no country is Indonesian",
    example: "+62 812 3456 7890",
  })
  phone?: string;

  @PatternField(/^[^\s@]{1,64}@[^\s@]{1,189}$/, "an e-mail address", {
    optional: true,
    example: "siti.aminah@example.org",
  })
  email?: string;

  @TextField(500, { optional: true })
  address?: string;

  @TextField(300, { optional: true, description: "How to reach the person without danger" })
  safeWay?: string;

  @TextField(100, { optional: true, description: "When to" })
  safeTime?: string;

  @TextField(100, { optional: true, description: "In which language" })
  safeLanguage?: string;
}

/** Who someone is: plain facts, and values that are sealed. */
export class IdentityDetails {
  @IntegerField(1900, 2200, { optional: true, description: "Where only the year of birth is known" })
  birthYear?: number;

  @CodeField(PROOFS, { optional: true, description: "Left out: STATED, or DOCUMENT where a document is named" })
  birthDateProof?: Proof;

  @CodeField(AGE_DOCUMENTS, { optional: true, description: "What was shown for the birth date" })
  birthDateDocument?: AgeDocument;

  @RegionField({ optional: true, description: "Where the person comes from" })
  origin?: string;

  @CountryField({ optional: true, example: "ID" })
  nationality?: string;

  @CodeField(SOURCES, { description: "Where this comes from" })
  source!: Source;

  @ObjectField(() => IdentityValues, { optional: true })
  identity?: IdentityValues;

  @NarrativeField({ optional: true })
  note?: string;

  @OccurredField()
  occurred?: OccurredDto;
}

export class MigrantAtRegistration {
  @CodeField(DISCOVERIES)
  discovery!: Discovery;

  @CodeField(PLACEMENT_STATUSES)
  placementStatus!: PlacementStatus;

  @CodeField(STATUS_BASES, { description: "On what the placement status rests" })
  placementStatusBasis!: StatusBasis;
}

export class RegisterPerson extends IdentityDetails {
  @CodeField(SEXES)
  sex!: Sex;

  @ObjectField(() => ContactValues, { optional: true })
  contact?: ContactValues;

  @ObjectField(() => MigrantAtRegistration, {
    optional: true,
    description: "Given for a migrant: with the person, the migrant's history begins",
  })
  migrant?: MigrantAtRegistration;
}

export class RecordIdentityDetails extends IdentityDetails {
  @CodeField(SEXES, { optional: true })
  sex?: Sex;
}

export class ChangeContact extends ContactValues {
  @NarrativeField({ optional: true })
  note?: string;

  @OccurredField()
  occurred?: OccurredDto;
}

export class RequestDoNotTell {
  @UuidField({ optional: true, description: "The person who is not to be told" })
  person?: string;

  @CodeField(NOT_TO_BE_TOLD, { optional: true, description: "Everyone of this relation is not to be told" })
  relation?: NotToBeTold;

  @NarrativeField({ optional: true })
  reason?: string;

  @OccurredField()
  occurred?: OccurredDto;
}

export class WithdrawDoNotTell {
  @UuidField({ description: "Id of the request, as the person's file shows it" })
  request!: string;

  @NarrativeField({ optional: true })
  reason?: string;

  @OccurredField()
  occurred?: OccurredDto;
}
