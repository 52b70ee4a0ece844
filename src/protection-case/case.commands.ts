import { deciderOf } from "../http/command.js";
import { recordVictimOutcome, takeCaseAction } from "./actions.js";
import { assignCase, endReferral, referCase } from "./assignment.js";
import {
  addCaseTask,
  assignCaseTask,
  completeCaseTask,
  dropCaseTask,
  moveCaseTask,
  reassignCaseTask,
} from "./case-tasks.js";
import { noteRepatriation, openRepatriation } from "./case-repatriations.js";
import { closeCaseAdministratively, reopenCase, resolveCase } from "./closing.js";
import { flagContact, logContact } from "./contacts.js";
import { decideImmigrationFine, issueEmergencyTravelDocument, obtainExitPermit } from "./exit-papers.js";
import { recommendSanction, startLitigation } from "./legal-steps.js";
import { fulfilSettlement, holdClarification, holdMediation, settleCase } from "./mediation.js";
import { completeNextAction, setNextAction } from "./next-action.js";
import { recordParty, removeParty } from "./parties.js";
import { caseAggregate } from "./protection-case.js";
import { reassignCase } from "./reassign-case.js";
import { receiveComplaint } from "./receive-complaint.js";
import { endShelter, provideShelter } from "./shelter.js";
import { noteVictimDeath } from "./note-victim-death.js";
import { assessTrafficking } from "./trafficking-assessment.js";
import { startTraffickingScreening } from "./trafficking-screening.js";
import { triageCase } from "./triage.js";
import { requestDocuments, verifyCase } from "./verification.js";
import { withdrawCaseStep } from "./withdraw-case-step.js";

/** Every command of a case. */
export const caseDecider = deciderOf(caseAggregate, [
  receiveComplaint,
  triageCase,
  recordParty,
  removeParty,
  requestDocuments,
  verifyCase,
  assignCase,
  reassignCase,
  holdClarification,
  holdMediation,
  settleCase,
  fulfilSettlement,
  recommendSanction,
  startLitigation,
  referCase,
  endReferral,
  resolveCase,
  closeCaseAdministratively,
  reopenCase,
  setNextAction,
  completeNextAction,
  provideShelter,
  endShelter,
  issueEmergencyTravelDocument,
  decideImmigrationFine,
  obtainExitPermit,
  takeCaseAction,
  recordVictimOutcome,
  logContact,
  startTraffickingScreening,
  assessTrafficking,
  openRepatriation,
  noteRepatriation,
  flagContact,
  withdrawCaseStep,
  noteVictimDeath,
  addCaseTask,
  assignCaseTask,
  reassignCaseTask,
  moveCaseTask,
  completeCaseTask,
  dropCaseTask,
]);
