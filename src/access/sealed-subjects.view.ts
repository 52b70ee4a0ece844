import { splitStream } from "../event-sourcing/decider.js";
import type { Projection } from "../event-sourcing/projection.js";
import { SubjectSealed, SubjectUnsealed } from "../person/confidentiality.events.js";

/** A person whose file is sealed, and who sees it still. */
export interface SealedSubject {
  readonly id: string;
  /** Officers whom the seal names, and the one who sealed it. */
  readonly officers: readonly string[];
  /** The agency that sealed it: its supervisors see it too. */
  readonly agencies: readonly string[];
}

/** Sealed persons only, so that asking about many who aren't costs little. */
export const sealedSubjectsView: Projection<SealedSubject> = {
  name: "sealed-subjects",
  version: 1,
  types: [SubjectSealed.type, SubjectUnsealed.type],
  order: "recorded",
  indexes: [],
  // Why a file was sealed may be corrected; who sees it is not changed by that.
  ids: (event) => (event.corrects === null ? [splitStream(event.stream)[1]] : []),
  evolve(document, event, id) {
    if (event.type === SubjectUnsealed.type) return undefined;
    const { officers } = event.facts as { officers: readonly string[] };
    const before = document ?? { id, officers: [], agencies: [] };
    return {
      id,
      officers: [...new Set([...before.officers, ...officers, event.actor.id])],
      agencies: [...new Set([...before.agencies, ...(event.actor.agency === null ? [] : [event.actor.agency])])],
    };
  },
};
