import { deciderOf } from "../http/command.js";
import { reviewClearance } from "./review-clearance.js";
import { grantClearance, refuseClearance } from "./clearance.js";
import { confirmDeath, reportDeath, withdrawDeathReport } from "./death.js";
import { failDeparture, preventDeparture, recordDeparture } from "./departure.js";
import { rejectDocument, submitDocument, verifyDocument } from "./documents.js";
import { recordDetention, recordRelease, reportContactLost, restoreContact } from "./interruptions.js";
import { closeJourney, startJourney, withdrawJourney } from "./journey.js";
import { migrantAggregate } from "./migrant.js";
import { activateInsurance, attendOrientation } from "./preparation.js";
import { determinePlacementStatus, registerAsMigrant, registerMigrant } from "./registration.js";
import { recordReturn, startReintegration, startReturn } from "./return.js";
import { screenRisk } from "./risk-screening.js";
import { withdrawJourneyStep } from "./withdraw-journey-step.js";
import { endEmployment, reportArrival, startEmployment } from "./stay-abroad.js";

/** Every command of a migrant. */
export const migrantDecider = deciderOf(migrantAggregate, [
  registerMigrant,
  registerAsMigrant,
  determinePlacementStatus,
  screenRisk,
  startJourney,
  submitDocument,
  verifyDocument,
  rejectDocument,
  attendOrientation,
  activateInsurance,
  grantClearance,
  refuseClearance,
  reviewClearance,
  recordDeparture,
  reportArrival,
  startEmployment,
  endEmployment,
  startReturn,
  recordReturn,
  startReintegration,
  closeJourney,
  withdrawJourney,
  preventDeparture,
  failDeparture,
  reportContactLost,
  restoreContact,
  recordDetention,
  recordRelease,
  reportDeath,
  confirmDeath,
  withdrawDeathReport,
  withdrawJourneyStep,
]);
