import type { SealedPart } from "../event-sourcing/envelope.js";
import type { HiddenOf } from "../privacy/masking.js";
import type { Caller } from "./caller.js";
import { OPEN_CLASSES } from "./policy.js";
import type { Sight } from "./sight.js";

/**
 * Which personal fields an answer hides from a caller: those of a class that the role does not see, of a person whose
 * file is sealed from them, and narratives that name such a person.
 */
export function hiddenFrom(caller: Caller, sight: Pick<Sight, "sealedFrom">): HiddenOf {
  const classes = OPEN_CLASSES[caller.role];
  return async (parts) => {
    const open = parts.filter((part) => classes.includes(part.class));
    const sealed = await sight.sealedFrom(caller, [...new Set(open.flatMap(personsIn))]);
    return (part) => !classes.includes(part.class) || personsIn(part).some((person) => sealed.has(person));
  };
}

function personsIn({ person, names }: SealedPart): readonly string[] {
  return person === null ? names : [person];
}
