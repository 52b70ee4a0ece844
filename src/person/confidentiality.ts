import type { Deciders } from "../agency/deciders.js";
import type { Decision } from "../event-sourcing/decider.js";
import { newEvent } from "../event-sourcing/event-definition.js";
import { instant } from "../event-sourcing/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/rejection.js";
import type {
  BreakGlass,
  ReadmitToEmergencyAccess,
  ReviewBrokenGlass,
  SealSubject,
  UnsealSubject,
} from "./confidentiality.commands.js";
import {
  EmergencyAccessReadmitted,
  GlassBroken,
  GlassReviewed,
  SubjectSealed,
  SubjectUnsealed,
} from "./confidentiality.events.js";
import { barredUntil, custodyIn } from "./custody.js";
import { roleOf } from "./details.js";
import type { Person } from "./person-state.js";
import { approvedProposal, assertDecides, assertSealed } from "./second-officer.js";

/** How long emergency access lasts where nothing is said. */
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
  en: "An earlier emergency access of yours to this person was not justified: a supervisor of the agency that owns the file can let you again",
  indonesian:
    "Akses darurat Anda sebelumnya dinilai tidak beralasan: penyelia instansi pemilik berkas dapat mengizinkannya kembali",
};

const NOT_BARRED: Rule = {
  id: "not-barred",
  source: "[design]",
  en: "The officer may use emergency access to this person",
  indonesian: "Petugas ini tidak dilarang menggunakan akses darurat",
};

export const sealSubject: Decision<SealSubject, Person> = {
  decide: ({ ground, officers = [], reason }, state, { id, now }) => [
    newEvent(SubjectSealed, {
      subjects: [{ person: id, role: roleOf(state) }],
      occurredAt: instant(now),
      facts: { ground, officers: officers.map((officer) => officer.toLowerCase()) },
      personal: [{ person: null, class: "narrative", names: [id], values: { reason } }],
    }),
  ],
};

/** Carries out what another officer proposed. */
export const unsealSubject: Decision<UnsealSubject & { readonly deciders?: Deciders }, Person> = {
  decide: ({ proposal, reason, deciders }, state, given) => {
    const { id, now } = given;
    const approved = approvedProposal("UNSEALING", proposal, deciders, given);
    assertSealed(given);
    return [
      newEvent(SubjectUnsealed, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: instant(now),
        facts: { proposal: approved.id },
        personal: [{ person: null, class: "narrative", names: [id], values: { reason } }],
      }),
    ];
  },
};

export const breakGlass: Decision<BreakGlass, Person> = {
  decide: ({ emergency, reason, minutes = DEFAULT_MINUTES }, state, { id, now, newId, actor, history }) => {
    const until = barredUntil(custodyIn(history), actor.id, now);
    if (until !== null) throw new Rejection(ACCESS_BARRED, { until });
    return [
      newEvent(GlassBroken, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: instant(now),
        facts: {
          grant: newId(),
          emergency,
          until: new Date(Date.parse(now) + minutes * 60_000).toISOString(),
        },
        personal: [{ person: null, class: "narrative", names: [id], values: { reason } }],
      }),
    ];
  },
};

export const reviewBrokenGlass: Decision<ReviewBrokenGlass & { readonly deciders?: Deciders }, Person> = {
  decide: ({ grant, outcome, note, deciders }, state, given) => {
    const { id, now, actor, history } = given;
    const { accesses } = custodyIn(history);
    const broken = accesses.find((each) => each.grant === grant.toLowerCase());
    if (!broken || broken.review !== null) throw new Rejection(NO_SUCH_GRANT, { grant });
    if (broken.officer === actor.id) throw new Rejection(NOT_ONES_OWN);
    assertDecides(given, deciders);
    const running = accesses.filter(({ officer, until }) => officer === broken.officer && until > now);
    const ends = outcome === "NOT_JUSTIFIED" ? running.map((each) => each.grant) : [];
    return [
      newEvent(GlassReviewed, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: instant(now),
        facts: { grant: broken.grant, outcome, ...(ends.length > 0 && { ends }) },
        personal: [{ person: null, class: "narrative", names: [id], values: { note } }],
      }),
    ];
  },
};

export const readmitToEmergencyAccess: Decision<ReadmitToEmergencyAccess & { readonly deciders?: Deciders }, Person> = {
  decide: ({ officer: given, reason, deciders }, state, { id, now, actor, history }) => {
    const officer = given.toLowerCase();
    if (officer === actor.id) throw new Rejection(NOT_ONES_OWN);
    if (barredUntil(custodyIn(history), officer, now) === null) throw new Rejection(NOT_BARRED, { officer });
    assertDecides({ actor }, deciders);
    return [
      newEvent(EmergencyAccessReadmitted, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: instant(now),
        facts: { officer },
        personal: [{ person: null, class: "narrative", names: [id], values: { reason } }],
      }),
    ];
  },
};
