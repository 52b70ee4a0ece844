import { assertHoldsWithout, type Resting } from "../../event-sourcing/deciding/withdrawing.js";
import { anyDefinitions } from "../../event-sourcing/stored-event/event-definition.js";
import { WithdrawalBody, withdrawalCommand } from "../../http/withdrawal-command.js";
import { agreementEvents, AgreementStepWithdrawn } from "./agreement.events.js";
import { agreementAggregate, type Agreement } from "./agreement.js";

export class WithdrawAgreementStep extends WithdrawalBody {}

export const withdrawAgreementStep = withdrawalCommand(WithdrawAgreementStep, {
  summary: "Withdraw a commitment, or a status of one, that was recorded by mistake",
  events: anyDefinitions(agreementEvents),
  withdrawal: AgreementStepWithdrawn,
  restsOn: ({ withdrawn }, { commitments, steps }: Agreement): Resting[] => {
    const made = commitments.find(({ event }) => event === withdrawn.id);
    return steps
      .filter(({ commitment }) => commitment === made?.id)
      .map(({ event }) => ({ event, type: "CommitmentStatusRecorded" }));
  },
  holds: ({ without }) => assertHoldsWithout(without, agreementAggregate.holds!),
});
