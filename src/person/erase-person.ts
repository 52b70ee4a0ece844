import { ApiProperty } from "../described.js";
import { FIELD_CLASSES, type FieldClass } from "../event-sourcing/stored-event/envelope.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { command } from "../http/command.js";
import { CommandAnswer } from "../http/command-answer.js";
import { CodeField, NarrativeField, ObjectField, UuidField } from "../http/fields.js";
import { Approvals } from "./approvals.js";
import {
  ERASURE_GROUNDS,
  PersonErased,
  REQUESTERS,
  RESIDUES,
  type ErasureGround,
  type Requester,
  type Residue,
} from "./erasure.events.js";
import { assertNoRecordHeld } from "./legal-hold.js";
import { DecideNarrative, decideNarratives, type FoundNarrative } from "./narratives.js";
import { loadRecords, lookUpRecords, recordsOf, type Linked } from "./one-human-being.js";
import { subjectOf, type Person } from "./person-state.js";
import { approvedProposal, proposalOf } from "./second-officer.js";

/** What an erasure of a scope would destroy. */
export interface Found {
  /** Ids of the keys of the person's fields. */
  readonly keys: readonly string[];
  readonly files: readonly { readonly file: string; readonly blob: string; readonly key: string }[];
  /** Every narrative that names the person, and still opens. */
  readonly narratives: readonly FoundNarrative[];
}

const NOTHING: Found = { keys: [], files: [], narratives: [] };

/** Finds and destroys a person's data in keys and files; see `src/erasure`. */
export abstract class DataOfPersons {
  abstract find(person: string, scope: readonly FieldClass[]): Promise<Found>;

  /** Destroys what the event of that revision erases. False if that takes too long, or fails; it never throws. */
  abstract destroy(person: string, revision: number): Promise<boolean>;
}

export class ProposeErasure {
  @CodeField(FIELD_CLASSES, { many: true, optional: true, description: "Left out: all" })
  scope?: FieldClass[];

  @CodeField(ERASURE_GROUNDS)
  ground!: ErasureGround;

  @CodeField(REQUESTERS, { optional: true })
  requestedBy?: Requester;

  @NarrativeField({ optional: true, description: "Why; the second officer reads it" })
  reason?: string;
}

export const proposeErasure = command(ProposeErasure, {
  path: "erasure-proposals",
  summary: "Propose to erase the person, for another officer to approve",
  permission: "ERASURE_PROPOSE",
  looksUp: (modules, id): Promise<Linked> => lookUpRecords(modules, { own: [id] }),
  loads: (data) => loadRecords(data) as never,
  decide: ({ scope = [...FIELD_CLASSES], ground, requestedBy, reason, linked }, state: Person, given) => {
    assertNoRecordHeld(state, { linked }, given);
    const classes = FIELD_CLASSES.filter((each) => scope.includes(each));
    return [proposalOf("ERASURE", { scope: classes, ground, requestedBy }, reason, state, given)];
  },
});

export class ErasePerson {
  @UuidField({ description: "Id of the proposal, by another officer: it says what is erased, and on what ground" })
  proposal!: string;

  @CodeField(RESIDUES, { many: true, description: "What is left, beside what follows from the rest" })
  residue!: Residue[];

  @ObjectField(() => DecideNarrative, {
    many: true,
    optional: true,
    description: "Narratives that name only this person are destroyed, unless you decide otherwise here",
  })
  narratives?: DecideNarrative[];

  @NarrativeField({ optional: true })
  justification?: string;
}

export class ErasureAnswer extends CommandAnswer {
  @ApiProperty({ description: "False while the store of the keys does not answer: it is tried until it is done" })
  keysDestroyed!: boolean;
}

/**
 * Erases a person's fields of some classes (UU 27/2022 art. 43, 44). The event itself destroys nothing: it says what is
 * to be destroyed, so that it is done again after every start and every return of an older copy of the keys.
 */
export const erasePerson = command(ErasePerson, {
  path: "erasures",
  summary:
    "Erase the person, as another officer proposed. Facts that figures need stay, under an id that leads to no name",
  permission: "PERSON_ERASE",
  // No keys are made for a person who is not there, or whom nobody proposed to erase: the decision then says so.
  looksUp: async (modules, id, { proposal }) => {
    const approvals = modules.get(Approvals, { strict: false });
    const proposed = await approvals.proposal(id, proposal);
    const deciders = await approvals.deciders("ERASURE", id, proposal);
    const linked = await lookUpRecords(modules, { own: [id] });
    if (proposed?.act !== "ERASURE") return { deciders, found: NOTHING, ...linked };
    const data = modules.get(DataOfPersons, { strict: false });
    return { deciders, found: await data.find(id, proposed.scope ?? []), ...linked };
  },
  loads: (data) => loadRecords(data) as never,
  decide: ({ proposal, deciders, residue, narratives = [], justification, found, linked }, state: Person, given) => {
    const { id, newId, loaded } = given;
    const { scope = [], ground, requestedBy } = approvedProposal("ERASURE", proposal, deciders, given);
    assertNoRecordHeld(state, { linked }, given);
    const same = recordsOf(id, { linked }, loaded, true);
    const decided = decideNarratives(scope.includes("narrative") ? found.narratives : [], narratives, id, same);
    const left = new Set<Residue>([...residue, "PLAIN_FACTS"]);
    if (recordsOf(id, { linked }, loaded).length > 0) left.add("LINKED_RECORDS");
    if (scope.length < FIELD_CLASSES.length) left.add("OTHER_CLASSES");
    if (decided.some(({ decision }) => decision === "KEPT")) left.add("KEPT_NARRATIVES");
    const keys = [
      ...found.keys,
      ...found.files.map(({ key }) => key),
      ...decided.filter(({ decision }) => decision !== "KEPT").map(({ key }) => key),
    ];
    return [
      eventOf(PersonErased, {}, given, {
        subjects: [subjectOf(id, state)],
        facts: {
          erasure: newId(),
          proposal,
          scope,
          ground: ground!,
          requestedBy,
          residue: RESIDUES.filter((each) => left.has(each)),
          keys: [...new Set(keys)].toSorted(),
          files: found.files.map(({ file, blob }) => ({ file, blob })),
          narratives: decided,
        },
        narrative: { justification },
      }),
    ];
  },
  answers: {
    type: ErasureAnswer,
    more: async (modules, { id, revision }) => ({
      keysDestroyed: await modules.get(DataOfPersons, { strict: false }).destroy(id, revision),
    }),
  },
});
