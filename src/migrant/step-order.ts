import type { Given } from "../event-sourcing/deciding/decider.js";
import type { NewEvent } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { FIRST_STEPS, HALTED, HOME, PREPARING, type JourneyStep } from "./codes.js";
import { evolve } from "./evolve.js";
import { historyWith, i5NoActAfterDeath } from "./living-acts.js";
import { initialMigrant, isOpen, openJourney, type Journey, type Migrant } from "./state.js";
import { DepartureRecorded, transitionOf } from "./migrant.events.js";

export const STEP_ORDER: Rule = {
  id: "journey-step-order",
  source: "[design]",
  en: "The journey's step at that time doesn't allow this",
  indonesian: "Tahap perjalanan pada waktu itu tidak memungkinkan hal ini",
};

export const NO_JOURNEY: Rule = {
  id: "no-active-journey",
  source: "[design]",
  en: "No journey goes on; name one, or start one",
  indonesian: "Tidak ada perjalanan yang sedang berlangsung; sebutkan atau mulai perjalanan",
};

export const I9: Rule = {
  id: "I9",
  source: "[design]",
  en: "A person has at most one active journey",
  indonesian: "Seseorang hanya memiliki paling banyak satu perjalanan aktif",
};

export const I4: Rule = {
  id: "I4",
  source: "UU 18/2017 art. 13; [design]",
  en: "A procedural migrant leaves with clearance and after orientation (OPP)",
  indonesian: "PMI prosedural berangkat setelah dinyatakan layak dan mengikuti OPP",
};

const CLEARANCE_UNDER_REVIEW: Rule = {
  id: "clearance-under-review",
  source: "UU 18/2017 art. 5, 13, 84; [design]",
  en: "The clearance is under review, as something that it was given on is there no more; nobody departs on it",
  indonesian: "Kelayakan sedang ditinjau kembali karena dasarnya gugur; keberangkatan belum dapat dicatat",
};

/** The journey that a command names, else the one that goes on. @throws InvalidField, Rejection */
export function journeyFor(state: Migrant, named: string | undefined): Journey {
  const journey = named === undefined ? openJourney(state) : state.journeys.find(({ id }) => id === named);
  if (journey) return journey;
  if (named !== undefined) throw new InvalidField("unknown-journey", "journey", "names no journey of this migrant");
  throw new Rejection(NO_JOURNEY);
}

/** The state when the event happened, as it is known now. */
export function stateBefore(event: NewEvent, given: Omit<Given, "loaded">): Migrant {
  const history = historyWith([event], given);
  return history
    .slice(
      0,
      history.findIndex(({ id }) => id === ""),
    )
    .reduce(evolve, initialMigrant);
}

/**
 * What a decision about a journey checks of every event: I5, the order of steps, I4 and I9. A fact that happened before
 * the present step is a late one: it is judged by the step of its own time, and what came after it must stay allowed. A
 * journey that was found under way takes late facts from before it was found, as its steps until then are not known.
 */
export function assertFits(event: NewEvent, state: Migrant, given: Omit<Given, "loaded">): void {
  const history = historyWith([event], given);
  i5NoActAfterDeath(history);
  const known = new Set(misplaced(given.history).map(({ event: { id } }) => id));
  const wrong = misplaced(history).filter(({ event: { id } }) => id === "" || !known.has(id));
  const own = wrong.find(({ event: { id } }) => id === "");
  if (own) throw new Rejection(STEP_ORDER, { step: own.step, allowedFrom: own.allowedFrom });
  assertNone(wrong);
  i9OneActiveJourney(history);
  const before = stateBefore(event, given);
  i4LeavesWithClearance(event, state, before);
  i4ClearanceStands(event, before);
}

/** What must hold of a history as corrected, or without what was withdrawn. */
export function assertJourneyHolds(history: readonly EventRecord[]): void {
  i5NoActAfterDeath(history);
  i9OneActiveJourney(history);
  assertNone(misplaced(history));
}

function assertNone(wrong: readonly Misplaced[]): void {
  if (wrong.length > 0)
    throw new Rejection(STEP_ORDER, { contradicts: wrong.map(({ event: { id, type } }) => ({ event: id, type })) });
}

/** I9: at most one journey is active at any time. */
export function i9OneActiveJourney(history: readonly EventRecord[]): void {
  let state = initialMigrant;
  for (const event of history) {
    state = evolve(state, event);
    const active = state.journeys.filter(isOpen);
    if (active.length > 1) throw new Rejection(I9, { journeys: active.map(({ id }) => id) });
  }
}

/**
 * I4: NON_PROCEDURAL skips I1. Anyone else who was being prepared here leaves with clearance and orientation. A journey
 * that was found abroad is not checked. The status is the one that is known now: once it is determined as
 * NON_PROCEDURAL, a departure without clearance can be recorded.
 */
export function i4LeavesWithClearance(event: NewEvent, state: Migrant, before: Migrant): void {
  if (!transitionOf(event.type)?.leaves || state.placementStatus === "NON_PROCEDURAL") return;
  const id = (event.facts as { journey: string }).journey;
  const journey = before.journeys.find((each) => each.id === id);
  if (!journey?.started || ![...PREPARING, ...HALTED].some((step) => step === journey.reached)) return;
  const missing = [...(journey.clearance ? [] : ["CLEARANCE"]), ...(journey.orientation ? [] : ["ORIENTATION"])];
  if (missing.length > 0) throw new Rejection(I4, { missing, placementStatus: state.placementStatus });
}

/**
 * A clearance under review lets nobody depart. A departure from before the review is a fact, and so is whatever shows
 * that the migrant is abroad all the same.
 */
export function i4ClearanceStands(event: NewEvent, before: Migrant): void {
  if (event.type !== DepartureRecorded.type) return;
  const id = (event.facts as { journey: string }).journey;
  const review = before.journeys.find((each) => each.id === id)?.clearance?.review;
  if (review) throw new Rejection(CLEARANCE_UNDER_REVIEW, { grounds: review.grounds });
}

interface Misplaced {
  readonly event: EventRecord;
  /** Null before the journey's recorded beginning. */
  readonly step: JourneyStep | null;
  readonly allowedFrom: readonly JourneyStep[];
}

/** Events that the step at their time doesn't allow. */
function misplaced(history: readonly EventRecord[]): Misplaced[] {
  const found: Misplaced[] = [];
  const begins = beginnings(history);
  let state = initialMigrant;
  for (const event of history) {
    const id = (event.facts as { journey?: string }).journey;
    const journey = state.journeys.find((each) => each.id === id);
    if (id !== undefined && !isAllowed(event, journey, begins.get(id)))
      found.push({
        event,
        step: journey?.step ?? null,
        allowedFrom: transitionOf(event.type)?.from ?? FIRST_STEPS,
      });
    state = evolve(state, event);
  }
  return found;
}

/** Where each journey was when it became known. */
function beginnings(history: readonly EventRecord[]): Map<string, JourneyStep> {
  return new Map(
    history
      .filter(({ type }) => type === "JourneyStarted")
      .map(({ facts }) => [facts["journey"] as string, facts["foundAt"] as JourneyStep]),
  );
}

function isAllowed(event: EventRecord, journey: Journey | undefined, foundAt: JourneyStep | undefined): boolean {
  // Facts from before the journey was known: it was abroad, or home, and what led there may be recorded in any order.
  if (event.type === "JourneyStarted")
    return journey === undefined || (foundAt !== "REGISTERED" && (foundAt === "RETURNED" || isNotHome(journey)));
  if (!journey?.started) return foundAt !== undefined && foundAt !== "REGISTERED";
  const transition = transitionOf(event.type);
  const { death, toldWhole } = event.facts as { death?: string; toldWhole?: boolean };
  if (!transition || death !== undefined || toldWhole === true) return true;
  // Remains come home whatever the step was.
  if (event.type === "ReturnRecorded" && event.facts["cause"] === "DEATH") return true;
  if (transition.whileReviewed && journey.reached === "CLEARED" && journey.clearance?.review) return true;
  return (
    transition.from.includes(journey.step === "DECEASED" ? "DECEASED" : journey.reached) ||
    transition.from.includes(journey.reached)
  );
}

function isNotHome({ reached }: Journey): boolean {
  return isOpen({ reached }) && !HOME.some((step) => step === reached);
}
