import { NotSignedIn } from "../access/current-caller.js";
import { HttpException } from "@nestjs/common";
import type { ValidationError } from "class-validator";
import type { FastifyReply } from "fastify";
import { NotATime } from "../event-sourcing/stored-event/occurred-at.js";
import { AppendTooLarge, PartReplaced, StoreUnavailable } from "../event-sourcing/stored-event/event-store.js";
import { InvalidCursor, UnknownProjection, ViewBehind } from "../event-sourcing/projecting/read-model.js";
import { EventTooLarge, UnreadableEvent } from "../event-sourcing/stored-event/registry.js";
import {
  Contention,
  InvalidField,
  KeyReused,
  NotFound,
  Rejection,
  StaleRevision,
} from "../event-sourcing/deciding/rejection.js";
import { LIMITS } from "../limits.js";
import { bothOf } from "./both-languages.js";
import { inIndonesian, type ProblemSlug } from "./problems-in-indonesian.js";

/** RFC 9457 problem document; `type` is stable, and `errors` or `rule` say what to mend. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  /** The title in Indonesian. */
  readonly indonesian: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly rule?: { readonly id: string; readonly source: string; readonly en: string; readonly indonesian: string };
  readonly [extension: string]: unknown;
}

/** What is wrong with one field; `message` and `indonesian` say the same. */
export interface FieldError {
  readonly type: string;
  readonly field: string;
  readonly message: string;
  readonly indonesian: string;
}

/** A problem that the HTTP edge itself finds. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly slug: ProblemSlug,
    readonly title: string,
    readonly extensions: { detail?: string; field?: string; headers?: Record<string, string> } = {},
  ) {
    super(title);
  }
}

/** Media type of every problem (RFC 9457). */
export const PROBLEM_MEDIA_TYPE = "application/problem+json";
/** What `content-type` says of one. */
export const PROBLEM_TYPE = `${PROBLEM_MEDIA_TYPE}; charset=utf-8`;

/** A name out of a request, at a length that can be shown. */
const shown = (name: string) => (name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME)}…`);
const MAX_NAME = 100;

export const problemType = (slug: string) => `urn:kawal:problem:${slug}`;

/**
 * Answers with a problem. Fastify would close a connection of which it has not read the whole body, and who is still
 * sending would see a broken pipe in place of the answer; left open, the rest is thrown away as it comes.
 */
export function sendProblem(reply: FastifyReply, problem: ProblemDocument, headers: Record<string, string> = {}): void {
  reply.removeHeader("connection");
  void reply
    .status(problem.status)
    .headers({ "content-type": PROBLEM_TYPE, ...headers })
    .send(JSON.stringify(problem));
}

/**
 * The problem document of an error, and the headers that go with it.
 * @param keyed whether the request had a key under which it may be sent again: a query has none
 */
export function problemOf(
  error: unknown,
  keyed = false,
): { problem: ProblemDocument; headers: Record<string, string> } {
  const of = (
    status: number,
    slug: string,
    title: string,
    more: object = {},
    headers: Record<string, string> = {},
  ) => ({
    problem: { type: problemType(slug), title, indonesian: inIndonesian(slug), status, ...more } as ProblemDocument,
    headers,
  });
  const fieldError = (status: number, type: string, title: string, field: string, message: string) =>
    of(status, type, title, {
      detail: `${shown(field)}: ${message}`,
      errors: [{ type: problemType(type), field: shown(field), message, indonesian: inIndonesian(type) }],
    });

  if (error instanceof Problem) {
    const { detail, field, headers } = error.extensions;
    if (field !== undefined)
      return {
        ...fieldError(error.status, error.slug, error.title, field, detail ?? error.title),
        headers: headers ?? {},
      };
    return of(error.status, error.slug, error.title, detail === undefined ? {} : { detail }, headers);
  }
  if (error instanceof Rejection) {
    const { id, source, en, indonesian } = error.rule;
    return of(409, `rejected:${id}`, en, { indonesian, rule: { id, source, en, indonesian }, ...error.details });
  }
  if (error instanceof InvalidRequest)
    return of(400, error.errors[0]!.type, "The request has a field that can't be taken", {
      detail: error.errors.map(({ message }) => message).join("; "),
      errors: error.errors.map((each) => ({ ...each, type: problemType(each.type) })),
    });
  if (error instanceof InvalidField)
    return fieldError(400, error.type, "The request has a field that can't be taken", error.field, error.message);
  if (error instanceof NotATime)
    return fieldError(400, "impossible-date", "The time is no time", `occurred.${error.field}`, error.message);
  if (error instanceof InvalidCursor)
    return fieldError(400, "invalid-cursor", "The cursor is not one of this query", "after", error.message);
  if (error instanceof NotFound) return of(404, "not-found", "There is nothing here that you may see");
  if (error instanceof StaleRevision)
    return of(
      412,
      "stale-revision",
      "It has changed since the revision named in If-Match",
      { detail: error.message, revision: error.actual },
      { etag: `"${error.actual}"` },
    );
  if (error instanceof KeyReused)
    return fieldError(
      422,
      "key-reused",
      "The idempotency key belongs to another request",
      "Idempotency-Key",
      error.message,
    );
  if (error instanceof EventTooLarge || error instanceof AppendTooLarge)
    return of(413, LIMITS.eventBytes.problem, "There is too much text in one request", { detail: error.message });
  if (error instanceof Contention)
    return of(
      503,
      "contention",
      "Others keep changing the same record",
      { detail: keyed ? "Send it again with the same key." : "Send it again." },
      { "retry-after": "1" },
    );
  // One that is not made yet is behind everything.
  if (error instanceof ViewBehind || error instanceof UnknownProjection)
    return of(503, "view-behind", "The view has not come far enough to answer", howFar(error), { "retry-after": "1" });
  if (error instanceof NotSignedIn) return of(401, "not-signed-in", "Sign in first: send a bearer token");
  if (error instanceof PartReplaced)
    return of(
      503,
      "store-file-changed",
      `A ${error.kind} of the store is not the one that the service was started with`,
      {
        detail: "The operator must stop the service, and put it back.",
        part: error.part,
      },
    );
  if (error instanceof StoreUnavailable)
    return of(
      503,
      "store-unavailable",
      "The store does not answer",
      { detail: keyed ? "Send it again with the same key: it will be done once." : "Send it again." },
      { "retry-after": "5" },
    );
  if (error instanceof UnreadableEvent)
    return of(409, "unreadable-event", "Something that was recorded here can't be read by this release", {
      detail: `A later release wrote it, or it is damaged: the operator must install the release that reads it. \`kawal verify\` names it.`,
    });
  return ofFramework(error) ?? of(500, "internal", "A fault of the service; it has been logged");
}

/** Of an answer that can't be given yet: which view it waits for, and how far that is. */
function howFar(error: ViewBehind | UnknownProjection): object {
  const [view, recordedAt] =
    error instanceof ViewBehind ? [error.view, error.recordedAt] : [error.projection, error.built];
  if (view === undefined) return {};
  const state = error instanceof ViewBehind ? "is behind" : "is being built";
  return { detail: `${view} ${state}: send it again later`, view, dataAsOf: { recordedAt } };
}

/** Errors of Nest and Fastify: routes that are none, bodies that are none. */
function ofFramework(error: unknown) {
  // Nest passes an error of Fastify on as the cause of its own.
  const { code } = (error instanceof HttpException ? (error.cause ?? {}) : (error as object)) as { code?: string };
  const known: Record<string, [number, string, string]> = {
    FST_ERR_CTP_BODY_TOO_LARGE: [413, LIMITS.bodyBytes.problem, "The body is over the limit"],
    FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, "unsupported-media-type", "This content type is not taken here"],
    FST_ERR_CTP_INVALID_JSON_BODY: [400, "malformed-json", "The body is no JSON"],
    FST_ERR_CTP_EMPTY_JSON_BODY: [400, "malformed-json", "The body is empty"],
    FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, "malformed-request", "The body is not as long as it says"],
  };
  const found = code === undefined ? undefined : known[code];
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number }).statusCode;
  const [problemStatus, slug, title] =
    found ??
    (error instanceof SyntaxError || (status === 400 && /JSON/.test(String((error as Error).message)))
      ? [400, "malformed-json", "The body is no JSON"]
      : status !== undefined && status < 500
        ? [status, "malformed-request", "The request can't be taken"]
        : []);
  if (problemStatus === undefined) return undefined;
  const indonesian = inIndonesian(slug!);
  return { problem: { type: problemType(slug!), title: title!, indonesian, status: problemStatus }, headers: {} };
}

/** Fields that failed validation, each with the type of its problem. */
export class InvalidRequest extends Error {
  constructor(readonly errors: readonly FieldError[]) {
    super("the request is invalid");
  }
}

const TYPE_OF_CONSTRAINT: Readonly<Record<string, string>> = {
  whitelistValidation: "unknown-field",
  isLength: "too-long",
  isCalendarDate: "impossible-date",
  isBirthDate: "impossible-date",
  isCountry: "unknown-country",
  isRegion: "unknown-region",
  isZone: "unknown-zone",
};

/** Makes the problem of what class-validator found; a message never quotes the value. */
export function invalidRequest(errors: readonly ValidationError[]): InvalidRequest {
  const found = errors.flatMap((error) => flatten(error, ""));
  return new InvalidRequest(found.slice(0, LIMITS.errorsInProblem.most));
}

function flatten(error: ValidationError, parent: string): FieldError[] {
  const field = shown(parent === "" ? error.property : `${parent}.${error.property}`);
  const own =
    error.value === undefined && error.constraints && !("whitelistValidation" in error.constraints)
      ? [missing(field, error.property)]
      : Object.entries(error.constraints ?? {}).map(([constraint, text]) => {
          const type = typeOf(constraint, error.value);
          if (constraint === "whitelistValidation") return unknownField(field);
          const { en: message, indonesian } = bothOf(text, inIndonesian(type));
          return { type, field, message, indonesian };
        });
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, field))];
}

function missing(field: string, name: string): FieldError {
  return { type: "missing-field", field, message: `${name} is missing`, indonesian: `${name} wajib diisi` };
}

function unknownField(field: string): FieldError {
  const message = `${field} is no field of this request`;
  return { type: "unknown-field", field, message, indonesian: `${field} bukan isian permintaan ini` };
}

function typeOf(constraint: string, value: unknown): string {
  if (constraint === "isLength" && (typeof value !== "string" || value.length === 0)) return "invalid-field";
  return TYPE_OF_CONSTRAINT[constraint] ?? "invalid-field";
}
