import { randomUUID } from "node:crypto";
import type { Collection, Db } from "mongodb";
import { isOfMany, type Index } from "../../event-sourcing/projecting/projection.js";
import {
  membersAt,
  valueAt,
  type DocumentChange,
  type HeldEvent,
  type OrderOutcome,
  type StoredDocument,
  type ViewCheckpoint,
} from "../../event-sourcing/projecting/view-store.js";

/**
 * One per projection, in the collection `views`: all that must change whole. Every write of it names the fencing token
 * of its writer, and one with a lower token than the last writer's changes nothing.
 */
export interface ProjectionDocument {
  /** Name of the projection. */
  readonly _id: string;
  readonly fence: number;
  /** The version that queries read; null before one is served. */
  readonly serving: number | null;
  /** Which build of it; absent: 0. */
  readonly servingBuild?: number;
  readonly discarded: readonly number[];
  readonly versions: readonly VersionState[];
  /**
   * How often this document was changed, checkpoints aside. A change names the one that it knew: a request that was
   * given up as unanswered, and arrives after all, undoes nothing that was done since.
   */
  readonly revision: number;
}

export interface VersionState {
  readonly version: number;
  /** Absent: 0. */
  readonly build?: number;
  /** As ViewStatus tells it. */
  readonly state?: "KEPT" | "CANCELLED" | null;
  /** Collection of the documents (`documentsName`). */
  readonly documents: string;
  readonly indexes: readonly Index[];
  readonly checkpoint: ViewCheckpoint | null;
  /** Events that an earlier release held here; a change of what is held writes them as documents. */
  readonly held: readonly HeldEvent[];
  /** Batches of the events that it holds (`HeldDocument`); absent: none. */
  readonly heldIn?: readonly string[];
  /** Numbers of events that it has released, written down with `pending`: they are held in no batch but one. */
  readonly releasing?: { readonly events: readonly number[]; readonly but: string | null } | null;
  /**
   * Documents of a change that released or gave up events, written down together with that, and then applied: the
   * next writer applies them again, should the first have died in between.
   */
  readonly pending: readonly PendingDocument[];
}

export type PendingDocument = Omit<IndexedDocument, "removedAt">;

/** A document of a view. A removed one stays as a tombstone, so that a late write does not bring it back. */
export interface IndexedDocument {
  readonly _id: string;
  /** JSON; null for a tombstone. */
  readonly document: string | null;
  /** Number of the last event taken. */
  readonly number: number;
  /** Revision of the change written ahead that wrote it last at that number; 0 for any other. */
  readonly rewrite: number;
  readonly begun: string | null;
  /** `f<i>`: value of the i-th index; an array for a `set`; null where there is none. */
  readonly [field: `f${number}`]: string | number | readonly string[] | null;
  /** Of a tombstone, by the server's clock. */
  readonly removedAt?: Date;
}

export const VIEWS = "views";

/** What became of an operator's order about a view, by the id of its event. The first that is written stays. */
export interface OrderDocument {
  readonly _id: string;
  readonly outcome: OrderOutcome;
}

export function orderDocuments(db: Db): Collection<OrderDocument> {
  return db.collection<OrderDocument>("viewOrders");
}

/** Whether queries read this build. */
export function isServed(
  { serving, servingBuild = 0 }: Pick<ProjectionDocument, "serving" | "servingBuild">,
  { version, build = 0 }: Pick<VersionState, "version" | "build">,
): boolean {
  return version === serving && build === servingBuild;
}

/**
 * Name of a new collection of documents: another each time, so that nothing late lands in a later version, and with the
 * token of the term in which it is made, so that a former writer takes away nothing of a later one's.
 */
export function documentsName(token: number): string {
  return `documents_${token}_${randomUUID()}`;
}

/** Token of the term in which a collection of documents was made; undefined for any other collection. */
export function madeIn(collection: string): number | undefined {
  const [, token] = /^documents_(\d+)_/.exec(collection) ?? [];
  return token === undefined ? undefined : Number(token);
}

export function projectionDocuments(db: Db): Collection<ProjectionDocument> {
  return db.collection<ProjectionDocument>(VIEWS);
}

export function documentsOf(db: Db, version: Pick<VersionState, "documents">): Collection<IndexedDocument> {
  return db.collection<IndexedDocument>(version.documents);
}

export function fieldOf(indexes: readonly Index[], field: string): { name: `f${number}`; index: Index } {
  const at = indexes.findIndex((candidate) => candidate.field === field);
  // A mistake of the query's author.
  if (at < 0) throw new TypeError(`no index on ${field}`);
  return { name: `f${at}`, index: indexes[at]! };
}

export function indexedDocument(indexes: readonly Index[], change: DocumentChange, rewrite: number): PendingDocument {
  const { id, document, meta } = change;
  const fields = indexes.map((index, i) => [`f${i}`, document ? indexed(document, index) : null] as const);
  return {
    _id: id,
    document: document === undefined ? null : JSON.stringify(document),
    number: meta.number,
    rewrite,
    begun: meta.begun,
    ...Object.fromEntries(fields),
  };
}

/** A value as an index holds it: JSON's `true` and `false` as these words, null for what can't be found. */
function indexed(document: object, index: Index): string | number | readonly string[] | null {
  const { field } = index;
  if (isOfMany(index)) {
    const members = membersAt(document, field);
    return members.length > 0 ? members : null;
  }
  const value = valueAt(document, field);
  if (typeof value === "boolean") return String(value);
  return typeof value === "string" || typeof value === "number" ? value : null;
}

export function storedDocument({ document, number, begun }: IndexedDocument): StoredDocument {
  return {
    document: document === null ? undefined : (JSON.parse(document) as object),
    meta: { number, begun },
  };
}
