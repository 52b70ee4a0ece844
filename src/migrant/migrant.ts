import type { Decider, Load } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import { grantClearance, refuseClearance } from "./clearance.js";
import { confirmDeath, reportDeath, withdrawDeathReport } from "./death.js";
import { rejectDocument, submitDocument, verifyDocument } from "./documents.js";
import { evolve } from "./evolve.js";
import * as journeys from "./journeys.js";
import { migrantEvents } from "./migrant.events.js";
import { determinePlacementStatus, registerMigrant, screenRisk } from "./registration.js";
import { initialMigrant, type Migrant } from "./state.js";
import { assertHolds } from "./step-order.js";

export { openJourney, phaseOf, type Death, type Document, type Journey, type Migrant } from "./state.js";

/** `migrant-<id>`: the life of a migrant worker, under the id of the person. */
export const migrantAggregate: Decider<Migrant> = {
  category: "migrant",
  events: anyDefinitions(migrantEvents),
  initial: initialMigrant,
  evolve,
  holds: assertHolds,
  decisions: {
    RegisterMigrant: registerMigrant,
    DeterminePlacementStatus: determinePlacementStatus,
    ScreenRisk: screenRisk,
    StartJourney: journeys.startJourney,
    SubmitDocument: submitDocument,
    VerifyDocument: verifyDocument,
    RejectDocument: rejectDocument,
    AttendOrientation: journeys.attendOrientation,
    ActivateInsurance: journeys.activateInsurance,
    GrantClearance: grantClearance,
    RefuseClearance: refuseClearance,
    RecordDeparture: journeys.recordDeparture,
    ReportArrival: journeys.reportArrival,
    StartEmployment: journeys.startEmployment,
    EndEmployment: journeys.endEmployment,
    StartReturn: journeys.startReturn,
    RecordReturn: journeys.recordReturn,
    StartReintegration: journeys.startReintegration,
    CloseJourney: journeys.closeJourney,
    WithdrawJourney: journeys.withdrawJourney,
    PreventDeparture: journeys.preventDeparture,
    FailDeparture: journeys.failDeparture,
    ReportContactLost: journeys.reportContactLost,
    RestoreContact: journeys.restoreContact,
    RecordDetention: journeys.recordDetention,
    RecordRelease: journeys.recordRelease,
    ReportDeath: reportDeath,
    ConfirmDeath: confirmDeath,
    WithdrawDeathReport: withdrawDeathReport,
  },
};

/** To load a migrant beside a decision's own stream; `discovery` is undefined for one that isn't there. */
export function migrantOf(person: string): Load<Migrant> {
  return { aggregate: migrantAggregate, id: person.toLowerCase() };
}
