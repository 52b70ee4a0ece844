import type { FieldClass } from "../stored-event/envelope.js";
import type { EventRecord } from "../stored-event/event-record.js";
import type { OpenField } from "../stored-event/personal-field.js";

/**
 * A read model as a value: which documents an event concerns, and what becomes of each. Pure functions; one runner
 * drives them all, on every engine. Documents hold personal fields sealed, as the events do.
 */
export interface Projection<Document extends object = object> {
  readonly name: string;
  /** Rises with any change of what the documents hold; the new version is built beside the old. */
  readonly version: number;
  /** Event types that it takes. A correction reaches it with the type that it corrects. */
  readonly types: readonly string[] | "all";
  /**
   * `recorded`: each event once, as recorded (timelines, counts). `world`: a document is what its streams say as it
   * happened; a late or corrected fact makes the runner fold the document's streams anew.
   */
  readonly order: "recorded" | "world";
  /** For `world`: the streams that a document is made of. */
  readonly streams?: (id: string) => readonly string[];
  /**
   * For `world`: once there is a document, all events of its streams are of it, also those that came before it, when
   * `ids` named none. The first of its streams is the one with which most documents begin.
   */
  readonly whole?: true;
  /**
   * For `world`: the stream of which each document holds the revision that it shows (`Revised`), where commands on what
   * is shown may name it.
   */
  readonly revisionOf?: (id: string) => string;
  readonly indexes: readonly Index[];
  /** Ids of the documents that an event concerns. */
  readonly ids: (event: EventRecord, find: FindIds) => readonly string[];
  /** Undefined removes the document. A method, so that projections of any documents fit into one list. */
  evolve(document: Document | undefined, event: EventRecord, id: string, given: ProjectionGiven): Document | undefined;
  /** Of the one projection that reads inside sealed fields: the types of the events in which it does. */
  readonly opens?: readonly string[];
  /** The classes of fields that it opens; left out: any. */
  readonly opensClasses?: readonly FieldClass[];
  /** What a document is listed as, where that is more than one row. Only for one told as it happened. */
  readonly rows?: Rows<Document>;
}

/**
 * Documents beside a document, each found and sorted by itself. They follow from it alone, and take no events: the
 * document itself has a value in no index then, and `ids` looks none up.
 */
export interface Rows<Document extends object> {
  /** Ids of all rows that the document may ever have had, up to the state that it is in; undefined: it is gone. */
  ids(id: string, document: Document | undefined): readonly string[];
  /** Those that it has now; any other is removed. */
  in(document: Document, id: string): readonly Row[];
}

export interface Row {
  readonly id: string;
  /** Id of the document whose row it is. */
  readonly of: string;
}

/** What the runner adds to the documents of a projection that says `revisionOf`. */
export interface Revised {
  /** Of the newest event of the stream that the document has taken; absent where it has taken none. */
  readonly revision?: number;
}

export interface ProjectionGiven {
  /** Only for a projection that `opens`; else throws. */
  readonly open: OpenField;
  /** HMAC-SHA-256 (base64url) under the lookup key; only for a projection that `opens`. */
  readonly token: (kind: string, normalised: string) => string;
  /**
   * Another document that `ids` names for the same event, as it was before the event. Taken again after a failure, it
   * may have taken later events already: so it is for what only ever grows, and of projections in the order recorded.
   */
  readonly before: (id: string) => object | undefined;
}

/** A field of the documents by which they are found and sorted. */
export interface Index {
  /** Path in the document, e.g. `step` or `missing` or `origin.code`. */
  readonly field: string;
  /**
   * `set`: an array of texts, found by membership. `terms`: the same, for a search: it is only asked for members,
   * together with other `terms`, and what is found comes in no certain order; of a large view that takes far less than
   * of sets. `count`: how many documents have the same values in other fields (`count-index.ts` makes its `field`).
   */
  readonly type: "text" | "integer" | "set" | "terms" | "count";
  /**
   * Only asked for beside another field: it narrows, or sorts, the few documents that the other one finds, so that an
   * engine need not keep an order of it. Not for a set or terms, nor for a field that `ids` looks up.
   */
  readonly narrows?: true;
}

/** Whether an index is of no single value: of an array of texts, or a count of documents. */
export function isOfMany({ type }: Index): boolean {
  return type === "set" || type === "terms" || type === "count";
}

/** Ids of the projection's own documents with a value in an index; of terms none can be asked. */
export type FindIds = (field: string, value: string | number) => readonly string[];

/** The documents that an event concerns, each once. @throws TypeError where the projection names none for what it takes */
export function idsFor(projection: Pick<Projection, "name" | "ids">, event: EventRecord, find: FindIds): string[] {
  const named = projection.ids(event, find);
  const ids = named.length > 1 ? [...new Set(named)] : [...named];
  if (ids.some((id: unknown) => typeof id !== "string"))
    throw new TypeError(`${projection.name} has no id for ${event.type}`);
  return ids;
}

/** The subject whose events a projection takes in order, and parks together when one can't be taken. */
export function orderingSubject(event: EventRecord): string {
  return event.subjects[0]?.person ?? event.stream;
}
