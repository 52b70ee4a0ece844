import type { Decision } from "../event-sourcing/decider.js";
import { newEvent, type RecordOf } from "../event-sourcing/event-definition.js";
import type { EventRecord } from "../event-sourcing/event-record.js";
import { dateIn, DEFAULT_ZONE, instant } from "../event-sourcing/occurred-at.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/rejection.js";
import type {
  BreakGlass,
  ConfirmSeal,
  ReviewBrokenGlass,
  SealSubject,
  UnsealSubject,
} from "./confidentiality.commands.js";
import { GlassBroken, GlassReviewed, SealConfirmed, SubjectSealed, SubjectUnsealed } from "./confidentiality.events.js";
import { roleOf } from "./details.js";
import { PersonRegistered } from "./person.events.js";
import type { Person } from "./person-state.js";

/** How long emergency access lasts where nothing is said. */
export const DEFAULT_MINUTES = 60;

const NOT_SEALED: Rule = {
  id: "not-sealed",
  source: "[design]",
  en: "The file is not sealed",
  indonesian: "Berkas ini tidak disegel",
};

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

/** What made and confirmed the seal that stands, which may be of several: one that was lifted, or is over, is none. */
function ofStandingSeal(history: readonly EventRecord[], now: string): EventRecord[] {
  let events: EventRecord[] = [];
  let until: string | undefined;
  const isOver = (at: string) => until !== undefined && until < dateIn(DEFAULT_ZONE, at);
  for (const event of history) {
    if (event.type === SubjectUnsealed.type) events = [];
    if (event.type === SealConfirmed.type) events.push(event);
    if (event.type !== SubjectSealed.type) continue;
    if (isOver(event.recordedAt)) events = [];
    const { until: last } = event.facts as RecordOf<typeof SubjectSealed>["facts"];
    const longer = until !== undefined && last !== undefined && until > last ? until : last;
    until = events.length === 0 ? last : until === undefined ? undefined : longer;
    events.push(event);
  }
  return isOver(now) ? [] : events;
}

/** Another officer confirms a seal: one that nobody confirms in time is opened to the owner's supervisors. */
export const confirmSeal: Decision<ConfirmSeal, Person> = {
  decide: ({ note }, state, { id, now, actor, history }) => {
    const since = ofStandingSeal(history, now);
    const made = since.filter(({ type }) => type === SubjectSealed.type);
    if (made.length === 0) throw new Rejection(NOT_SEALED);
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

export const unsealSubject: Decision<UnsealSubject, Person> = {
  decide: ({ reason }, state, { id, now, history }) => {
    const last = history.findLast(({ type }) => type === SubjectSealed.type || type === SubjectUnsealed.type);
    if (last?.type !== SubjectSealed.type) throw new Rejection(NOT_SEALED);
    return [
      newEvent(SubjectUnsealed, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: instant(now),
        facts: {},
        personal: [{ person: null, class: "narrative", names: [id], values: { reason } }],
      }),
    ];
  },
};

export const breakGlass: Decision<BreakGlass, Person> = {
  decide: ({ emergency, reason, minutes = DEFAULT_MINUTES }, state, { id, now, newId }) => [
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
  ],
};

export const reviewBrokenGlass: Decision<ReviewBrokenGlass, Person> = {
  decide: ({ grant, outcome, note }, state, { id, now, actor, history }) => {
    const wanted = grant.toLowerCase();
    const broken = history.find((event) => event.type === GlassBroken.type && grantOf(event) === wanted);
    const reviewed = history.some((event) => event.type === GlassReviewed.type && grantOf(event) === wanted);
    if (!broken || reviewed) throw new Rejection(NO_SUCH_GRANT, { grant });
    if (broken.actor.id === actor.id) throw new Rejection(NOT_ONES_OWN);
    return [
      newEvent(GlassReviewed, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: instant(now),
        facts: { grant: wanted, outcome },
        personal: [{ person: null, class: "narrative", names: [id], values: { note } }],
      }),
    ];
  },
};

function grantOf({ facts }: EventRecord): string {
  return (facts as { grant: string }).grant;
}
