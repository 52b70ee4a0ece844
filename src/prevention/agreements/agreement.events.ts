import { Type } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../../event-sourcing/stored-event/event-definition.js";
import { grantsNothing } from "../../event-sourcing/stored-event/sight.js";
import { defineWithdrawal } from "../../event-sourcing/stored-event/withdrawal.js";
import { DueDate, PastDate, Region, Uuid } from "../../facts/shapes.js";
import { BEGUN_AS, COMMITMENT_KINDS, DROP_REASONS, MOVES_TO, TASK_UNITS } from "./codes.js";

const AGREEMENTS_ARE_OPEN = grantsNothing("what agencies agreed is about nobody's file");

/** Agencies met, to coordinate (rapat koordinasi). When they did is the time of the event, as far as it is known. */
export const MeetingRecorded = defineEvent({
  type: "MeetingRecorded",
  title: { en: "A coordination meeting was recorded", indonesian: "Rapat koordinasi dicatat" },
  sight: AGREEMENTS_ARE_OPEN,
  facts: Type.Object({
    units: Type.Array(Type.Enum([...TASK_UNITS]), { minItems: 1, uniqueItems: true }),
    /** Agencies that took part. */
    parties: Type.Array(Uuid, { ...FIXED, minItems: 1 }),
    /** Where what they agreed is to hold. */
    region: Type.Optional(Region),
  }),
  personal: { narrative: ["topic", "note"] },
});

/** An agency took something on (komitmen, kesepakatan). */
export const CommitmentMade = defineEvent({
  type: "CommitmentMade",
  title: { en: "An agency made a commitment", indonesian: "Instansi membuat komitmen" },
  sight: AGREEMENTS_ARE_OPEN,
  facts: Type.Object({
    commitment: Uuid,
    kind: Type.Enum([...COMMITMENT_KINDS]),
    /** The agency that took it on. */
    owner: Uuid,
    /** The last day on which it is not overdue, in the zone of the owner. */
    due: Type.Optional(DueDate),
    status: Type.Enum([...BEGUN_AS], { ...FIXED }),
  }),
  personal: { narrative: ["what", "note"] },
  withdrawable: true,
});

export const CommitmentStatusRecorded = defineEvent({
  type: "CommitmentStatusRecorded",
  title: { en: "The status of a commitment was recorded", indonesian: "Status komitmen dicatat" },
  sight: AGREEMENTS_ARE_OPEN,
  facts: Type.Object({
    commitment: Uuid,
    status: Type.Enum([...MOVES_TO], { ...FIXED }),
    /** The day on which it came to be so, where that is known. */
    on: Type.Optional(PastDate),
    /** Why it was dropped. */
    reason: Type.Optional(Type.Enum([...DROP_REASONS], { ...FIXED })),
  }),
  personal: { narrative: ["note"] },
  withdrawable: true,
});

/** A commitment, or a status of one, that was recorded by mistake. */
export const AgreementStepWithdrawn = defineWithdrawal(
  "AgreementStepWithdrawn",
  { en: "A step of an agreement was withdrawn", indonesian: "Langkah kesepakatan ditarik kembali" },
  {},
);

export const agreementEvents = [MeetingRecorded, CommitmentMade, CommitmentStatusRecorded, AgreementStepWithdrawn];
export type AgreementEvent = RecordOf<(typeof agreementEvents)[number]>;
