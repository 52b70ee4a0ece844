import {
  assertMayPass,
  loadsReceiver,
  Reassigning,
  type OfOffice,
  type ReassigningLoads,
} from "../agency/reassigning.js";
import { ofBatch } from "../http/command.js";
import { CodeField } from "../http/fields.js";
import { assertOpenStep } from "./assign-step.js";
import { ONLY_WHILE_OPEN, repatriationCommand } from "./repatriation-command.js";
import { RepatriationStepAssigned } from "./repatriation.events.js";
import { STEP_CODES } from "./steps.js";

export class ReassignStep extends Reassigning {
  @CodeField(STEP_CODES)
  step!: string;
}

/** A step passes to another officer of the office that has it, and stays due as it was. */
export const reassignStep = ofBatch(
  repatriationCommand(ReassignStep, {
    // Never a route: `ofBatch`.
    path: "reassignments",
    summary: "Hand the step to another officer of the office",
    allowed: ONLY_WHILE_OPEN,
    event: RepatriationStepAssigned,
    loads: loadsReceiver,
    decide: (data, state, given) => {
      const { step, agency, officer } = data;
      assertOpenStep(state, step);
      const has = state.assigned[step];
      assertMayPass(
        has ?? { agency: null, officer: null },
        data as ReassignStep & OfOffice,
        given.loaded as ReassigningLoads,
        "REPATRIATION_HANDLE",
      );
      return { facts: { step, agency, officer, due: has?.due ?? undefined } };
    },
  }),
);
