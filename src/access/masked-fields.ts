import type { SealedPart } from "../event-sourcing/envelope.js";
import type { HiddenOf } from "../privacy/masking.js";
import type { Caller } from "./caller.js";
import { sightKey } from "./need-to-know.view.js";
import { OPEN_CLASSES } from "./policy.js";
import type { Sight } from "./sight.js";

/**
 * Which personal fields an answer hides from a caller: those of a class that the role does not see, of a person out of
 * their sight, and narratives that name somebody whose file is sealed from them. An officer's name is shown to whoever may
 * read which officers there are.
 */
export function hiddenFrom(caller: Caller, sight: Pick<Sight, "hiddenFrom" | "sealedFrom">): HiddenOf {
  const classes = OPEN_CLASSES[caller.role];
  return async (parts) => {
    const open = parts.filter((part) => classes.includes(part.class) && !isOfOfficer(part));
    const keys = new Set(open.flatMap((part) => (part.person === null ? [] : keyOf(part, part.person))));
    const named = new Set(open.flatMap(({ person, names }) => (person === null ? names : [])));
    const hidden = await sight.hiddenFrom(caller, [...keys]);
    const sealed = await sight.sealedFrom(caller, [...named]);
    return (part) => {
      if (!classes.includes(part.class)) return true;
      if (isOfOfficer(part)) return false;
      if (part.person === null) return part.names.some((name) => sealed.has(name));
      return hidden.has(keyOf(part, part.person));
    };
  };
}

/** Under which the need to know a part stands: a company's name is the company's. */
function keyOf({ description }: SealedPart, person: string): string {
  return sightKey(description.stream === `company-${person}` ? "company" : "person", person);
}

function isOfOfficer({ description }: SealedPart): boolean {
  return description.stream.startsWith("officer-");
}
