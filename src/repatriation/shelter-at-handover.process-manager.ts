import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { FollowUp, ProcessManager } from "../event-sourcing/reacting/process-manager.js";
import { definitelyBefore } from "../event-sourcing/stored-event/occurred-at.js";
import { openStaysOf } from "../protection-case/case.state.js";
import { protectionCasesOf } from "../protection-case/cases-of-person.js";
import { caseOf } from "../protection-case/protection-case.js";
import type { RepatriationEvent } from "./repatriation.events.js";
import { repatriationOf } from "./repatriation.js";
import { reportedTimeOf } from "./reported-time.js";

/**
 * When a living person was handed over or went home alone, then their stays in shelters end, in whichever case they
 * stand. A stay goes on that began after that, or in a shelter of the office that received the person.
 */
export const shelterAtHandoverProcessManager: ProcessManager = {
  name: "repatriation-shelter-ends",
  when: ["ReturneeHandedOver", "ReturneeWentHomeAlone"],
  async thenSend(recorded, { load, views }) {
    const event = recorded as Extract<RepatriationEvent, { type: "ReturneeHandedOver" | "ReturneeWentHomeAlone" }>;
    const { person } = await load(repatriationOf(splitStream(event.stream)[1]));
    const receiver = event.type === "ReturneeHandedOver" ? event.facts.agency : undefined;
    const cases = await protectionCasesOf(person!, { views });
    const found = await Promise.all(
      cases.map(async (id): Promise<FollowUp[]> =>
        openStaysOf(await load(caseOf(id)))
          .filter(({ stay: { victim, from }, agency }) => {
            const ended = !definitelyBefore(event.occurredAt, from!);
            return victim === person && ended && (agency === null || agency !== receiver);
          })
          .map(({ stay: { id: stay } }) => {
            const data = { stay, reason: "RETURNED_HOME", occurred: reportedTimeOf(event.occurredAt) };
            return { category: "case", id, command: "EndShelter", data };
          }),
      ),
    );
    return found.flat();
  },
};
