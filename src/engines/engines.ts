import { Mendable } from "../event-sourcing/mendable.js";
import type { Checkpoints } from "../event-sourcing/reacting/checkpoints.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import type { OneAtATime } from "../event-sourcing/reacting/one-at-a-time.js";
import type { FieldSealing } from "../event-sourcing/stored-event/personal-field.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import type { PastDays } from "../figures/past-days.js";
import type { KeyStore } from "../privacy/key-store.js";
import type { FileStore } from "../privacy/file-store.js";
import type { StoreSizes } from "./folder/sizes.js";
import type { LogLoss, WrittenLogEnds } from "./log-ends.js";
import type { LookupTokens } from "../privacy/lookup-tokens.js";
import type { OfficerIds } from "../privacy/officer-ids.js";

/** What a profile brings: one engine for each port. */
export interface Engines {
  readonly profile: "embedded" | "cluster";
  readonly eventStore: EventStore;
  /** The log of reads: a log of its own, with its own order. */
  readonly readsStore: EventStore;
  readonly readModel: ReadModel;
  readonly pastDays: PastDays;
  readonly sealing: FieldSealing;
  readonly lookupTokens: LookupTokens;
  readonly officerIds: OfficerIds;
  readonly files: FileStore;
  /** For what destroys keys, and no other: sealing goes by `sealing`. */
  readonly keys: KeyStore;
  readonly checkpoints: Checkpoints;
  readonly oneAtATime: OneAtATime;
  /** What the logs lack that they had, where that was accepted at the opening. */
  readonly losses: readonly LogLoss[];
  /** Where it is written down how far the logs had come. */
  readonly logEnds: WrittenLogEnds;
  /** Ends of its own that must be seen: a worker that died. */
  readonly failed: Promise<Error>;
  /** How much room the store takes, where it is in a folder. */
  sizes?(): Promise<StoreSizes>;
  /** Destroys keys whose time is over. */
  destroyExpiredKeys(now: string): Promise<number>;
  close(): Promise<void>;
}

/** The events are there without the keys of their personal fields. */
export class KeysMissing extends Mendable {}

/** The views are of another store, or ahead of a log that was restored, and nobody builds them again. */
export class ViewsOfOtherEvents extends Mendable {}
