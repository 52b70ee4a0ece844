import { dateIn, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { editionInForce, inForce, type RuleSet } from "../rules/rule-set.js";
import type { Category, CIRCUMSTANCES } from "./codes.js";

type Circumstance = (typeof CIRCUMSTANCES)[number];

const NOT_IN_RULES: Rule = {
  id: "category-not-in-rules",
  source: "[design] CASE_CATEGORIES",
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
  const day = dateIn(at.zone, at.earliest ?? at.latest ?? now);
  const { edition } = editionInForce("CASE_CATEGORIES", rules, day);
  const known = inForce("CASE_CATEGORIES", rules, day).categories;
  const found = [...new Set(categories)].map((code) => {
    const rule = known.find(({ category }) => category === code);
    if (!rule) throw new Rejection(NOT_IN_RULES, { category: code, day });
    const graver = rule.graver?.circumstances.some((each) => (circumstances as readonly string[]).includes(each));
    return { code, rule, severity: graver ? Math.min(rule.severity, rule.graver!.severity) : rule.severity };
  });
  const gravestFirst = found.toSorted((a, b) => a.severity - b.severity);
  return {
    categories: found.map(({ code }) => code),
    circumstances: [...new Set(circumstances)],
    severity: gravestFirst[0]!.severity,
    lead: [...new Set(gravestFirst.flatMap(({ rule }) => rule.lead))],
    steps: [...new Set(gravestFirst.flatMap(({ rule }) => rule.steps))],
    edition,
  };
}
