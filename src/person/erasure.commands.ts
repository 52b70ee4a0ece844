import { CodeField, DateField, NarrativeField, ObjectField, TextField, UuidField } from "../http/fields.js";
import {
  HOLD_GROUNDS,
  KEEPING_REASONS,
  NARRATIVE_DECISIONS,
  RESIDUES,
  type HoldGround,
  type KeepingReason,
  type NarrativeDecision,
  type Residue,
} from "./erasure.events.js";

export class PlaceLegalHold {
  @CodeField(HOLD_GROUNDS)
  ground!: HoldGround;

  @TextField(200, { optional: true, description: "Number of the order or the case; sealed" })
  reference?: string;

  @NarrativeField()
  reason!: string;

  @DateField({ optional: true, description: "The last day on which it stands; left out: until it is released" })
  until?: string;
}

export class ReleaseLegalHold {
  @UuidField({ description: "Id of the proposal, by another officer" })
  proposal!: string;

  @NarrativeField({ optional: true })
  reason?: string;
}

/** What becomes of the narratives of one event that name the person. */
export class DecideNarrative {
  @UuidField({ description: "Id of the event" })
  event!: string;

  @UuidField({ optional: true, description: "Id of the narrative's key, where the event has several" })
  key?: string;

  @CodeField(NARRATIVE_DECISIONS)
  decision!: NarrativeDecision;

  @CodeField(KEEPING_REASONS, { optional: true, description: "Of one that is KEPT" })
  justification?: KeepingReason;
}

export class ErasePersonDto {
  @UuidField({ description: "Id of the proposal, by another officer: it says what is erased, and on what ground" })
  proposal!: string;

  @CodeField(RESIDUES, { many: true, description: "What is left, beside what follows from the rest" })
  residue!: Residue[];

  @ObjectField(() => DecideNarrative, {
    many: true,
    optional: true,
    description: "Narratives that name only this person are destroyed if nothing is said of them",
  })
  narratives?: DecideNarrative[];

  @NarrativeField({ optional: true })
  justification?: string;
}
