import { Type } from "typebox";
import type { FieldClass } from "./envelope.js";
import type { EventRecord } from "./event-record.js";
import { ANY_PERSONAL_FIELD, defineEvent, type RecordOf } from "./event-definition.js";
import type { JsonObject } from "./json.js";
import type { ReportedTime } from "./occurred-at.js";
import type { OpenField } from "./personal-field.js";
import { grantsNothing } from "./sight.js";

/** A time in the world, as facts hold it. */
export const OccurredAtSchema = Type.Object(
  {
    earliest: Type.Union([Type.String(), Type.Null()]),
    latest: Type.Union([Type.String(), Type.Null()]),
    precision: Type.String(),
    zone: Type.String(),
    conflict: Type.Boolean(),
  },
  // What it is of happened before it was recorded (I11).
  { additionalProperties: false, happened: true },
);

/** What a correction says of its own reason; it is no field of the corrected event. */
export const EXPLANATION = "explanation";

/**
 * Corrects facts, personal fields or the time of an earlier event of the same stream, which the envelope's `corrects`
 * names. What is corrected is read as corrected from then on; what was stored stays as it was.
 */
export const FactCorrected = defineEvent({
  type: "FactCorrected",
  title: { en: "A recorded fact was corrected", indonesian: "Fakta yang tercatat dikoreksi" },
  narrows: true,
  // A correction is read with what the type that it corrects declares of places and agencies.
  sight: grantsNothing("who corrects what others recorded sees no more by that"),
  facts: Type.Object({
    /** Type of the corrected event. */
    correctedType: Type.String(),
    reason: Type.Union(["MISREPORTED", "MISTYPED", "NEW_EVIDENCE", "WRONG_PERSON"].map((code) => Type.Literal(code))),
    /** Plain facts by name, with their values as they should have been. */
    facts: Type.Record(Type.String(), Type.Unknown()),
    occurredAt: Type.Optional(OccurredAtSchema),
    /**
     * Whether the last sealed part is the explanation of the correction. It is no reading of the corrected event, and
     * nothing else tells without its key.
     */
    explained: Type.Boolean(),
    /** Id of an earlier correction of the same event that was wrong itself: this one takes its place. */
    correctsAgain: Type.Optional(Type.String()),
  }),
  // A correction may replace any personal field that the corrected type has; its command checks that.
  personal: ANY_PERSONAL_FIELD,
});
export type FactCorrected = RecordOf<typeof FactCorrected>;

/** The type of an event; of a correction, the one that it corrects. */
export function typeRead({ type, facts }: { readonly type: string; readonly facts: object }): string {
  return type === FactCorrected.type ? (facts as FactCorrected["facts"]).correctedType : type;
}

/** The sealed parts that say how the corrected event is read. */
export function partsOfReading({ sealed, facts }: Pick<FactCorrected, "sealed" | "facts">): FactCorrected["sealed"] {
  return facts.explained ? sealed.slice(0, -1) : sealed;
}

export interface CorrectFact {
  /** Id of the event to correct, or of a correction of it that is wrong itself. */
  readonly event: string;
  readonly reason: FactCorrected["facts"]["reason"];
  readonly facts?: JsonObject | undefined;
  /** Personal fields by class; each stays that of the person whose field it was. */
  readonly personal?: { readonly [C in FieldClass]?: { readonly [path: string]: string } } | undefined;
  readonly occurred?: ReportedTime | undefined;
  readonly explanation?: string | undefined;
  /**
   * Whom the narratives of the correction name, of those whom they named before or the event concerns; left out: all of
   * them. A narrative rewritten without somebody names them no more, and outlives their erasure.
   */
  readonly names?: readonly string[] | undefined;
}

/** What completing a correction may use. */
export interface CorrectionGiven {
  /** ISO 8601, UTC. */
  readonly now: string;
  readonly open: OpenField;
  /** All events of the stream. */
  readonly recorded: readonly EventRecord[];
}
