import type { Decision } from "../event-sourcing/decider.js";
import { newEvent } from "../event-sourcing/event-definition.js";
import type { EventRecord } from "../event-sourcing/event-record.js";
import { instant } from "../event-sourcing/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/rejection.js";
import type { BreakGlass, ReviewBrokenGlass, SealSubject, UnsealSubject } from "./confidentiality.commands.js";
import { GlassBroken, GlassReviewed, SubjectSealed, SubjectUnsealed } from "./confidentiality.events.js";
import { roleOf } from "./details.js";
import type { Person } from "./person-state.js";

/** How long emergency access lasts where nothing is said. */
export const DEFAULT_MINUTES = 60;

const NOT_SEALED: Rule = {
  id: "not-sealed",
  source: "[design]",
  en: "The file is not sealed",
  indonesian: "Berkas ini tidak disegel",
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
