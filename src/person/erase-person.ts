import type { Deciders } from "../agency/deciders.js";
import type { Decision } from "../event-sourcing/deciding/decider.js";
import { FIELD_CLASSES } from "../event-sourcing/stored-event/envelope.js";
import { newEvent } from "../event-sourcing/stored-event/event-definition.js";
import { instant } from "../event-sourcing/stored-event/occurred-at.js";
import { roleOf } from "./details.js";
import type { Person } from "./person-state.js";
import type { DecideNarrative } from "./erasure.commands.js";
import { approvedProposal } from "./second-officer.js";
import { PersonErased, RESIDUES, type Residue } from "./erasure.events.js";
import { assertNotHeld } from "./legal-hold.js";
import { decideNarratives, type FoundNarrative } from "./narratives.js";

/** What an erasure of a scope would destroy; see `found.ts`. */
export interface Found {
  /** Ids of the keys of the person's fields. */
  readonly keys: readonly string[];
  readonly files: readonly { readonly file: string; readonly blob: string; readonly key: string }[];
  /** Every narrative that names the person, and still opens. */
  readonly narratives: readonly FoundNarrative[];
}

export interface ErasePerson {
  /** Id of what another officer proposed: scope and ground stand there. */
  readonly proposal: string;
  readonly deciders?: Deciders | undefined;
  readonly residue: readonly Residue[];
  readonly narratives: readonly DecideNarrative[];
  readonly justification?: string | undefined;
  readonly found: Found;
}

/**
 * Erases a person's fields of some classes (UU 27/2022 art. 43, 44). Nothing is destroyed by the event itself: it says
 * what is to be, so that it is done again after every start and every return of an older copy of the keys.
 */
export const erasePerson: Decision<ErasePerson, Person> = {
  decide: ({ proposal, deciders, residue, narratives, justification, found }, state, given) => {
    const { id, now, newId } = given;
    const approved = approvedProposal("ERASURE", proposal, deciders, given);
    const { scope = [], ground, requestedBy } = approved;
    assertNotHeld(state, now);
    const decided = decideNarratives(scope.includes("narrative") ? found.narratives : [], narratives, id);
    const left = new Set<Residue>([...residue, "PLAIN_FACTS"]);
    if (scope.length < FIELD_CLASSES.length) left.add("OTHER_CLASSES");
    if (decided.some(({ decision }) => decision === "KEPT")) left.add("KEPT_NARRATIVES");
    const keys = [
      ...found.keys,
      ...found.files.map(({ key }) => key),
      ...decided.filter(({ decision }) => decision !== "KEPT").map(({ key }) => key),
    ];
    return [
      newEvent(PersonErased, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: instant(now),
        facts: {
          erasure: newId(),
          proposal: approved.id,
          scope,
          ground: ground!,
          ...(requestedBy !== undefined && { requestedBy }),
          residue: RESIDUES.filter((each) => left.has(each)),
          keys: [...new Set(keys)].toSorted(),
          files: found.files.map(({ file, blob }) => ({ file, blob })),
          narratives: decided,
        },
        personal: [{ person: null, class: "narrative", names: [id], values: { justification } }],
      }),
    ];
  },
};
