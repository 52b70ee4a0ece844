import { companyOf } from "../company/company.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { FollowUp, ProcessManager, ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { ACCUSED_ROLES, type AccusedRole } from "../person/person.events.js";
import { personOf } from "../person/person.js";
import { victimsOf, type ProtectionCase } from "./case.state.js";
import { caseOf } from "./protection-case.js";

/**
 * When a case names an alleged perpetrator, broker or recruiter, or a victim, then the file of each victim says whom
 * their cases accuse. When someone is no party any more, it says so no longer. Whoever tells or hands over looks there
 * (I15), as they know the person, and not every case of the person. What is sent follows from the state by then.
 */
export const allegationsProcessManager: ProcessManager = {
  name: "case-allegations",
  when: ["ComplaintReceived", "CasePartyRecorded", "CasePartyRemoved"],
  async thenSend(event, reads) {
    const id = splitStream(event.stream)[1];
    const state = await reads.load(caseOf(id));
    const accused = await accusedOf(state, reads);
    const victims = victimsOf(state);
    const concerned = new Set([
      ...victims,
      ...event.subjects.flatMap((each) => (each.role === "VICTIM" ? each.person : [])),
    ]);
    const found = await Promise.all(
      [...concerned].map(async (victim): Promise<FollowUp[]> => {
        const wanted = victims.includes(victim) ? accused.filter(({ against }) => against !== victim) : [];
        const held = (await reads.load(personOf(victim))).allegations.filter((each) => each.case === id);
        const send = (command: string, data: object) => ({ category: "person", id: victim, command, data });
        return [
          ...wanted
            .filter((each) => !held.some((one) => same(one, each)))
            .map((each) => send("RecordAllegation", { case: id, ...each })),
          ...held
            .filter((each) => !wanted.some((one) => same(one, each)))
            .map((each) => send("WithdrawAllegation", { allegation: each.id })),
        ];
      }),
    );
    return found.flat();
  },
};

interface Accused {
  readonly against: string;
  readonly role: AccusedRole;
}

const same = (a: Accused, b: Accused) => a.against === b.against && a.role === b.role;

/** Persons whom the case accuses: themselves, or as the one human being behind a company. */
async function accusedOf({ parties }: ProtectionCase, { load }: ProcessReads): Promise<Accused[]> {
  const found = await Promise.all(
    parties
      .filter(({ role }) => (ACCUSED_ROLES as readonly string[]).includes(role))
      .map(async ({ role, person, company }) => {
        const against = person ?? (company === null ? null : (await load(companyOf(company))).person);
        return against === null ? [] : [{ against, role: role as AccusedRole }];
      }),
  );
  const distinct = new Map(found.flat().map((each) => [`${each.against} ${each.role}`, each]));
  return [...distinct.values()];
}
