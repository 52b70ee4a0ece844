/*
 * What each figure is, counted slowly: over all things that the model has, one by one. Written by hand from the
 * definitions, and from nothing of the service.
 */

type Values = { readonly [dimension: string]: string | number | null | readonly string[] };

export interface Thing {
  readonly values: Values;
}

interface Counting {
  readonly view: string;
  readonly counts: (values: Values, today: string) => boolean;
  /** Of a distribution: the number of a thing; of one per somebody, whose it is. */
  readonly days?: (values: Values, today: string) => number;
  readonly per?: string;
  /** The number of each, which is added up. */
  readonly sum?: string;
  readonly having?: (values: Values) => boolean;
}

const every = () => true;
const days = (name: string, also: (values: Values) => boolean = every) => ({
  counts: (values: Values) => values[name] !== null && also(values),
  days: (values: Values) => values[name] as number,
});
const DAY = 86_400_000;

export const COUNTINGS: { readonly [measure: string]: Counting } = {
  cases: { view: "figure-cases", counts: every },
  "open-cases": { view: "figure-cases", counts: ({ open }) => open === "true" },
  victims: { view: "figure-victims", counts: every },
  "first-contact-days": { view: "figure-cases", ...days("daysToContact") },
  "case-delay-days": { view: "figure-cases", ...days("daysToReport") },
  "closure-days": { view: "figure-cases", ...days("daysToClose", ({ open }) => open === "false") },
  "closure-share": { view: "figure-cases", counts: every, having: ({ open }) => open === "false" },
  caseload: {
    view: "figure-cases",
    counts: ({ open, officer }) => open === "true" && officer !== "NONE",
    per: "officer",
  },
  "overdue-cases": {
    view: "figure-cases",
    counts: ({ open, due }, today) => open === "true" && due !== "NONE" && due! < today,
  },
  "overdue-repatriations": {
    view: "figure-repatriations",
    counts: ({ status, due }, today) => status === "OPEN" && due !== "NONE" && due! < today,
  },
  repatriations: { view: "figure-repatriations", counts: every },
  "repatriation-step-days": {
    view: "figure-repatriations",
    counts: ({ status, stepSince }) => status === "OPEN" && stepSince !== "NONE",
    days: ({ stepSince }, today) => Math.max(0, (Date.parse(today) - Date.parse(stepSince as string)) / DAY),
  },
  "repatriation-step-duration-days": { view: "figure-repatriation-steps", ...days("daysBefore") },
  handovers: { view: "figure-repatriation-steps", counts: ({ step }) => step === "HANDED_OVER" },
  "landing-days": { view: "figure-repatriations", ...days("daysToLanding") },
  landings: { view: "figure-repatriations", counts: ({ landed }) => landed !== "NONE" },
  "death-to-home-days": { view: "figure-repatriations", ...days("daysFromDeath", ({ kind }) => kind === "REMAINS") },
  deaths: { view: "figure-deaths", counts: ({ status }) => status === "CONFIRMED" },
  "reported-deaths": { view: "figure-deaths", counts: ({ status }) => status === "REPORTED" },
  "death-delay-days": { view: "figure-deaths", ...days("daysToReport", ({ status }) => status === "CONFIRMED") },
  flows: { view: "figure-journeys", counts: ({ left }) => left === "true" },
  "repatriated-again": { view: "figure-returnees", counts: every, having: ({ again }) => again === "true" },
  "outreach-sessions": { view: "figure-outreach", counts: every },
  "outreach-reach": { view: "figure-outreach", counts: ({ attendees }) => attendees !== null, sum: "attendees" },
  "officials-trained": {
    view: "figure-outreach",
    counts: ({ attendees, form, audience }) => attendees !== null && form === "TRAINING" && audience === "OFFICIALS",
    sum: "attendees",
  },
  referrals: { view: "figure-referrals", counts: every },
  "referral-answer-days": { view: "figure-referrals", ...days("daysToAnswer") },
  "case-deadlines": { view: "figure-case-deadlines", counts: every },
  "case-deadlines-late-share": {
    view: "figure-case-deadlines",
    counts: ({ outcome }) => ["MET", "MET_LATE", "MISSED"].includes(outcome as string),
    having: ({ outcome }) => outcome !== "MET",
  },
  arrivals: { view: "figure-journeys", counts: ({ arrived }) => arrived !== "NONE" },
};

export interface SlowFigure {
  readonly counted: number;
  readonly value: number | null;
}

/** By the values of the dimensions asked for, joined; what has several stands under each. */
export function slowlyCounted(
  measure: string,
  things: readonly Thing[],
  by: readonly string[],
  today: string,
): Map<string, SlowFigure> {
  const { counts } = COUNTINGS[measure]!;
  const groups = new Map<string, Thing[]>();
  for (const thing of things.filter(({ values }) => counts(values, today)))
    for (const key of keysOf(thing, by)) groups.set(key, [...(groups.get(key) ?? []), thing]);
  return new Map([...groups].map(([key, its]) => [key, { counted: its.length, value: valueOf(measure, its, today) }]));
}

function keysOf({ values }: Thing, by: readonly string[]): string[] {
  let keys = [""];
  for (const dimension of by)
    keys = keys.flatMap((key) => [values[dimension]].flat().map((value) => `${key}/${String(value)}`));
  return keys;
}

function valueOf(measure: string, things: readonly Thing[], today: string): number | null {
  const { days: dayOf, per, having, sum } = COUNTINGS[measure]!;
  if (sum) return things.reduce((all, { values }) => all + (values[sum] as number), 0);
  if (having) return Math.round((things.filter(({ values }) => having(values)).length / things.length) * 1e4) / 1e4;
  const numbers = dayOf
    ? things.map(({ values }) => dayOf(values, today))
    : per
      ? [...Map.groupBy(things, ({ values }) => values[per]).values()].map((its) => its.length)
      : undefined;
  if (numbers === undefined) return things.length;
  // Half of them are at most as many.
  return numbers.toSorted((a, b) => a - b)[Math.ceil(numbers.length / 2) - 1]!;
}
