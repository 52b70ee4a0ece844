import type { Checkpoint } from "../stored-event/event-store.js";
import type { Mark } from "../stored-event/mark.js";
import type { Index } from "./projection.js";

/**
 * The write side of the read model: what an engine must do for the projection runner. Only one runner writes at a
 * time. Every write of a batch goes through `commit`, one change per document.
 */
export interface ViewStore {
  /** Every stored version of every projection. */
  views(): Promise<ViewStatus[]>;
  /** Makes an empty version, beside any other of the projection. */
  create(view: View, indexes: readonly Index[], serving: boolean): Promise<void>;
  /** From now on queries read this build, and no other of the projection. The one that they read before is `KEPT`. */
  serve(view: View): Promise<void>;
  /** Stops the building of one that is not served, or lets it go on. */
  setCancelled(view: View, cancelled: boolean): Promise<void>;
  /** Removes a version with all that belongs to it. */
  drop(view: View): Promise<void>;
  /** Removes every version of a projection, and which events were given up for it. */
  forget(projection: string): Promise<void>;
  /** Documents by id, removed ones included whose meta is still kept; missing ones left out. */
  load(view: View, ids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>>;
  /** For each lookup the ids of the documents with that value. */
  findIds(view: View, lookups: readonly Lookup[]): Promise<readonly (readonly string[])[]>;
  /** A few documents at random, of those whose last event is not after `upTo`. */
  sample(view: View, count: number, upTo: number): Promise<ReadonlyMap<string, StoredDocument>>;
  /**
   * Writes documents, parked events and checkpoints. An engine with cheap transactions does it whole or not at all.
   * Another writes newly held events first, then the documents, each only over a lower `meta.number`, and the
   * checkpoints last: the runner may then be given the same events again, and skips those that a document has taken.
   * What releases or discards held events is whole or not at all everywhere.
   */
  commit(changes: readonly ViewChanges[]): Promise<void>;
  /** A page of the documents in the order of their ids, removed ones left out. @param after an id; `""`: from the start */
  page(view: View, after: string, limit: number): Promise<ReadonlyMap<string, StoredDocument>>;
  /** Ids of the orders about views that were obeyed or refused. */
  obeyed(): Promise<ReadonlySet<string>>;
  /** What became of an order; the first that is noted stays. @param order id of its event */
  noteOutcome(order: string, outcome: OrderOutcome): Promise<void>;
  /** Events that a version could not take, and those that wait behind them. */
  held(view: View): Promise<HeldEvent[]>;
  /** Numbers of the events that were given up for a projection, whatever its version. */
  discarded(projection: string): Promise<ReadonlySet<number>>;
  close(): Promise<void>;
}

/** A build of a version of a projection: its documents, and how far they are. */
export interface View {
  readonly projection: string;
  readonly version: number;
  /**
   * Which build of the version. Left out, or 0: the one that a start made. Any other was ordered, and its number is the
   * revision of that order in the stream `store`.
   */
  readonly build?: number;
}

export function isSame(a: View, b: View): boolean {
  return a.projection === b.projection && a.version === b.version && (a.build ?? 0) === (b.build ?? 0);
}

/** `<version>.<build>`: how a build of a projection is named to operators. */
export function buildName({ version, build = 0 }: Omit<View, "projection">): string {
  return `${version}.${build}`;
}

export interface ViewStatus extends View {
  /** Queries read it. */
  readonly serving: boolean;
  /**
   * `KEPT`: it was read before the one that is served, and is kept to go back to. `CANCELLED`: nobody builds it on.
   * Absent for one that is served, or is built.
   */
  readonly state?: "KEPT" | "CANCELLED";
  readonly indexes: readonly Index[];
  /** Null before the first event. */
  readonly checkpoint: ViewCheckpoint | null;
}

export interface ViewCheckpoint extends Checkpoint {
  /** `recordedAt` of the last event taken; null when it could not be read. */
  readonly recordedAt: string | null;
  /** The last event taken; absent where an earlier release stored it, and nothing tells of which log the view is. */
  readonly mark?: Mark | null;
}

/** What became of an order about a view. */
export interface OrderOutcome {
  readonly done: boolean;
  /** Why it was not done. */
  readonly reason?: string;
  /** Of an order to verify. */
  readonly verified?: Verification;
}

/** A build compared with a fold of the log that shares nothing with how it was built. */
export interface Verification {
  /** Documents that were compared. */
  readonly documents: number;
  /** Number of the last event that both had taken at the end. */
  readonly upTo: number;
  /** How many documents differ. */
  readonly differing: number;
  /** The first of them. */
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly document: string;
  /** The subject of the first event that speaks of the document; null where none does. */
  readonly subject: string | null;
  readonly what: "MISSING" | "EXTRA" | "OTHER";
}

/** What the runner must know of a document beside what it says. */
export interface DocumentMeta {
  /** Number of the last event taken. */
  readonly number: number;
  /**
   * The latest beginning (`occurredAt.earliest`) of all events taken; null where order in the world does not matter.
   */
  readonly begun: string | null;
}

export interface StoredDocument {
  /** Undefined for one that was removed. */
  readonly document: object | undefined;
  readonly meta: DocumentMeta;
}

export interface DocumentChange extends StoredDocument {
  readonly id: string;
}

export interface Lookup {
  readonly field: string;
  readonly value: string | number;
}

/** An event that a projection could not take, or one that waits behind it. */
export interface HeldEvent {
  readonly event: number;
  /** The parked subject behind which it stands. */
  readonly subject: string;
  /** The subject that orders this event itself: another one when it stands behind an unreadable event of its stream. */
  readonly own: string;
  readonly stream: string;
  readonly revision: number;
  /** Why the event could not be taken; null for one that waits. */
  readonly error: string | null;
}

/** All that a batch changes in one version. */
export interface ViewChanges {
  readonly view: View;
  /**
   * The documents hold what was made of opened fields: what they lose leaves the disk, where an engine can see to it.
   */
  readonly opened?: true;
  readonly documents: readonly DocumentChange[];
  readonly checkpoint: ViewCheckpoint | null;
  /** New or changed. */
  readonly held: readonly HeldEvent[];
  /** Numbers of events that are held no more. */
  readonly released: readonly number[];
  /** Numbers of events given up. */
  readonly discarded: readonly number[];
}

/** Paths stand in declarations: there are few, and each is asked for with every document. */
const steps = new Map<string, readonly string[]>();

function stepsOf(path: string): readonly string[] {
  let found = steps.get(path);
  if (found === undefined) steps.set(path, (found = path.split(".")));
  return found;
}

/** The value at a path (`a.b`) of a document. */
export function valueAt(document: object, path: string): unknown {
  let value: unknown = document;
  for (const name of stepsOf(path)) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** The texts of a `set` field, each once. */
export function membersAt(document: object, path: string): string[] {
  const value = valueAt(document, path);
  return Array.isArray(value) ? [...new Set(value.filter((member) => typeof member === "string"))] : [];
}
