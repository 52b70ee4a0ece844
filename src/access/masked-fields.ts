import type { FieldClass, SealedPart } from "../event-sourcing/stored-event/envelope.js";
import type { HiddenOf } from "../privacy/masking.js";
import type { Caller } from "./caller.js";
import { sightKey } from "./need-to-know.view.js";
import { OPEN_CLASSES, permits } from "./policy.js";
import type { Sight } from "./sight.js";

/**
 * Which personal fields an answer hides from a caller: those of a class that the role does not see, of a person out of
 * their sight, and narratives that name somebody whose file is sealed from them. An officer's name is shown to whoever
 * may read which officers there are, an auditor too: which of them a caller may read, the register of officers decides.
 */
export function hiddenFrom(caller: Caller, sight: Pick<Sight, "hiddenFrom" | "sealedFrom">): HiddenOf {
  const classes = OPEN_CLASSES[caller.role];
  const readsOfficers = permits("COLLEAGUE_READ", caller.role, caller.jurisdiction.kind);
  return async (parts) => {
    const open = parts.filter((part) => classes.includes(part.class) && !isOfOfficer(part));
    const keys = new Set(open.flatMap((part) => (part.person === null ? [] : keyOf(part, part.person))));
    const named = new Set(open.flatMap(({ person, names }) => (person === null ? names : [])));
    const hidden = await sight.hiddenFrom(caller, [...keys]);
    const more = open.filter((part) => part.person !== null && !OF_A_PARTY.includes(part.class));
    const partly = await sight.hiddenFrom(caller, [...new Set(more.map((part) => keyOf(part, part.person!)))], "whole");
    const sealed = await sight.sealedFrom(caller, [...named]);
    return (part) => {
      if (isOfOfficer(part)) return !readsOfficers;
      if (!classes.includes(part.class)) return true;
      if (part.person === null) return part.names.some((name) => sealed.has(name));
      const key = keyOf(part, part.person);
      return hidden.has(key) || (partly.has(key) && !OF_A_PARTY.includes(part.class));
    };
  };
}

/** What the work of an agency shows of its parties: who they are, and how to reach them. */
const OF_A_PARTY: readonly FieldClass[] = ["identity", "contact"];

/** Under which the need to know a part stands: a company's name is the company's. */
function keyOf({ description }: SealedPart, person: string): string {
  return sightKey(description.stream === `company-${person}` ? "company" : "person", person);
}

function isOfOfficer({ description }: SealedPart): boolean {
  return description.stream.startsWith("officer-");
}
