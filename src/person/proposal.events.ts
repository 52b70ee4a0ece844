import { Type } from "typebox";
import { ERASURE_GROUNDS, REQUESTERS } from "./erasure.events.js";
import { FIELD_CLASSES } from "../event-sourcing/stored-event/envelope.js";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { grantsNothing } from "../event-sourcing/stored-event/sight.js";

/** Acts that one officer proposes and another approves; the table `FOUR_EYES` of the policy says who may. */
export const PROPOSED_ACTS = ["ERASURE", "HOLD_RELEASE", "UNSEALING"] as const;
export type ProposedAct = (typeof PROPOSED_ACTS)[number];

const Tie = Type.String({ format: "uuid", ...FIXED });

/**
 * An officer proposes an act that can't be undone. Nothing follows until another officer approves it. A correction
 * changes none of it: what is approved is what was proposed.
 */
export const ActProposed = defineEvent({
  type: "ActProposed",
  title: {
    en: "An act that needs a second officer was proposed",
    indonesian: "Tindakan yang memerlukan petugas kedua diusulkan",
  },
  sight: grantsNothing("is about a file that the office sees already"),
  facts: Type.Object({
    proposal: Tie,
    act: Type.Enum([...PROPOSED_ACTS], { ...FIXED }),
    /** Until when it can be approved; ISO 8601, UTC. */
    until: Type.String({ ...FIXED }),
    /** Id of the hold, of a HOLD_RELEASE. */
    hold: Type.Optional(Tie),
    /** Of an ERASURE, as `PersonErased` has them. */
    scope: Type.Optional(Type.Array(Type.Enum([...FIELD_CLASSES]), { ...FIXED })),
    ground: Type.Optional(Type.Enum([...ERASURE_GROUNDS], { ...FIXED })),
    requestedBy: Type.Optional(Type.Enum([...REQUESTERS], { ...FIXED })),
  }),
  personal: { narrative: ["reason"] },
});

export const proposalEvents = [ActProposed];
export type ActProposed = RecordOf<typeof ActProposed>;
