import type { IncomingHttpHeaders } from "node:http";
import type { Caller, Jurisdiction } from "./caller.js";
import type { Identity } from "./identity.js";
import type { Role } from "./roles.js";

/** Injection token. */
export const CALLERS = Symbol("Callers");

/** One thing that an officer may act as today. */
export interface ActingAs {
  readonly agency: string | null;
  readonly role: Role;
  readonly jurisdiction: Jurisdiction;
}

/** Finds out who calls, and as what. */
export interface Callers {
  /** @throws Problem 401 for a token that is missing or not believed, 503 when the issuer can't be asked */
  identify(headers: IncomingHttpHeaders): Promise<Identity>;
  /**
   * The caller, in one of their assignments of today.
   * @throws Problem 403 when the officer has none, or not the one that the headers name; 400 for a header that can't be
   *   taken
   */
  callerOf(identity: Identity, headers: IncomingHttpHeaders): Promise<Caller>;
  /** When the token of a request expires, in ms since 1970; null where it says no time. It is not verified here. */
  expiryOf(headers: IncomingHttpHeaders): number | null;
  /** The officer who calls, assigned or not. @throws Problem 401 */
  whoami(): Promise<{ readonly officer: string; readonly assignments: readonly ActingAs[] }>;
}
