import { repatriationAggregate, type Repatriation } from "../../repatriation/repatriation.js";
import { stepStatuses } from "../../repatriation/step-status.js";
import { CaseRepatriationOpened, NextActionSet } from "../../protection-case/case.events.js";
import { ShelterLeft, ShelterProvided } from "../../protection-case/action.events.js";
import { ReturneeHandedOver, ReturneeSentOnward, ReturneeWentHomeAlone } from "../../repatriation/living.events.js";

/*
 * What events mean for who has some work. Who is given it, and that it ends or goes on, is declared with the sight of
 * each type (`begins`, `assigned`, `ends`, `resumes`): it is told once. Here stands what sight does not say.
 */

/** What an event of a type means, beside what its sight says. */
export interface Meaning {
  /** An agency is given a part, and comes to see nothing by it: that in the fact, or else the one that recorded it. */
  readonly gives?: { readonly capacity: string; readonly agency: string; readonly part: string };
  /** A part is over: of one value of a fact, or all of that capacity. */
  readonly ends?: { readonly capacity: string; readonly part?: string; readonly how: Ending };
  /** Whoever has the work is asked for something. */
  readonly asks?: true;
  /** The stream in a fact belongs to this one: its work is shown with it. */
  readonly opens?: { readonly category: string; readonly id: string };
}

/** How somebody came to have it no longer. */
export const ENDINGS = [
  "GIVEN_ON",
  "DONE",
  "NOT_APPLICABLE",
  "DECLINED",
  "GAVE_UP",
  "WORK_ENDED",
  "AGENCY_ENDED",
] as const;
export type Ending = (typeof ENDINGS)[number];

export const MEANINGS: Readonly<Record<string, Meaning>> = {
  [NextActionSet.type]: { asks: true },
  [ShelterProvided.type]: { gives: { capacity: "shelter", agency: "agency", part: "stay" } },
  [ShelterLeft.type]: { ends: { capacity: "shelter", part: "stay", how: "DONE" } },
  [ReturneeSentOnward.type]: { ends: { capacity: "reception", how: "DONE" } },
  [ReturneeHandedOver.type]: { ends: { capacity: "reception", how: "DONE" } },
  [ReturneeWentHomeAlone.type]: { ends: { capacity: "reception", how: "DONE" } },
  [CaseRepatriationOpened.type]: { opens: { category: "repatriation", id: "repatriation" } },
};

/** Categories of streams that are work: somebody is to have it while it goes on. */
export const WORK: readonly string[] = ["case", "repatriation"];

/** Capacities in which somebody has a part only: who has no more than that does not have the work. */
export const PARTS: ReadonlySet<string> = new Set(["step", "reception", "shelter"]);

/** Work whose parts are done by what happens, whatever it is: what is still to be done, its state tells. */
export interface PartlyDone<State> {
  readonly capacity: string;
  readonly initial: State;
  readonly evolve: typeof repatriationAggregate.evolve;
  readonly statusOf: (state: State, part: string) => "MISSING" | "DONE" | "NOT_APPLICABLE";
}

export const PARTLY_DONE: Readonly<Record<string, PartlyDone<Repatriation>>> = {
  [repatriationAggregate.category]: {
    capacity: "step",
    initial: repatriationAggregate.initial,
    evolve: repatriationAggregate.evolve,
    statusOf: (state, step) => stepStatuses(state).find((each) => each.step === step)?.status ?? "MISSING",
  },
};

/** Facts that say what somebody was asked for, and by when; codes and dates. */
export const ASKED_FOR = { reason: ["reason", "action", "step"], due: ["due", "assignBy"] } as const;
