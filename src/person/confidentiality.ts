import type { Deciders } from "../agency/deciders.js";
import type { Decision } from "../event-sourcing/deciding/decider.js";
import { newEvent } from "../event-sourcing/stored-event/event-definition.js";
import { dateIn, DEFAULT_ZONE, instant } from "../event-sourcing/stored-event/occurred-at.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type {
  BreakGlass,
  ConfirmSeal,
  ReadmitToEmergencyAccess,
  ReviewBrokenGlass,
  SealSubject,
  UnsealSubject,
} from "./confidentiality.commands.js";
import {
  EmergencyAccessReadmitted,
  GlassBroken,
  GlassReviewed,
  SealConfirmed,
  SubjectSealed,
  SubjectUnsealed,
} from "../access/confidentiality.events.js";
import { barredUntil, custodyIn, ofStandingSeal } from "./custody.js";
import { roleOf } from "./details.js";
import { PersonRegistered } from "./person.events.js";
import type { Person } from "./person-state.js";
import { approvedProposal, assertDecides, assertSealed } from "./second-officer.js";

/** How long emergency access lasts where nothing is said. */
export const DEFAULT_MINUTES = 60;

const NOT_YOURS_TO_SEAL: Rule = {
  id: "seal-not-yours",
  source: "[design] a seal is no weapon",
  en: "The file of another agency is sealed by its supervisors, or by an investigator",
  indonesian: "Berkas instansi lain hanya dapat disegel oleh supervisornya atau oleh penyidik",
};

const NOT_FOR_YOU_TO_SUSPECT: Rule = {
  id: "owner-suspected-by-investigator",
  source: "[design] a seal is no weapon",
  en: "Only an investigator states that the owner of a file is suspected",
  indonesian: "Hanya penyidik yang dapat menyatakan bahwa instansi pemilik berkas dicurigai",
};

const SEAL_CONFIRMED: Rule = {
  id: "seal-confirmed",
  source: "[design] four eyes",
  en: "The seal has been confirmed already",
  indonesian: "Segel sudah dikonfirmasi",
};

const NOT_ONES_OWN_SEAL: Rule = {
  id: "own-seal-confirmed",
  source: "[design] four eyes",
  en: "Nobody confirms a seal that they made themselves",
  indonesian: "Petugas tidak dapat mengonfirmasi segel yang dibuatnya sendiri",
};

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

/**
 * Seals a file. Whose file it is, who registered the person says: who only sees it, by region or work, could shut its
 * owner out.
 */
export const sealSubject: Decision<SealSubject, Person> = {
  decide: ({ ground, officers = [], reason, until, ownerSuspected = false }, state, { id, now, actor, history }) => {
    const owner = history.find(({ type }) => type === PersonRegistered.type)?.actor.agency ?? null;
    const investigates = actor.role === "INVESTIGATOR";
    if (actor.agency !== owner && !investigates) throw new Rejection(NOT_YOURS_TO_SEAL);
    if (ownerSuspected && !investigates) throw new Rejection(NOT_FOR_YOU_TO_SUSPECT);
    if (until !== undefined && until < dateIn(DEFAULT_ZONE, now))
      throw new InvalidField("invalid-field", "until", "lies in the past");
    return [
      newEvent(SubjectSealed, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: instant(now),
        facts: {
          ground,
          officers: officers.map((officer) => officer.toLowerCase()),
          ...(owner !== null && { owner }),
          ...(ownerSuspected && { ownerSuspected }),
          ...(until !== undefined && { until }),
        },
        personal: [{ person: null, class: "narrative", names: [id], values: { reason } }],
      }),
    ];
  },
};

/** Another officer confirms a seal: one that nobody confirms in time is opened to the owner's supervisors. */
export const confirmSeal: Decision<ConfirmSeal, Person> = {
  decide: ({ note }, state, { id, now, actor, history }) => {
    const since = ofStandingSeal(history, now);
    const made = since.filter(({ type }) => type === SubjectSealed.type);
    assertSealed({ history, now });
    if (since.some(({ type }) => type === SealConfirmed.type)) throw new Rejection(SEAL_CONFIRMED);
    if (made.some((seal) => seal.actor.id === actor.id)) throw new Rejection(NOT_ONES_OWN_SEAL);
    return [
      newEvent(SealConfirmed, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: instant(now),
        facts: {},
        personal: [{ person: null, class: "narrative", names: [id], values: { note } }],
      }),
    ];
  },
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
    const until = barredUntil(custodyIn(history, now), actor.id, now);
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
    const { accesses } = custodyIn(history, now);
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
    if (barredUntil(custodyIn(history, now), officer, now) === null) throw new Rejection(NOT_BARRED, { officer });
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
