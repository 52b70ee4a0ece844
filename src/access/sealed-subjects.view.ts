import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { SealConfirmed, SubjectSealed, SubjectUnsealed } from "./confidentiality.events.js";

/** A person whose file is sealed, and who sees it still. */
export interface SealedSubject {
  readonly id: string;
  /** Officers whom the seal names, and the one who sealed it. */
  readonly officers: readonly string[];
  /** The agency that sealed it: its supervisors see it too, but for those of an owner that is suspected. */
  readonly agencies: readonly string[];
  /** The agency that registered the person; null where that is not known. */
  readonly owner: string | null;
  /** The national desk takes the place of the owner's supervisors. */
  readonly ownerSuspected: boolean;
  /** Who made the seal that stands, first, and when: ISO 8601, UTC. */
  readonly by: { readonly officer: string; readonly agency: string | null };
  readonly at: string;
  /** Last day, in Jakarta; null until it is lifted. */
  readonly until: string | null;
  /** Another officer, who confirmed it, and when. */
  readonly confirmed: { readonly officer: string; readonly at: string } | null;
  /** Who is told that there is a seal: `agency:<uuid>` for its supervisors, `desk` for those of the national desk. */
  readonly noticed: readonly string[];
}

/** Who is told of a seal beside the owner: of one that is not confirmed, once that is late. */
export const DESK = "desk";

interface SealFacts {
  readonly officers: readonly string[];
  readonly owner?: string;
  readonly ownerSuspected?: boolean;
  readonly until?: string;
}

/** Sealed persons only, so that asking about many who aren't costs little. */
export const sealedSubjectsView: Projection<SealedSubject> = {
  name: "sealed-subjects",
  version: 3,
  types: [SubjectSealed.type, SealConfirmed.type, SubjectUnsealed.type],
  order: "recorded",
  indexes: [
    { field: "noticed", type: "set" },
    { field: "at", type: "text" },
  ],
  // Why a file was sealed may be corrected; who sees it is not changed by that.
  ids: (event) => (event.corrects === null ? [splitStream(event.stream)[1]] : []),
  evolve(document, event, id) {
    if (event.type === SubjectUnsealed.type) return undefined;
    if (event.type !== SealConfirmed.type) return withNoticed(sealed(document, event, id));
    return document && withNoticed({ ...document, confirmed: { officer: event.actor.id, at: event.recordedAt } });
  },
};

/** Whether a seal stands at a moment (ISO 8601): its last day is a day of Jakarta. */
export function stands({ until }: Pick<SealedSubject, "until">, at: string): boolean {
  return until === null || until >= dateIn(DEFAULT_ZONE, at);
}

/**
 * A seal on a sealed file lets in more officers, and stands as long as either does; since when, and whose, is the
 * first's.
 */
function sealed(document: SealedSubject | undefined, { facts, actor, recordedAt }: EventRecord, id: string) {
  const { officers, owner = null, ownerSuspected = false, until = null } = facts as unknown as SealFacts;
  // One whose last day is over is no seal any more: neither its officers nor who confirmed it count for the next.
  const before = (document && stands(document, recordedAt) ? document : undefined) ?? {
    officers: [],
    agencies: [],
    ownerSuspected: false,
    by: { officer: actor.id, agency: actor.agency },
    at: recordedAt,
    until,
    confirmed: null,
  };
  return {
    ...before,
    id,
    officers: [...new Set([...before.officers, ...officers, actor.id])],
    agencies: [...new Set([...before.agencies, ...(actor.agency === null ? [] : [actor.agency])])],
    owner,
    ownerSuspected: before.ownerSuspected || ownerSuspected,
    until: before.until === null || until === null ? null : before.until > until ? before.until : until,
  };
}

function withNoticed(seal: Omit<SealedSubject, "noticed">): SealedSubject {
  const { owner, ownerSuspected, confirmed } = seal;
  const agencies = ownerSuspected ? seal.agencies.filter((each) => each !== owner) : seal.agencies;
  const noticed = new Set(agencies);
  if (owner !== null && !ownerSuspected) noticed.add(owner);
  const desk = ownerSuspected || confirmed === null;
  return { ...seal, agencies, noticed: [...[...noticed].map((agency) => `agency:${agency}`), ...(desk ? [DESK] : [])] };
}
