import type { Caller, Role } from "../../access/caller.js";
import { Problem } from "../../http/problems.js";

/** @throws Problem (403) for a caller of another role */
export function onlyFor(roles: readonly Role[], caller: Caller): Caller {
  if (!roles.some((role) => role === caller.actor.role))
    throw new Problem(403, "forbidden", `This is for ${roles.map((role) => role.toLowerCase()).join(", ")} only`);
  return caller;
}
