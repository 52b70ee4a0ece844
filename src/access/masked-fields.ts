import type { SealedPart } from "../event-sourcing/stored-event/envelope.js";
import type { HiddenOf } from "../privacy/masking.js";
import type { Caller } from "./caller.js";
import { sightKey } from "./need-to-know.view.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { concealed } from "./concealed.js";
import { OPEN_CLASSES, permits } from "./policy.js";
import type { Sight } from "./sight.js";
import type { Extent } from "./work.js";

/**
 * Which personal fields an answer hides from a caller: those of a class that the role does not see, or that was not
 * shared with them, of a person out of their sight, and narratives that name somebody whose file is sealed from them.
 * What a referral says in words is hidden from whoever does not see all whom it names, and where it names nobody, from
 * its receiver once it has ended: its sight ends with it. An officer's name is shown to whoever may read which
 * officers there are, an auditor too: which of them a caller may read, the register of officers decides. Who reported
 * an offer is shown to the office alone that received the report, whoever else sees the offer.
 */
export function hiddenFrom(
  caller: Caller,
  sight: Pick<Sight, "shown" | "sealedFrom" | "overFor" | "registered">,
): HiddenOf {
  const classes = OPEN_CLASSES[caller.role];
  const readsOfficers = permits("COLLEAGUE_READ", caller.role, caller.jurisdiction.kind);
  return async (parts) => {
    const open = parts.filter((part) => classes.includes(part.class) && !isOfOfficer(part));
    const keys = new Set(open.flatMap((part) => (part.person === null ? keysOfText(part) : keyOf(part, part.person))));
    const named = new Set(open.flatMap(({ person, names }) => (person === null ? names : [])));
    const shown = await sight.shown(caller, [...keys]);
    const sealed = await sight.sealedFrom(caller, [...named]);
    const over = await sight.overFor(caller, [...new Set(open.flatMap((part) => streamOfNameless(part) ?? []))]);
    const received = await sight.registered(caller, [
      ...new Set(open.filter(isReporterOfOffer).map(({ description }) => description.stream)),
    ]);
    return (part) => {
      if (isOfOfficer(part)) return !readsOfficers;
      if (!classes.includes(part.class)) return true;
      if (isReporterOfOffer(part) && !received.has(part.description.stream)) return true;
      if (part.person !== null) {
        const seen = shown.get(keyOf(part, part.person));
        return seen === undefined || (seen !== "whole" && !seen.includes(part.class));
      }
      if (part.names.some((name) => sealed.has(name))) return true;
      if (isOfReferral(part))
        return keysOfText(part).some((key) => !shown.has(key)) || over.has(streamOfNameless(part) ?? "");
      // What is told of whom the caller merely does not see may be told; what was shared without its words may not.
      return keysOfText(part).some((key) => shown.has(key) && isSharedWithout(shown.get(key)!));
    };
  };
}

/** Of a page that was shared its narratives may not be; of a party of one's work they are not shown either. */
function isSharedWithout(seen: Extent): boolean {
  return seen !== "whole" && !seen.includes("narrative");
}

/** Under which it is told how much of a text is seen: of a referral by whom it names, else by the stream it stands in. */
function keysOfText(part: SealedPart): string[] {
  if (isOfReferral(part)) return part.names.map((name) => sightKey("person", name));
  const [category, id] = splitStream(part.description.stream);
  const kept = concealed(category);
  return kept === null ? [] : [sightKey(kept, id)];
}

/** Of what a referral says in words and names nobody: the stream of the referral. */
function streamOfNameless(part: SealedPart): string | undefined {
  return isOfReferral(part) && part.names.length === 0 ? part.description.stream : undefined;
}

function isOfReferral({ description }: SealedPart): boolean {
  return description.stream.startsWith("referral-");
}

/**
 * Under which the need to know a part stands: a company's name is the company's, and who offered and who reported an
 * offer have no file but the offer.
 */
function keyOf({ description }: SealedPart, person: string): string {
  const [category, id] = splitStream(description.stream);
  if (category === "offer") return sightKey(category, id);
  return sightKey(description.stream === `company-${person}` ? "company" : "person", person);
}

function isReporterOfOffer({ class: fieldClass, description }: SealedPart): boolean {
  return fieldClass === "reporter" && description.stream.startsWith("offer-");
}

function isOfOfficer({ description }: SealedPart): boolean {
  return description.stream.startsWith("officer-");
}
