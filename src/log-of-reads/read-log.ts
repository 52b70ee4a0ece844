import type { Actor, FieldClass } from "../event-sourcing/stored-event/envelope.js";

/** What is recorded of one request. */
export type ReadEntry = AnsweredRequest | RefusedRequest;

interface Request {
  /** UUID of the request, fresh for each. */
  readonly request: string;
  readonly actor: Actor;
  readonly purpose: string;
  readonly lawfulBasis: string;
  /** Method and pattern of the route, e.g. `GET`, `/api/v1/persons/:id`; no address that was called. */
  readonly route: { readonly method: string; readonly pattern: string };
  /** Of HTTP. */
  readonly status: number;
  /** Ids (UUIDs) in the path, the query and the body. */
  readonly asked: readonly string[];
  /** Persons (UUIDs) whom the route names. */
  readonly persons: readonly string[];
}

export interface AnsweredRequest extends Request {
  readonly outcome: "answered";
  /** All ids in the answer (UUIDs). */
  readonly ids: readonly string[];
  /** Classes of the personal fields that were opened for it. */
  readonly classes: readonly FieldClass[];
  /** Names of the fields by which was searched. */
  readonly by: readonly string[];
}

export interface RefusedRequest extends Request {
  readonly outcome: "refused";
  /** Id of the rule, or of the problem where no rule is named. */
  readonly rule: string;
}

/** A read as it is told. */
export interface RecordedRead {
  /** Id of the event. */
  readonly id: string;
  readonly recordedAt: string;
  readonly officer: string;
  readonly onBehalfOf: string | null;
  readonly agency: string | null;
  readonly role: string;
  readonly purpose: string;
  readonly lawfulBasis: string;
  readonly outcome: ReadEntry["outcome"];
  readonly route: { readonly method: string; readonly pattern: string };
  readonly status: number;
  readonly asked: readonly string[];
  /** The first of those in the answer. */
  readonly ids: readonly string[];
  /** How many the answer had. */
  readonly count: number;
  readonly classes: readonly FieldClass[];
  readonly by: readonly string[];
  readonly rule: string | null;
}

export interface ReadPage {
  /** Newest first. */
  readonly reads: readonly RecordedRead[];
  /** Pass it as `after`; absent on the last page. */
  readonly next?: string;
}

export interface PageOfReads {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The log of reads (log pembacaan): who was given what, and who was refused. */
export interface ReadLog {
  /** Resolves once the entry is durable. @throws StoreUnavailable when it is not, or nobody knows */
  record(entry: ReadEntry): Promise<void>;
  /** All requests whose answer held this id, or that asked for it. @throws InvalidCursor */
  of(id: string, page: PageOfReads): Promise<ReadPage>;
  /** @param from ISO 8601, inclusive, as `to`. @throws InvalidCursor */
  between(
    from: string,
    to: string,
    page: PageOfReads & { readonly agency?: string | undefined; readonly officer?: string | undefined },
  ): Promise<ReadPage>;
  /** Waits, within bounds, until all that was recorded before is found; false when the time is up first. */
  caughtUp(): Promise<boolean>;
}

export const READ_LOG = Symbol("ReadLog");
