import { NO_ROUTE } from "./codes.js";
import type { Assignment, Doing, RemainsDocument, Repatriation } from "./repatriation.state.js";
import { hasStep } from "./step-order.js";
import { BESIDE_THE_WAY, STEPS } from "./steps.js";

/** The status of a step: done; not applicable, and why; or missing, as no event records it. */
export interface StepStatus {
  readonly step: string;
  readonly status: "DONE" | "MISSING" | "NOT_APPLICABLE";
  /** Not every case has it ("if any"): it may be missing, and nothing is lacking. */
  readonly optional: boolean;
  /** Kinds of agencies, FAMILY or EMPLOYER: who can provide what is missing. */
  readonly providers: readonly string[];
  /** Each time that it was done, as it happened. */
  readonly times: readonly Doing[];
  readonly reason: string | null;
  /** Who has it to do, while it is missing. */
  readonly has: Assignment | null;
}

export interface DocumentStatus {
  readonly kind: string;
  readonly status: "MISSING" | RemainsDocument["status"];
  readonly providers: readonly string[];
  readonly document: string | null;
}

/** The papers of remains, against the set of their disposition and route. */
export interface PapersStatus {
  readonly disposition: string;
  readonly route: string;
  /** True while disposition or route isn't known: the set is the usual one, and may change. */
  readonly presumed: boolean;
  readonly documents: readonly DocumentStatus[];
}

/** Every step of a case: those of its plan, in order, and what else was done. */
export function stepStatuses(state: Repatriation): StepStatus[] {
  const planned = state.plan.map(({ step }) => step);
  const known = state.kind ? Object.keys(STEPS[state.kind]) : [];
  const beside = known.filter((step) => !planned.includes(step) && state.done[step]);
  return [
    ...state.plan.map(({ step, providers, optional }) => ({ step, providers, optional, ...outcomeOf(state, step) })),
    ...beside.map((step) => ({ step, providers: [], optional: true, ...outcomeOf(state, step) })),
  ];
}

type Outcome = Pick<StepStatus, "status" | "times" | "reason" | "has">;

function outcomeOf(state: Repatriation, step: string): Outcome {
  const times = step === "DOCUMENTS_VERIFIED" ? lastCheck(state) : (state.done[step] ?? []);
  if (times.length > 0) return { status: "DONE", times, reason: null, has: null };
  const reason = whyNotApplicable(state, step);
  if (reason !== null) return { status: "NOT_APPLICABLE", times, reason, has: null };
  return { status: "MISSING", times, reason: null, has: state.assigned[step] ?? null };
}

function whyNotApplicable(state: Repatriation, code: string): string | null {
  const step = state.kind && STEPS[state.kind][code];
  if (step?.unless !== undefined && state.done[step.unless]) return step.unless;
  if (step && state.disposition && !hasStep(step, state.disposition.disposition)) return state.disposition.disposition;
  if (code === "FAMILY_NOTIFIED" && state.searches.length > 0) return "NO_FAMILY_FOUND";
  return state.notApplicable[code]?.reason ?? null;
}

/** The check that completed the papers, if they are complete. */
function lastCheck(state: Repatriation): Doing[] {
  const papers = papersOf(state);
  if (!papers || papers.documents.some(({ status }) => status !== "VERIFIED")) return [];
  const ids = papers.documents.map(({ document }) => document);
  const checks = state.documents.flatMap(({ id, checked }) => (checked && ids.includes(id) ? [checked] : []));
  return checks.slice(-1);
}

/** The papers of remains; none for the living, or where the rules of the day had no set. */
export function papersOf(state: Repatriation): PapersStatus | undefined {
  const disposition = state.disposition?.disposition ?? "REPATRIATE";
  const stays = disposition === "BURY_ABROAD";
  const route = stays ? NO_ROUTE : (state.route ?? "AIR");
  const set = state.documentSets.find((each) => each.disposition === disposition && each.route === route);
  if (!set) return undefined;
  return {
    disposition,
    route,
    presumed: state.disposition === null || (!stays && state.route === null),
    documents: set.documents.map(({ kind, providers }) => {
      const best = bestOf(state.documents.filter((document) => document.kind === kind));
      return { kind, providers, status: best?.status ?? "MISSING", document: best?.id ?? null };
    }),
  };
}

const RANK = { VERIFIED: 2, SUBMITTED: 1, REJECTED: 0 } as const;

/** Of several papers of one kind: a verified one, else one to be checked; of equals the newest. */
function bestOf(documents: readonly RemainsDocument[]): RemainsDocument | undefined {
  return documents.reduce<RemainsDocument | undefined>(
    (best, each) => (best === undefined || RANK[each.status] >= RANK[best.status] ? each : best),
    undefined,
  );
}

/** The furthest step of the way that is done, in the order of the plan; REQUESTED before any. */
export function furthestStep(steps: readonly StepStatus[]): string {
  const done = steps.filter(({ step, status }) => status === "DONE" && !BESIDE_THE_WAY.includes(step));
  return done.at(-1)?.step ?? "REQUESTED";
}

/** Steps that are lacking: missing, and none that not every case has. */
export function missingSteps(steps: readonly StepStatus[]): string[] {
  return steps.filter(({ status, optional }) => status === "MISSING" && !optional).map(({ step }) => step);
}

/**
 * What a repatriation still lacks to be complete: which steps these are follows from its kind, its plan, and the
 * disposition.
 */
export function stepsToComplete(state: Repatriation): string[] {
  const steps = state.kind === undefined ? {} : STEPS[state.kind];
  return missingSteps(stepStatuses(state)).filter((step) => steps[step]?.completes === true);
}

/** Steps of the plan that come before one, and are missing when it is taken. */
export function stepsLackingBefore(state: Repatriation, step: string): string[] {
  const before = state.kind === undefined ? [] : STEPS[state.kind][step]!.after;
  return missingSteps(stepStatuses(state)).filter((each) => before.includes(each));
}
