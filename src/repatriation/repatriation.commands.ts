import { deciderOf } from "../http/command.js";
import { recordAccompaniment } from "./accompany.js";
import { assignStep, markNotApplicable } from "./assign-step.js";
import { inventoryBelongings, recordClaim } from "./belongings-and-claims.js";
import { decideDisposition } from "./decide-disposition.js";
import { cancelRepatriation, closeRepatriation, reinstateRepatriation, reportOutcome } from "./end-repatriation.js";
import { flagDisclosure } from "./flag-disclosure.js";
import { recordHomeAlone } from "./go-home-alone.js";
import { handOverRemains, handOverReturnee } from "./hand-over.js";
import { recordDebarkation, recordReception, recordReturneeDeparture, recordReturneeOnward } from "./journey-home.js";
import { recordCremation, recordLaidToRest } from "./lay-to-rest.js";
import { notifyFamily, recordFamilySearch } from "./notify-family.js";
import { agreeFunding, bookCargo, enterDeath, legalisePapers, recordAutopsy } from "./prepare-remains.js";
import {
  bookTicket,
  certifyFitToTravel,
  confirmReturneeIdentity,
  recordExitClearance,
  recordTravelDocument,
} from "./prepare-return.js";
import { rejectRemainsDocument, submitRemainsDocument, verifyRemainsDocument } from "./remains-documents.js";
import {
  permitQuarantine,
  recordRemainsArrival,
  recordRemainsDeparture,
  recordRemainsOnward,
  releaseFromCustoms,
} from "./remains-journey.js";
import { repatriationAggregate } from "./repatriation.js";
import {
  addRepatriationTask,
  assignRepatriationTask,
  completeRepatriationTask,
  dropRepatriationTask,
  moveRepatriationTask,
  reassignRepatriationTask,
} from "./repatriation-tasks.js";
import { reassignStep } from "./reassign-step.js";
import { requestRepatriation } from "./request-repatriation.js";
import { withdrawStep } from "./withdraw-step.js";

/** Every command of a repatriation. */
export const repatriationDecider = deciderOf(repatriationAggregate, [
  requestRepatriation,
  confirmReturneeIdentity,
  recordTravelDocument,
  recordExitClearance,
  certifyFitToTravel,
  bookTicket,
  recordReturneeDeparture,
  recordDebarkation,
  recordReception,
  recordReturneeOnward,
  handOverReturnee,
  recordHomeAlone,
  notifyFamily,
  recordFamilySearch,
  decideDisposition,
  agreeFunding,
  recordAutopsy,
  submitRemainsDocument,
  verifyRemainsDocument,
  rejectRemainsDocument,
  enterDeath,
  legalisePapers,
  bookCargo,
  recordCremation,
  recordRemainsDeparture,
  recordRemainsArrival,
  permitQuarantine,
  releaseFromCustoms,
  recordRemainsOnward,
  handOverRemains,
  recordLaidToRest,
  recordAccompaniment,
  reportOutcome,
  inventoryBelongings,
  recordClaim,
  assignStep,
  reassignStep,
  markNotApplicable,
  flagDisclosure,
  cancelRepatriation,
  reinstateRepatriation,
  closeRepatriation,
  withdrawStep,
  addRepatriationTask,
  assignRepatriationTask,
  reassignRepatriationTask,
  moveRepatriationTask,
  completeRepatriationTask,
  dropRepatriationTask,
]);
