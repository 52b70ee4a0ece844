import type { Static } from "typebox";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { CodeField, UuidField } from "../http/fields.js";
import {
  KEEPING_REASONS,
  NARRATIVE_DECISIONS,
  type KeepingReason,
  type NarrativeDecision,
  type PersonErased,
} from "./erasure.events.js";

/** What becomes of the narratives of one event that name the person. */
export class DecideNarrative {
  @UuidField({ description: "Id of the event" })
  event!: string;

  @UuidField({ optional: true, description: "Id of the narrative's key, where the event has several" })
  key?: string;

  @CodeField(NARRATIVE_DECISIONS)
  decision!: NarrativeDecision;

  @CodeField(KEEPING_REASONS, { optional: true, description: "Of one that is KEPT" })
  justification?: KeepingReason;
}

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

const SOURCE = "UU 27/2022 art. 43, 44; [design] a narrative that also names others is decided on by itself";

const UNDECIDED: Rule = {
  id: "narratives-undecided",
  source: SOURCE,
  en: "Narratives name this person together with others: say what becomes of each",
  indonesian: "Ada narasi yang juga menyebut orang lain; tindakan untuk masing-masing harus ditetapkan",
};

const NAMES_OTHERS: Rule = {
  id: "narrative-names-others",
  source: SOURCE,
  en: "This narrative also names others: rewrite it without this person, or keep it for a reason",
  indonesian:
    "Narasi ini juga menyebut orang lain: harus ditulis ulang tanpa orang ini atau dipertahankan dengan alasan",
};

const NOT_REWRITTEN: Rule = {
  id: "narrative-not-rewritten",
  source: SOURCE,
  en: "No correction rewrites this narrative without the person: correct it first, with `names`",
  indonesian: "Belum ada koreksi yang menulis ulang narasi ini tanpa menyebut orang tersebut",
};

/**
 * What becomes of each narrative, as the command decides. One that names nobody else is destroyed by default. The other
 * records of the human being, by links that a second officer confirmed, are nobody else.
 * @throws Rejection listing what is undecided, or naming a decision that can't be; InvalidField
 */
export function decideNarratives(
  found: readonly FoundNarrative[],
  decisions: readonly DecideNarrative[],
  person: string,
  records: readonly string[] = [],
): Decided[] {
  for (const [i, { event, key }] of decisions.entries())
    if (!found.some((each) => each.event === event && (key === undefined || each.key === key)))
      throw new InvalidField("unknown-narrative", `narratives.${i}.event`, "names no narrative about this person");
  const decided: Decided[] = [];
  const undecided: object[] = [];
  for (const narrative of found) {
    const { stream, event, key, names } = narrative;
    const others = names.filter((each) => each !== person && !records.includes(each));
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
