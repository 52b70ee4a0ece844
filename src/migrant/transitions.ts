import type { TObject } from "typebox";
import { defineEvent, type EventDefinition } from "../event-sourcing/stored-event/event-definition.js";
import { HALTED, JOURNEY_STEPS, PREPARING, type JourneyStep } from "./codes.js";

/**
 * In which steps of a journey an event may be recorded, and where it leads. A fact that happened before the present
 * step is judged by the step of its own time. Steps may be skipped where a source may be silent: an arrival without a
 * departure, a return without a job.
 */
export interface Transition {
  readonly from: Steps;
  /** Also while the clearance that was given is under review. */
  readonly whileReviewed?: true;
  /** The step that follows; absent where the step stays as it is, or follows from more than the step. */
  readonly to?: JourneyStep;
  /** An act of the living migrant (I5). Papers and what others do about them are none. */
  readonly act: boolean;
  /** Someone who is still preparing has gone abroad by it (I4). */
  readonly leaves?: true;
}

type Steps = readonly JourneyStep[];
export const BEFORE_LEAVING: Steps = [...PREPARING, ...HALTED];
export const BEFORE_CLEARANCE: Steps = BEFORE_LEAVING.filter((step) => step !== "CLEARED");
export const ANYWHERE: Steps = JOURNEY_STEPS.filter((step) => step !== "DECEASED");

type Defined<Name extends string, Facts extends TObject> = Pick<
  EventDefinition<Name, Facts>,
  "type" | "title" | "sight" | "facts"
> &
  Partial<Pick<EventDefinition<Name, Facts>, "personal" | "narrows" | "withdrawable">>;

/** Defines an event of a journey, with its transition. */
export function journeyEvent<Name extends string, Facts extends TObject>({
  transition,
  ...definition
}: Defined<Name, Facts> & { readonly transition: Transition }): EventDefinition<Name, Facts> & {
  readonly transition: Transition;
} {
  return Object.assign(defineEvent(definition), { transition });
}
