import type { Static } from "typebox";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { DecideNarrative } from "./erasure.commands.js";
import type { PersonErased } from "./erasure.events.js";

/** A narrative that names the person to be erased. */
export interface FoundNarrative {
  readonly stream: string;
  /** Id of the event. */
  readonly event: string;
  readonly key: string;
  /** All whom it names, the person among them. */
  readonly names: readonly string[];
  /** Id of the newest correction after which all of it reads otherwise, without naming the person. */
  readonly rewrittenBy: string | null;
}

type Decided = Static<typeof PersonErased.facts>["narratives"][number];

const SOURCE = "UU 27/2022 art. 43, 44; [design] what others are told in, too, is decided one by one";

const UNDECIDED: Rule = {
  id: "narratives-undecided",
  source: SOURCE,
  en: "Narratives name this person together with others; what becomes of each must be said",
  indonesian: "Ada narasi yang juga menyebut orang lain; tindakan untuk masing-masing harus ditetapkan",
};

const NAMES_OTHERS: Rule = {
  id: "narrative-names-others",
  source: SOURCE,
  en: "This narrative names others, too: it is rewritten without this person, or kept for a reason",
  indonesian:
    "Narasi ini juga menyebut orang lain: harus ditulis ulang tanpa orang ini atau dipertahankan dengan alasan",
};

const NOT_REWRITTEN: Rule = {
  id: "narrative-not-rewritten",
  source: SOURCE,
  en: "No correction gives this narrative in words that do not name the person: correct it first, with `names`",
  indonesian: "Belum ada koreksi yang menulis ulang narasi ini tanpa menyebut orang tersebut",
};

/**
 * What becomes of each narrative, as the command says; of those that name nobody else, destruction if it says nothing.
 * @throws Rejection listing what is undecided, or naming what can't be so; InvalidField
 */
export function decideNarratives(
  found: readonly FoundNarrative[],
  said: readonly DecideNarrative[],
  person: string,
): Decided[] {
  const decisions = said.map((each) => ({ ...each, event: each.event.toLowerCase(), key: each.key?.toLowerCase() }));
  for (const [i, { event, key }] of decisions.entries())
    if (!found.some((each) => each.event === event && (key === undefined || each.key === key)))
      throw new InvalidField("unknown-narrative", `narratives.${i}.event`, "names no narrative about this person");
  const decided: Decided[] = [];
  const undecided: object[] = [];
  for (const narrative of found) {
    const { stream, event, key, names } = narrative;
    const others = names.filter((each) => each !== person);
    const own = decisions.filter((each) => each.event === event);
    const decision = own.findLast((each) => each.key === key) ?? own.findLast((each) => each.key === undefined);
    if (decision) decided.push(decidedAs(decision, narrative, others));
    else if (others.length === 0) decided.push({ stream, event, key, decision: "DESTROYED" });
    else undecided.push({ stream, event, key, others });
  }
  if (undecided.length > 0) throw new Rejection(UNDECIDED, { undecided });
  return decided;
}

function decidedAs(
  { decision, justification }: DecideNarrative,
  { stream, event, key, rewrittenBy }: FoundNarrative,
  others: readonly string[],
): Decided {
  const place = { stream, event, key };
  if ((justification !== undefined) !== (decision === "KEPT"))
    throw new InvalidField(
      justification === undefined ? "missing-field" : "invalid-field",
      "narratives.justification",
      "is given of a narrative that is KEPT, and of no other",
    );
  if (decision === "KEPT") return { ...place, decision, justification: justification! };
  if (decision === "DESTROYED") {
    if (others.length > 0) throw new Rejection(NAMES_OTHERS, { ...place, others });
    return { ...place, decision };
  }
  if (rewrittenBy === null) throw new Rejection(NOT_REWRITTEN, place);
  return { ...place, decision, rewrittenBy };
}
