import { splitStream } from "../event-sourcing/deciding/decider.js";
import { followedFrom } from "../event-sourcing/deciding/withdrawing.js";
import type { FollowUp, ProcessManager, ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { withdrawnBy, type WithdrawalFacts } from "../event-sourcing/stored-event/withdrawal.js";
import { openStaysOf } from "../protection-case/case.state.js";
import { protectionCasesOf } from "../protection-case/cases-of-person.js";
import { caseOf } from "../protection-case/protection-case.js";
import { casesOf } from "./cases-of-person.js";
import { repatriationOf } from "./repatriation.js";

/**
 * When a step of a repatriation was withdrawn, then what followed from it is withdrawn, too: the return of the migrant,
 * and the end of a stay in a shelter. When an exit paper of a case was withdrawn, then so is the step of a repatriation
 * that followed from it.
 */
export const withdrawnProcessManager: ProcessManager = {
  name: "repatriation-withdrawn",
  when: ["RepatriationStepWithdrawn", "CaseStepWithdrawn"],
  async thenSend(event, reads) {
    const [category, id] = splitStream(event.stream);
    const source = withdrawnBy(event)!;
    const { reason } = event.facts as unknown as WithdrawalFacts;
    const withdraw = async (stream: string, of: string, command: string): Promise<FollowUp[]> => {
      const followed = await reads.load({ aggregate: followedFrom(stream, source), id: of });
      return followed.map((each) => ({ category: stream, id: of, command, data: { event: each.id, reason } }));
    };
    if (category === "case") {
      const persons = [...new Set(event.subjects.map(({ person }) => person))];
      const repatriations = (await Promise.all(persons.map((person) => casesOf(person, reads)))).flat();
      const found = await Promise.all(repatriations.map((each) => withdraw("repatriation", each.id, "WithdrawStep")));
      return found.flat();
    }
    const { person } = await reads.load(repatriationOf(id));
    const cases = await protectionCasesOf(person!, reads);
    const found = await Promise.all([
      withdraw("migrant", person!, "WithdrawJourneyStep"),
      ...cases.map(async (each) =>
        (await hasOpenStay(each, person!, reads)) ? [] : withdraw("case", each, "WithdrawCaseStep"),
      ),
    ]);
    return found.flat();
  },
};

/** Whoever is in a shelter again by now did not go on in the former one. */
async function hasOpenStay(id: string, person: string, { load }: ProcessReads): Promise<boolean> {
  return openStaysOf(await load(caseOf(id))).some(({ stay }) => stay.victim === person);
}
