/** The read-model port, as queries see it: narrow, so that every engine can keep it. */
export interface ReadModel {
  get<D extends object>(projection: string, id: string): Promise<D | undefined>;
  /** Documents by id, in the order asked for, missing ones left out. */
  getMany<D extends object>(projection: string, ids: readonly string[]): Promise<D[]>;
  find<D extends object>(projection: string, query: Query): Promise<Page<D>>;
  /** Number of documents, by value of a declared field where one is named (key `""`: no value). */
  count(
    projection: string,
    where: readonly Condition[],
    groupBy?: string,
  ): Promise<{ readonly [value: string]: number }>;
  /** How far a projection has come. @throws UnknownProjection */
  freshness(projection: string): Promise<Freshness>;
  /** Resolves once the projection (all, when none is named) has taken the event; false when the time is up first. */
  waitFor(number: number, timeoutMs: number, projection?: string): Promise<boolean>;
  /** Subjects that a projection has parked, with the number of their first event. */
  parked(projection?: string): Promise<ParkedSubject[]>;
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

export interface Page<D> {
  readonly documents: readonly D[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
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
export class UnknownProjection extends Error {}
