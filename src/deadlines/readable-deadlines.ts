import type { Caller } from "../access/caller.js";
import { permits } from "../access/policy.js";
import type { Deadline } from "./deadline.js";
import type { DeclaredDeadline } from "./declared-deadline.js";

/** Tells of deadlines whether the caller's role may read what each is about, as its slice declares. */
export function readableDeadlines(
  declared: readonly DeclaredDeadline[],
  { role, jurisdiction }: Pick<Caller, "role" | "jurisdiction">,
): (deadline: Pick<Deadline, "rule">) => boolean {
  const open = new Set(
    declared.filter(({ permission }) => permits(permission, role, jurisdiction.kind)).map(({ rule }) => rule),
  );
  return ({ rule }) => rule !== null && open.has(rule);
}
