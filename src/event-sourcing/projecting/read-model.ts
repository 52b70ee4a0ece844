import type { Cell } from "./count-index.js";
import type { HeldEvent, OrderOutcome, ViewStatus } from "./view-store.js";

/** The read-model port, as queries see it: narrow, so that every engine can keep it. */
export interface ReadModel {
  get<D extends object>(projection: string, id: string): Promise<D | undefined>;
  /** Documents by id, in the order asked for, missing ones left out. */
  getMany<D extends object>(projection: string, ids: readonly string[]): Promise<D[]>;
  find<D extends object>(projection: string, query: Query): Promise<Page<D>>;
  /**
   * Of many texts those that a set field of some document holds, so that few are asked for beside other conditions. An
   * engine that can't tell this for little gives them all.
   */
  heldTexts(projection: string, field: string, texts: readonly string[]): Promise<readonly string[]>;
  /** Number of documents, by value of a declared field where one is named (key `""`: no value). */
  count(
    projection: string,
    where: readonly Condition[],
    groupBy?: string,
  ): Promise<{ readonly [value: string]: number }>;
  /**
   * Number of documents by the values of declared fields, read off the narrowest declared count that has all fields
   * asked about: nothing is gone through document by document. Cells come in no certain order.
   * @throws TypeError where no count has them all
   */
  cells(projection: string, query: CellsQuery): Promise<readonly Cell[]>;
  /** How far a projection has come. @throws UnknownProjection */
  freshness(projection: string): Promise<Freshness>;
  /** Resolves once the projection (all, when none is named) has taken the event; false when the time is up first. */
  waitFor(number: number, timeoutMs: number, projection?: string): Promise<boolean>;
  /**
   * How far a projection is known to have come, without a look: no less than whoever waited for it was told. Undefined
   * where that is not known, as others may keep it.
   */
  reached(projection: string): number | undefined;
  /** Subjects that a projection has parked, with the number of their first event. */
  parked(projection?: string): Promise<ParkedSubject[]>;
  /** Events that the served version of a projection has not taken, parked and waiting. @throws UnknownProjection */
  held(projection: string): Promise<HeldEvent[]>;
  /** Every stored version of every projection, also one that is being built; none where nothing is stored. */
  versions(): Promise<StoredVersion[]>;
  /** What became of an order about a view; undefined while it was not obeyed. @param order id of its event */
  outcomeOf(order: string): Promise<OrderOutcome | undefined>;
}

/** How far a version of a projection has come, as stored. */
export interface StoredVersion extends Omit<ViewStatus, "indexes"> {
  /** It follows another log, whose numbers are others. */
  readonly apart: boolean;
}

/** Conditions are joined by AND; a field must be one of the projection's indexes. */
export type Condition =
  | { readonly field: string; readonly is: string | number | boolean | null }
  | { readonly field: string; readonly in: readonly (string | number)[] }
  | { readonly field: string; readonly from?: string | number; readonly to?: string | number }
  | { readonly field: string; readonly prefix: string }
  /** A `set` field holds the value. */
  | { readonly field: string; readonly has: string }
  /** A `set` field holds one of the values. */
  | { readonly field: string; readonly hasAny: readonly string[] };

export interface Query {
  readonly where: readonly Condition[];
  /** A declared field; ties, and documents without it, in the order of ids. */
  readonly sort?: { readonly field: string; readonly direction: "asc" | "desc" };
  readonly limit: number;
  /** A page's `next`. @throws InvalidCursor when it is not one of this query */
  readonly after?: string | undefined;
}

export interface CellsQuery {
  readonly by: readonly string[];
  readonly where: readonly Condition[];
  /** Only documents of which the set of the count has one of these members, each once; null for all. */
  readonly within: readonly string[] | null;
}

export interface Page<D> {
  readonly documents: readonly D[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
  /** The `next` of a page that would have ended with this row of it, whether or not another one follows. */
  readonly endingAt: (row: number) => string;
}

export interface Freshness {
  /** Number of the last event taken, -1 for none. */
  readonly number: number;
  /** `recordedAt` of that event; null for none. */
  readonly recordedAt: string | null;
  readonly version: number;
}

export interface ParkedSubject {
  readonly projection: string;
  readonly subject: string;
  /** Number of the event that could not be taken. */
  readonly event: number;
  /** Where it stands, whatever the engine. */
  readonly stream: string;
  readonly revision: number;
  readonly error: string;
  /** How many later events of the subject wait behind it. */
  readonly waiting: number;
}

export class InvalidCursor extends Error {}

/** No version of a projection is served: there is none, or its first one is being built. */
export class UnknownProjection extends Error {
  /** @param built how far the one that is being built has come: `recordedAt` of its last event */
  constructor(
    readonly projection: string,
    readonly built: string | null = null,
  ) {
    super(`nothing is served of ${projection}`);
  }
}

/**
 * A view has not taken what it must have, in the time that it may take: the position that the caller named, or the
 * newest event that may take sight away.
 */
export class ViewBehind extends Error {
  /**
   * @param view name of the view
   * @param recordedAt how far it has come: `recordedAt` of its last event, null for none
   */
  constructor(
    readonly view?: string,
    readonly recordedAt: string | null = null,
  ) {
    super(view);
  }
}
