import { Type } from "typebox";
import { v5 as uuidv5 } from "uuid";
import { anyDefinitions, defineEvent, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import type { Aggregate, Load } from "../event-sourcing/deciding/decider.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { PlannedDate } from "../facts/shapes.js";
import { RULE_KINDS, type RuleContent, type RuleKind } from "./kinds.js";
import { grantsNothing } from "../event-sourcing/stored-event/sight.js";

/** An edition of a rule set: what holds from a day on, and by which law. Editions are never changed, only followed. */
export const RulesPublished = defineEvent({
  type: "RulesPublished",
  title: { en: "An edition of rules was published", indonesian: "Edisi aturan diterbitkan" },
  sight: grantsNothing("rules are public"),
  facts: Type.Object({
    kind: Type.Enum([...RULE_KINDS]),
    edition: Type.Integer({ minimum: 1 }),
    /** Calendar date from which it holds. */
    validFrom: PlannedDate,
    source: Type.String({ maxLength: 300 }),
    content: Type.Unknown(),
  }),
});
type RulesPublished = RecordOf<typeof RulesPublished>;

export interface Edition {
  readonly edition: number;
  readonly validFrom: string;
  readonly source: string;
  readonly content: unknown;
}

export interface RuleSet {
  readonly kind: RuleKind | undefined;
  /** In the order published. */
  readonly editions: readonly Edition[];
}

const NO_RULES: Rule = {
  id: "no-rules-in-force",
  source: "[design] rules are versioned data",
  en: "No edition of the rules is in force on that day",
  indonesian: "Tidak ada edisi aturan yang berlaku pada hari itu",
};

/** `rules-<id>`: the editions of one kind of rules. */
export const ruleSetAggregate: Aggregate<RuleSet> = {
  category: "rules",
  events: anyDefinitions([RulesPublished]),
  initial: { kind: undefined, editions: [] },
  evolve(state, recorded) {
    const { kind, ...edition } = (recorded as unknown as RulesPublished).facts;
    return { kind, editions: [...state.editions, edition] };
  },
};

/** Id of the one stream of a kind of rules. */
export function ruleSetId(kind: RuleKind): string {
  return uuidv5(`rules/${kind}`, "6f2d7c1e-9a53-5b0e-8c44-1d3f5a7b9e20");
}

/** To load a rule set beside a decision's own stream. */
export function rulesOf(kind: RuleKind): Load<RuleSet> {
  return { aggregate: ruleSetAggregate, id: ruleSetId(kind) };
}

/** The edition in force on a day (`YYYY-MM-DD`), if any: of those valid by then, the one published last. */
export function editionOn({ editions }: RuleSet, day: string): Edition | undefined {
  return editions
    .filter(({ validFrom }) => validFrom <= day)
    .toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : a.edition - b.edition))
    .at(-1);
}

/** The edition in force on a day. @throws Rejection when there is none */
export function editionInForce(kind: RuleKind, ruleSet: RuleSet, day: string): Edition {
  const edition = editionOn(ruleSet, day);
  if (!edition) throw new Rejection(NO_RULES, { kind, day });
  return edition;
}

/** What an edition says, by its number. @throws Rejection when there is no such edition */
export function contentOf<K extends RuleKind>(kind: K, { editions }: RuleSet, number: number): RuleContent<K> {
  const found = editions.find(({ edition }) => edition === number);
  if (!found) throw new Rejection(NO_RULES, { kind, edition: number });
  return found.content as RuleContent<K>;
}

/** What the edition in force on a day says. @throws Rejection when there is none */
export function inForce<K extends RuleKind>(kind: K, ruleSet: RuleSet, day: string): RuleContent<K> {
  return editionInForce(kind, ruleSet, day).content as RuleContent<K>;
}
