import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import {
  CodeField,
  CountryField,
  DateField,
  NarrativeField,
  ObjectField,
  OccurredDto,
  OccurredField,
  PatternField,
  RegionField,
  TextField,
  UuidField,
} from "../http/fields.js";
import { LEGAL_GROUND, LEGAL_GROUND_IN_WORDS } from "../rules/legal-ground.js";
import * as codes from "./codes.js";

const Position = (optional = false) =>
  PatternField(/^[A-Z0-9_]{1,40}$/, "a code of capital letters, digits and _", { optional, example: "CAREGIVER" });
const LegalGroundField = () => PatternField(LEGAL_GROUND, LEGAL_GROUND_IN_WORDS, { example: "UU_18_2017_ART_13" });

/** Sent by the process manager "migrant-registration"; no route leads here. */
export interface RegisterMigrant {
  readonly discovery: codes.Discovery;
  readonly placementStatus: codes.PlacementStatus;
  readonly placementStatusBasis: codes.StatusBasis;
  /** When the person was registered. */
  readonly occurredAt: OccurredAt;
}

/** What every command of a migrant may say. */
export class MigrantCommand {
  @NarrativeField({ optional: true, description: "Free text; sealed" })
  note?: string;

  @OccurredField()
  occurred?: OccurredDto;
}

/** A command about a journey. */
export class JourneyCommand extends MigrantCommand {
  @UuidField({ optional: true, description: "The journey; left out: the one that goes on" })
  journey?: string;
}

export class DeterminePlacementStatus extends MigrantCommand {
  @CodeField(codes.PLACEMENT_STATUSES)
  status!: codes.PlacementStatus;

  @CodeField(codes.STATUS_BASES, { description: "INFERRED is shown as such wherever the status is" })
  basis!: codes.StatusBasis;
}

export class ScreenRisk extends JourneyCommand {
  @CodeField(codes.RED_FLAGS, { many: true })
  redFlags!: codes.RedFlag[];

  @CodeField(codes.RISK_BANDS, { optional: true, description: "Left out: what the red flags amount to" })
  band?: codes.RiskBand;

  @CodeField(codes.ADVICE, { optional: true, many: true, description: "Left out: what the red flags call for" })
  advice?: codes.Advice[];
}

/** The end of a journey of the past, told together with its beginning. */
export class PastEnd {
  @CodeField(codes.CLOSURES)
  reason!: (typeof codes.CLOSURES)[number];

  @ObjectField(() => OccurredDto)
  occurred!: OccurredDto;
}

export class StartJourney extends MigrantCommand {
  @CodeField(codes.SCHEMES)
  scheme!: codes.Scheme;

  @CountryField({ description: "Destination" })
  country!: string;

  @Position(true)
  position?: string;

  @CodeField(codes.SECTORS, { optional: true })
  sector?: (typeof codes.SECTORS)[number];

  @UuidField({ optional: true, description: "Agency id of the placement company" })
  company?: string;

  @CodeField(codes.FIRST_STEPS, {
    optional: true,
    description: "Where the journey was when it became known; left out: REGISTERED",
  })
  foundAt?: codes.FirstStep;

  @ObjectField(() => PastEnd, { optional: true, description: "For a journey that is over" })
  ended?: PastEnd;
}

export class SubmitDocument extends JourneyCommand {
  @UuidField({ description: "Id that the upload answered with" })
  file!: string;

  @CodeField(codes.DOCUMENT_KINDS)
  kind!: codes.DocumentKind;

  @DateField({ optional: true })
  issuedOn?: string;

  @DateField({ optional: true, description: "The last day on which it is valid" })
  expiresOn?: string;

  @TextField(60, { optional: true, description: "Number of the document; sealed" })
  number?: string;
}

export class VerifyDocument extends MigrantCommand {
  @UuidField()
  document!: string;
}

export class RejectDocument extends VerifyDocument {
  @CodeField(codes.DOCUMENT_REJECTIONS)
  reason!: (typeof codes.DOCUMENT_REJECTIONS)[number];

  @LegalGroundField()
  legalGround!: string;
}

export class AttendOrientation extends JourneyCommand {
  @RegionField({ optional: true, description: "Where it was held" })
  region?: string;
}

export class ActivateInsurance extends JourneyCommand {
  @CodeField(codes.INSURANCE_PROGRAMMES)
  programme!: codes.InsuranceProgramme;

  @DateField({ description: "First day of cover" })
  from!: string;

  @DateField({ optional: true, description: "Last day of cover" })
  until?: string;

  @TextField(60, { optional: true, description: "Number of the policy; sealed" })
  number?: string;
}

export class GrantClearance extends JourneyCommand {
  @RegionField({ description: "Place of clearance: the day is counted in its zone" })
  place!: string;
}

export class RefuseClearance extends GrantClearance {
  @CodeField(codes.REFUSALS)
  reason!: (typeof codes.REFUSALS)[number];

  @LegalGroundField()
  legalGround!: string;
}

export class RecordDeparture extends JourneyCommand {
  @RegionField({ optional: true, description: "Where from" })
  from?: string;

  @CountryField({ optional: true, description: "Where to, if not to the destination" })
  country?: string;
}

export class ReportArrival extends JourneyCommand {
  @CountryField({ optional: true, description: "Where, if not at the destination" })
  country?: string;

  @UuidField({ optional: true, description: "Agency id of the mission that took the report (lapor diri)" })
  mission?: string;

  @TextField(500, { optional: true, description: "Sealed" })
  address?: string;

  @TextField(30, { optional: true, description: "Sealed" })
  phone?: string;
}

export class StartEmployment extends JourneyCommand {
  @CountryField({ optional: true })
  country?: string;

  @CodeField(codes.SECTORS, { optional: true })
  sector?: (typeof codes.SECTORS)[number];

  @Position(true)
  position?: string;

  @DateField({ optional: true })
  contractUntil?: string;

  @TextField(200, { optional: true, description: "Name of the employer; sealed" })
  employer?: string;

  @TextField(500, { optional: true, description: "Sealed" })
  employerAddress?: string;
}

export class EndEmployment extends JourneyCommand {
  @CodeField(codes.EMPLOYMENT_ENDS)
  cause!: (typeof codes.EMPLOYMENT_ENDS)[number];
}

export class StartReturn extends JourneyCommand {
  @CodeField(codes.RETURN_CAUSES, { description: "UU 18/2017 art. 27" })
  cause!: (typeof codes.RETURN_CAUSES)[number];

  @UuidField({ optional: true, description: "Id of the repatriation, where there is one" })
  repatriation?: string;
}

export class RecordReturn extends StartReturn {
  @RegionField({ optional: true, description: "Where the migrant came to" })
  region?: string;
}

export class StartReintegration extends JourneyCommand {
  @Position(true)
  programme?: string;
}

export class CloseJourney extends JourneyCommand {
  @CodeField(codes.CLOSURES)
  reason!: (typeof codes.CLOSURES)[number];
}

export class WithdrawJourney extends JourneyCommand {
  @CodeField(codes.WITHDRAWALS)
  reason!: (typeof codes.WITHDRAWALS)[number];
}

export class PreventDeparture extends JourneyCommand {
  @CodeField(codes.PREVENTIONS)
  reason!: (typeof codes.PREVENTIONS)[number];

  @LegalGroundField()
  legalGround!: string;
}

export class FailDeparture extends JourneyCommand {
  @CodeField(codes.FAILURES)
  reason!: (typeof codes.FAILURES)[number];
}

export class ReportContactLost extends JourneyCommand {}

export class RestoreContact extends JourneyCommand {}

export class RecordDetention extends JourneyCommand {
  @CountryField({ optional: true })
  country?: string;
}

export class RecordRelease extends JourneyCommand {}

export class ReportDeath extends MigrantCommand {
  @CodeField(codes.DEATH_CAUSES)
  cause!: codes.DeathCause;

  @CountryField()
  country!: string;

  @CodeField(codes.DEATH_SOURCES)
  source!: (typeof codes.DEATH_SOURCES)[number];

  @UuidField({ optional: true, description: "Id of the person who reported it" })
  reporter?: string;

  @TextField(500, { optional: true, description: "The cause in words; sealed" })
  causeInWords?: string;

  @TextField(500, { optional: true, description: "Where exactly; sealed" })
  place?: string;
}

export class ConfirmDeath extends MigrantCommand {
  @CodeField(codes.DEATH_CAUSES, { optional: true, description: "Left out: as reported" })
  cause?: codes.DeathCause;

  @CountryField({ optional: true, description: "Left out: as reported" })
  country?: string;

  @UuidField({ optional: true, description: "Id of the file with the death certificate" })
  certificate?: string;

  @DateField({ optional: true })
  certifiedOn?: string;

  @TextField(500, { optional: true, description: "The cause in words; sealed" })
  causeInWords?: string;

  @TextField(500, { optional: true, description: "Where exactly; sealed" })
  place?: string;
}

export class WithdrawDeathReport {
  @CodeField(codes.DEATH_WITHDRAWALS)
  reason!: (typeof codes.DEATH_WITHDRAWALS)[number];

  @NarrativeField({ optional: true, description: "Free text; sealed" })
  note?: string;
}
