import {
  EMERGENCIES,
  EmergencyAccessReadmitted,
  GlassBroken,
  GlassReviewed,
  REVIEW_OUTCOMES,
} from "../access/confidentiality.events.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { command } from "../http/command.js";
import { CodeField, IntegerField, NarrativeField, UuidField } from "../http/fields.js";
import { decidersOn } from "./approvals.js";
import { barredUntil, custodyIn } from "./custody.js";
import { subjectOf, type Person } from "./person-state.js";
import { assertDecides } from "./second-officer.js";

/** How long emergency access lasts at most, and where the request does not say, in minutes. */
export const LONGEST_MINUTES = 480;
export const DEFAULT_MINUTES = 60;

const NO_SUCH_GRANT: Rule = {
  id: "no-such-grant",
  source: "[design]",
  en: "There is no such emergency access, or it was reviewed already",
  indonesian: "Tidak ada akses darurat ini, atau sudah ditinjau",
};

const NOT_ONES_OWN: Rule = {
  id: "own-access-reviewed",
  source: "[design] four eyes",
  en: "Nobody reviews their own emergency access",
  indonesian: "Petugas tidak dapat meninjau akses daruratnya sendiri",
};

const ACCESS_BARRED: Rule = {
  id: "emergency-access-barred",
  source: "[design] an emergency access that was not justified is not repeated",
  en:
    "An earlier emergency access of yours to this person was not justified: " +
    "a supervisor of the agency that owns the file can let you again",
  indonesian:
    "Akses darurat Anda sebelumnya dinilai tidak beralasan: " +
    "penyelia instansi pemilik berkas dapat mengizinkannya kembali",
};

const NOT_BARRED: Rule = {
  id: "not-barred",
  source: "[design]",
  en: "The officer may use emergency access to this person",
  indonesian: "Petugas ini tidak dilarang menggunakan akses darurat",
};

export class BreakGlass {
  @CodeField(EMERGENCIES)
  emergency!: (typeof EMERGENCIES)[number];

  @NarrativeField({ description: "What is at stake; the owner agency reads it" })
  reason!: string;

  @IntegerField(1, LONGEST_MINUTES, { optional: true, description: "How long; 60 minutes if left out" })
  minutes?: number;
}

export const breakGlass = command(BreakGlass, {
  path: "emergency-access",
  summary: "See a file out of your sight for a short time. The agency that owns the file is told, and reviews it",
  permission: "GLASS_BREAK",
  unseen: true,
  decide: ({ emergency, reason, minutes = DEFAULT_MINUTES }, state: Person, given) => {
    const { id, now, newId, actor, history } = given;
    const barred = barredUntil(custodyIn(history, now), actor.id, now);
    if (barred !== null) throw new Rejection(ACCESS_BARRED, { until: barred });
    const until = new Date(Date.parse(now) + minutes * 60_000).toISOString();
    return [
      eventOf(GlassBroken, {}, given, {
        subjects: [subjectOf(id, state)],
        facts: { grant: newId(), emergency, until },
        narrative: { reason },
      }),
    ];
  },
});

export class ReviewBrokenGlass {
  @UuidField()
  grant!: string;

  @CodeField(REVIEW_OUTCOMES)
  outcome!: (typeof REVIEW_OUTCOMES)[number];

  @NarrativeField({ optional: true })
  note?: string;
}

export const reviewBrokenGlass = command(ReviewBrokenGlass, {
  path: "emergency-access-reviews",
  summary: "Review the emergency access of another officer; one that was not justified ends at once",
  permission: "GLASS_REVIEW",
  looksUp: decidersOn("ACCESS_REVIEW", "grant"),
  decide: ({ grant, outcome, note, deciders }, state: Person, given) => {
    const { id, now, actor, history } = given;
    const { accesses } = custodyIn(history, now);
    const reviewed = accesses.find((each) => each.grant === grant);
    if (!reviewed || reviewed.review !== null) throw new Rejection(NO_SUCH_GRANT, { grant });
    if (reviewed.officer === actor.id) throw new Rejection(NOT_ONES_OWN);
    assertDecides(given, deciders);
    const running = accesses.filter(({ officer, until }) => officer === reviewed.officer && until > now);
    const ends = outcome === "NOT_JUSTIFIED" ? running.map((each) => each.grant) : [];
    return [
      eventOf(GlassReviewed, {}, given, {
        subjects: [subjectOf(id, state)],
        facts: { grant, outcome, ...(ends.length > 0 && { ends }) },
        narrative: { note },
      }),
    ];
  },
});

export class ReadmitToEmergencyAccess {
  @UuidField({ description: "The officer whose emergency access was not justified" })
  officer!: string;

  @NarrativeField()
  reason!: string;
}

export const readmitToEmergencyAccess = command(ReadmitToEmergencyAccess, {
  path: "emergency-access-readmissions",
  summary: "Let an officer use emergency access again, after one that was not justified",
  permission: "GLASS_READMIT",
  looksUp: decidersOn("READMISSION", "officer"),
  decide: ({ officer, reason, deciders }, state: Person, given) => {
    const { id, now, actor, history } = given;
    if (officer === actor.id) throw new Rejection(NOT_ONES_OWN);
    if (barredUntil(custodyIn(history, now), officer, now) === null) throw new Rejection(NOT_BARRED, { officer });
    assertDecides(given, deciders);
    const subjects = [subjectOf(id, state)];
    return [eventOf(EmergencyAccessReadmitted, {}, given, { subjects, facts: { officer }, narrative: { reason } })];
  },
});
