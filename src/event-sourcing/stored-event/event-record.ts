import type { Envelope, PersonalFields } from "./envelope.js";
import type { JsonObject } from "./json.js";
import type { SightDeclaration } from "./sight.js";

/**
 * An event as state and views read it: the stored envelope, its facts upcast to the present schema, and where a
 * later correction applies, as corrected.
 */
export interface EventRecord<Type extends string = string, Facts = JsonObject> extends Envelope<Type, Facts> {
  /** Place in the global order, in this engine: `RawEvent.number`. */
  readonly number: number;
  /** SHA-256 (base64url) of the stored bytes. */
  readonly hash: string;
  /** The fields that its sealed parts may hold, by class: what a part does hold, only its key tells. */
  readonly mayHold: PersonalFields;
  /** Names of its facts that no answer shows (`UNSHOWN`); left out where there are none. */
  readonly unshown?: readonly string[];
  /** Ids of the corrections that this reading of the event includes, oldest first. */
  readonly correctedBy: readonly string[];
  /** Number of the newest event in this reading: of its last correction, or its own. */
  readonly readAsOf: number;
  /**
   * What its type declares of sight; of a correction, what the corrected type does, as far as a correction grants it.
   */
  readonly sight: SightDeclaration;
}
