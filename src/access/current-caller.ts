import type { Caller } from "./caller.js";
import { requestContext } from "./request-context.js";

/** It isn't known who calls. */
export class NotSignedIn extends Error {}

/**
 * The caller of the request under way.
 * @throws NotSignedIn where none is known: a route that needs one must declare so
 */
export function currentCaller(): Caller {
  const caller = requestContext()?.caller;
  if (!caller) throw new NotSignedIn();
  return caller;
}
