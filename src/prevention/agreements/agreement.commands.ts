import { deciderOf, type DeclaredCommand } from "../../http/command.js";
import { agreementAggregate, type Agreement } from "./agreement.js";
import { makeCommitment } from "./make-commitment.js";
import { recordCommitmentStatus } from "./record-commitment-status.js";
import { recordMeeting } from "./record-meeting.js";
import { withdrawAgreementStep } from "./withdraw-agreement-step.js";

/** Every command of an agreement. */
export const agreementDecider = deciderOf(agreementAggregate, [
  recordMeeting,
  makeCommitment,
  recordCommitmentStatus,
  withdrawAgreementStep,
] as readonly DeclaredCommand<Agreement>[]);
