import { AgencyField } from "../agency/agency-field.js";
import { OfficerField } from "../agency/officer-field.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { CodeField, DateField, NarrativeField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { NOT_APPLICABLE_REASONS } from "./codes.js";
import { ONLY_WHILE_OPEN, repatriationCommand } from "./repatriation-command.js";
import { RepatriationStepAssigned, RepatriationStepNotApplicable } from "./repatriation.events.js";
import type { Repatriation } from "./repatriation.state.js";
import { stepStatuses } from "./step-status.js";
import { STEP_CODES, STEPS } from "./steps.js";

const NOT_A_STEP: Rule = {
  id: "step-not-open",
  source: "[design]",
  en: "The repatriation has no such step to do: it is done, does not apply, or is not one of its steps",
  indonesian: "Pemulangan ini tidak memiliki langkah tersebut, atau langkah itu sudah selesai atau tidak berlaku",
};

const ALWAYS_APPLIES: Rule = {
  id: "step-always-applies",
  source: "[design]",
  en: "This step always applies",
  indonesian: "Langkah ini selalu berlaku",
};

/** @throws Rejection when there is no such step to do */
export function assertOpenStep(state: Repatriation, code: string): void {
  const step = stepStatuses(state).find((each) => each.step === code);
  if (step?.status !== "MISSING") throw new Rejection(NOT_A_STEP, { step: code, state: step?.status ?? null });
}

export class AssignStep extends Occurring {
  @CodeField(STEP_CODES)
  step!: string;

  @AgencyField({ toDo: true })
  agency!: string;

  @OfficerField({ agency: "agency", optional: true, description: "The officer there who has it" })
  officer?: string;

  @DateField({ kind: "DUE", optional: true, description: "The last day on which it is not overdue" })
  due?: string;
}

export const assignStep = repatriationCommand(AssignStep, {
  path: "assignments",
  summary: "Assign a step to an agency",
  allowed: ONLY_WHILE_OPEN,
  event: RepatriationStepAssigned,
  decide: ({ step, agency, officer, due }, state) => {
    assertOpenStep(state, step);
    return { facts: { step, agency, officer, due } };
  },
});

export class MarkNotApplicable extends Occurring {
  @CodeField(STEP_CODES)
  step!: string;

  @CodeField(NOT_APPLICABLE_REASONS)
  reason!: (typeof NOT_APPLICABLE_REASONS)[number];

  @NarrativeField({ optional: true })
  note?: string;
}

export const markNotApplicable = repatriationCommand(MarkNotApplicable, {
  path: "not-applicable-steps",
  summary: "Record that a step does not apply to this repatriation",
  allowed: ONLY_WHILE_OPEN,
  event: RepatriationStepNotApplicable,
  decide: ({ step, reason, note }, state) => {
    if (STEPS[state.kind!][step]?.always) throw new Rejection(ALWAYS_APPLIES, { step });
    assertOpenStep(state, step);
    return { facts: { step, reason }, narrative: { note } };
  },
});
