import type { Static, TObject } from "typebox";
import type { EventDefinition, NewEvent } from "../stored-event/event-definition.js";
import type { EventRecord } from "../stored-event/event-record.js";
import { withdrawnBy } from "../stored-event/withdrawal.js";
import type { Given } from "./decider.js";
import { eventOf } from "./new-event.js";
import { InvalidField, Rejection, type Rule } from "./rejection.js";

const WITHDRAW_FIRST: Rule = {
  id: "withdraw-first",
  source: "[design]",
  en: "What was recorded after this step rests on it: withdraw that first",
  indonesian: "Catatan setelah langkah ini bergantung padanya: tarik dahulu catatan tersebut",
};

/** An event that must be withdrawn before another can be. */
export interface Resting {
  readonly event: string;
  readonly type: string;
}

/** What a withdrawal takes back, and the history as it is without it. */
export interface Withdrawing {
  readonly withdrawn: EventRecord;
  readonly without: readonly EventRecord[];
}

/**
 * The event that a command withdraws.
 * @param types of events that can be withdrawn
 * @throws InvalidField when the history has no such event of such a type
 */
export function withdrawing(
  id: string,
  types: readonly EventDefinition[],
  { history }: Pick<Given, "history">,
): Withdrawing {
  const withdrawn = history.find((event) => event.id === id);
  if (!withdrawn || !types.some(({ type, withdrawable }) => withdrawable && type === withdrawn.type))
    throw new InvalidField("not-withdrawable", "event", "names no step of this history that can be withdrawn");
  return { withdrawn, without: history.filter((event) => event !== withdrawn) };
}

/** @throws Rejection that names what must be withdrawn first, if anything */
export function assertNothingRests(resting: readonly Resting[]): void {
  if (resting.length > 0) throw new Rejection(WITHDRAW_FIRST, { first: resting });
}

/** As `assertNothingRests`, of what a rule of the whole history says of it without the step. */
export function assertHoldsWithout(without: readonly EventRecord[], holds: (history: readonly EventRecord[]) => void) {
  try {
    holds(without);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    throw new Rejection(WITHDRAW_FIRST, { first: [], because: error.rule.id, ...error.details });
  }
}

/** Makes the event that withdraws another: about the same persons, at the time at which it is recorded. */
export function withdrawalOf<Name extends string, Facts extends TObject>(
  definition: EventDefinition<Name, Facts>,
  { withdrawn }: Withdrawing,
  given: Pick<Given, "now">,
  facts: Static<Facts>,
  explanation: string | undefined,
): NewEvent {
  const event = eventOf(definition, {}, given, { subjects: withdrawn.subjects, facts, narrative: { explanation } });
  return { ...event, corrects: { event: withdrawn.id, revision: withdrawn.revision } };
}

/** What followed in another stream from an event, to be loaded from there: a process manager recorded it. */
export function followedFrom(category: string, source: string) {
  return {
    category,
    events: [],
    initial: [] as readonly EventRecord[],
    evolve: (found: readonly EventRecord[], event: EventRecord) =>
      event.causation === source && withdrawnBy(event) === undefined ? [...found, event] : found,
  };
}
