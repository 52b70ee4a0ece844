/** A rule that a command can run into, with where it comes from, for whoever is told no. */
export interface Rule {
  /** `I3` for an invariant of the domain; else a short code. */
  readonly id: string;
  /** `UU 18/2017 art. 13`; `[design]` where the rule is this project's own. */
  readonly source: string;
  readonly en: string;
  readonly indonesian: string;
}

/**
 * What exactly is in the way, in codes and ids; never a personal value. It is told beside the members that every
 * problem has (RFC 9457), so it has none of their names.
 */
export type RejectionDetails = Readonly<Record<string, unknown>> & {
  readonly [Member in "type" | "title" | "status" | "detail" | "instance" | "errors" | "rule"]?: never;
};

/** A command that a rule forbids in the state that it meets. Nothing was appended. */
export class Rejection extends Error {
  constructor(
    readonly rule: Rule,
    readonly details: RejectionDetails = {},
  ) {
    super(`${rule.id}: ${rule.en}`);
  }
}

/** The caller's `If-Match` is not the stream's revision. */
export class StaleRevision extends Error {
  constructor(
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`the resource is at revision ${actual}, not ${expected}`);
  }
}

/** The idempotency key was used before, for another request. */
export class KeyReused extends Error {}

/** There is no such stream. */
export class NotFound extends Error {}

/** Others kept appending to the stream; the command may be sent again under the same key. */
export class Contention extends Error {}

/** A field of a command says something impossible, which only the handling could find out. */
export class InvalidField extends Error {
  /** @param type slug of the problem, e.g. `impossible-date` */
  constructor(
    readonly type: string,
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}
