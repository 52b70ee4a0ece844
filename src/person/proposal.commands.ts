import { ERASURE_GROUNDS, REQUESTERS, type ErasureGround, type Requester } from "./erasure.events.js";
import { FIELD_CLASSES, type FieldClass } from "../event-sourcing/stored-event/envelope.js";
import { CodeField, NarrativeField, UuidField } from "../http/fields.js";

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

export class ProposeHoldRelease {
  @UuidField({ description: "Id of the hold, as the person's file shows it" })
  hold!: string;

  @NarrativeField({ description: "Why it need not stand any more; the second officer reads it" })
  reason!: string;
}

export class ProposeUnsealing {
  @NarrativeField({ description: "Why it need not be sealed any more; the second officer reads it" })
  reason!: string;
}
