import { Problem } from "../http/problems.js";
import type { Caller } from "./caller.js";
import { requestContext } from "./request-context.js";

/** The caller of the request under way. @throws Problem where none is known: a route that needs one must declare so */
export function currentCaller(): Caller {
  const caller = requestContext()?.caller;
  if (!caller) throw new Problem(401, "not-signed-in", "Sign in first: send a bearer token");
  return caller;
}
