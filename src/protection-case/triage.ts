import { Temporal } from "temporal-polyfill";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { dateIn, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { CodeField } from "../http/fields.js";
import { editionInForce, inForce, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { CaseBodyWithNote, caseCommand, subjectsOf, type CaseGiven } from "./case-command.js";
import { CaseTriaged } from "./case.events.js";
import { CATEGORIES, type Category } from "../facts/case-categories.js";
import { CIRCUMSTANCES } from "./codes.js";
import { whileOpenToday } from "./stages.js";

type Circumstance = (typeof CIRCUMSTANCES)[number];

const NOT_IN_RULES: Rule = {
  id: "category-not-in-rules",
  source: "[design]",
  en: "The rules in force that day have no such category",
  indonesian: "Aturan yang berlaku pada hari itu tidak memuat kategori ini",
};

/**
 * What follows from the categories of a case: the gravest severity of any of them, with its circumstances; who leads,
 * the gravest category's first; and what is usually done.
 */
export function triage(
  rules: RuleSet,
  categories: readonly Category[],
  circumstances: readonly Circumstance[],
  at: OccurredAt,
  now: string,
) {
  const day = dayOf(at, now);
  const { edition } = editionInForce("CASE_CATEGORIES", rules, day);
  const known = inForce("CASE_CATEGORIES", rules, day).categories;
  const found = [...new Set(categories)].map((code) => {
    const rule = known.find(({ category }) => category === code);
    if (!rule) throw new Rejection(NOT_IN_RULES, { category: code, day });
    const graver = rule.graver?.circumstances.some((each) => (circumstances as readonly string[]).includes(each));
    return { code, rule, severity: graver ? Math.min(rule.severity, rule.graver!.severity) : rule.severity };
  });
  const gravestFirst = found.toSorted((a, b) => a.severity - b.severity);
  const { severity } = gravestFirst[0]!;
  return {
    categories: found.map(({ code }) => code),
    circumstances: [...new Set(circumstances)],
    severity,
    lead: [...new Set(gravestFirst.flatMap(({ rule }) => rule.lead))],
    steps: [...new Set(gravestFirst.flatMap(({ rule }) => rule.steps))],
    edition,
    assignBy: assignBy(rules, severity, at, now),
  };
}

/**
 * The day by which an agency has said which of its officers has a case, counted from the day of an event; undefined
 * where the rules in force that day name none.
 */
export function assignBy(rules: RuleSet, severity: number, at: OccurredAt, now: string): string | undefined {
  const day = dayOf(at, now);
  const within = inForce("CASE_CATEGORIES", rules, day).assignWithin?.find((each) => each.severity === severity);
  return within && Temporal.PlainDate.from(day).add({ days: within.days }).toString();
}

function dayOf({ zone, earliest, latest }: OccurredAt, now: string): string {
  return dateIn(zone, earliest ?? latest ?? now);
}

export class TriageCase extends CaseBodyWithNote {
  @CodeField(CATEGORIES, { many: true })
  categories!: Category[];

  @CodeField(CIRCUMSTANCES, { optional: true, many: true })
  circumstances?: Circumstance[];
}

export const triageCase = caseCommand(TriageCase, {
  path: "triage",
  summary: "Change the categories of a case, or the circumstances that make it graver",
  allowed: whileOpenToday,
  loads: () => ({ rules: rulesOf("CASE_CATEGORIES") }),
  decide: (data, state, given: CaseGiven<{ readonly rules: RuleSet }>) => {
    const { categories, circumstances = [], note } = data;
    if (categories.length === 0) throw new InvalidField("missing-field", "categories", "at least one is named");
    const facts = triage(given.loaded.rules, categories, circumstances, given.at, given.now);
    return [eventOf(CaseTriaged, data, given, { subjects: subjectsOf(state), facts, narrative: { note } })];
  },
});
