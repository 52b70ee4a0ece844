import { definitelyBefore, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { Repatriation } from "./repatriation.state.js";
import { precedents, STEPS, type Step } from "./steps.js";

const STEP_ORDER: Rule = {
  id: "repatriation-step-order",
  source: "[design]",
  en: "By its time, this step would have come before one that it can't precede, or after one that it must precede",
  indonesian: "Menurut waktunya, langkah ini bertentangan dengan urutan langkah lain",
};

const DONE_ALREADY: Rule = {
  id: "step-already-done",
  source: "[design]",
  en: "This step has been recorded; what was recorded wrongly is corrected",
  indonesian: "Langkah ini sudah dicatat; kekeliruan diperbaiki melalui koreksi",
};

const NOT_OF_DISPOSITION: Rule = {
  id: "step-not-of-disposition",
  source: "[design]",
  en: "What was decided for the remains has no such step",
  indonesian: "Keputusan mengenai jenazah tidak memiliki langkah ini",
};

/** A step may be done at this time: once only, unless it repeats; with this disposition; and in no impossible order. */
export function assertStepPossible(state: Repatriation, code: string, at: OccurredAt): void {
  const step = STEPS[state.kind!][code]!;
  if (state.done[code] && !step.repeats) throw new Rejection(DONE_ALREADY, { step: code });
  if (step.unless !== undefined && state.done[step.unless]) throw new Rejection(DONE_ALREADY, { step: step.unless });
  if (state.disposition && !hasStep(step, state.disposition.disposition))
    throw new Rejection(NOT_OF_DISPOSITION, { step: code, disposition: state.disposition.disposition });
  assertOrder(state, code, at);
}

export function hasStep({ dispositions }: Step, disposition: string): boolean {
  return dispositions === undefined || (dispositions as readonly string[]).includes(disposition);
}

/** What must hold of a whole history, as a correction would leave it. */
export function assertAllInOrder(state: Repatriation): void {
  for (const [code, times] of Object.entries(state.done)) for (const { at } of times) assertOrder(state, code, at);
}

function assertOrder({ kind, done }: Repatriation, code: string, at: OccurredAt): void {
  const before = precedents(kind!, code);
  for (const [other, times] of Object.entries(done)) {
    const mustPrecede = before.has(other);
    const mustFollow = precedents(kind!, other).has(code);
    for (const time of times)
      if ((mustPrecede && definitelyBefore(at, time.at)) || (mustFollow && definitelyBefore(time.at, at)))
        throw new Rejection(STEP_ORDER, { step: code, contradicts: other });
  }
}
