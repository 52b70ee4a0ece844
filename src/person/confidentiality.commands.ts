import { CodeField, DateField, FlagField, IntegerField, NarrativeField, UuidField } from "../http/fields.js";
import { EMERGENCIES, REVIEW_OUTCOMES, SEALING_GROUNDS } from "../access/confidentiality.events.js";

/** Longest that emergency access lasts, in minutes. */
export const LONGEST_MINUTES = 480;

export class SealSubject {
  @CodeField(SEALING_GROUNDS)
  ground!: (typeof SEALING_GROUNDS)[number];

  @UuidField({ optional: true, many: true, description: "Officers who see it still; you are one of them" })
  officers?: string[];

  @DateField({ optional: true, description: "Last day, in Jakarta; left out: until it is lifted" })
  until?: string;

  @FlagField({
    optional: true,
    description:
      "An investigator states that the agency that registered the person is suspected: the national desk takes the place of its supervisors",
  })
  ownerSuspected?: boolean;

  @NarrativeField({ optional: true })
  reason?: string;
}

export class ConfirmSeal {
  @NarrativeField({ optional: true })
  note?: string;
}

export class UnsealSubject {
  @UuidField({ description: "Id of the proposal, by another officer" })
  proposal!: string;

  @NarrativeField({ optional: true })
  reason?: string;
}

export class BreakGlass {
  @CodeField(EMERGENCIES)
  emergency!: (typeof EMERGENCIES)[number];

  @NarrativeField({ description: "What is at stake; the owner agency reads it" })
  reason!: string;

  @IntegerField(1, LONGEST_MINUTES, { optional: true, description: "How long; 60 minutes if left out" })
  minutes?: number;
}

export class ReviewBrokenGlass {
  @UuidField()
  grant!: string;

  @CodeField(REVIEW_OUTCOMES)
  outcome!: (typeof REVIEW_OUTCOMES)[number];

  @NarrativeField({ optional: true })
  note?: string;
}

export class ReadmitToEmergencyAccess {
  @UuidField({ description: "The officer whose emergency access was not justified" })
  officer!: string;

  @NarrativeField()
  reason!: string;
}
