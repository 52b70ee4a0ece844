import {
  assertMayPass,
  loadsReceiver,
  Reassigning,
  type OfOffice,
  type ReassigningLoads,
} from "../agency/reassigning.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { ofBatch } from "../http/command.js";
import { caseCommand, subjectsOf, type CaseGiven } from "./case-command.js";
import { CaseAssigned } from "./case.events.js";
import { whileOpenToday } from "./stages.js";

export class ReassignCase extends Reassigning {}

/**
 * A case passes to another officer of the office that has it. Where it waits at an office for its first officer, that
 * office has it, and not the one that it came from.
 */
export const reassignCase = ofBatch(
  caseCommand<ReassignCase, ReassigningLoads>(ReassignCase, {
    summary: "Hand the case to another officer of the office",
    allowed: whileOpenToday,
    loads: loadsReceiver,
    decide: (data, state, given: CaseGiven<ReassigningLoads>) => {
      const { unassigned, assignment } = state;
      const nobody = { agency: unassigned?.agency ?? null, officer: null };
      const holder = unassigned === null ? (assignment ?? nobody) : nobody;
      assertMayPass(holder, data as ReassignCase & OfOffice, given.loaded, "CASE_HANDLE");
      const { agency, officer } = data;
      return [eventOf(CaseAssigned, data, given, { subjects: subjectsOf(state), facts: { agency, officer } })];
    },
  }),
);
