import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { FollowUp, ProcessManager } from "../event-sourcing/reacting/process-manager.js";
import { migrantOf, type Migrant } from "../migrant/migrant.js";
import { casesOf, type Case } from "./cases-of-person.js";
import { cameHome } from "./repatriation.state.js";
import { repatriationOf } from "./repatriation.js";

/**
 * When a death was confirmed, then the journeys home of the living person are cancelled (I5). When a report of a death
 * was withdrawn, then those go on, and remains are not brought home (I6). When a repatriation was requested while
 * either was being recorded, then it is cancelled as well: the request was decided on a migrant's history without the
 * news, as its `basedOn` shows. What is sent follows from the streams as they are by then, whichever event came first.
 */
export const atDeathProcessManager: ProcessManager = {
  name: "repatriation-at-death",
  when: ["DeathConfirmed", "DeathReportWithdrawn", "RepatriationRequested"],
  async thenSend(event, reads) {
    const id = splitStream(event.stream)[1];
    if (event.type === "RepatriationRequested") {
      const state = await reads.load(repatriationOf(id));
      return followUps({ id, state }, await reads.load(migrantOf(state.person!)));
    }
    const migrant = await reads.load(migrantOf(id));
    return (await casesOf(id, reads)).flatMap((each) => followUps(each, migrant));
  },
};

function followUps({ id, state }: Case, { death }: Pick<Migrant, "death">): FollowUp[] {
  const send = (command: string, reason: string): FollowUp[] => [
    { category: "repatriation", id, command, data: { reason } },
  ];
  if (state.kind === "REMAINS") {
    if (state.status === "OPEN" && !death) return send("CancelRepatriation", "DEATH_REPORT_WITHDRAWN");
    return [];
  }
  const dead = death?.status === "CONFIRMED";
  if (dead && state.status === "OPEN" && !cameHome(state)) return send("CancelRepatriation", "DEATH");
  if (!dead && state.status === "CANCELLED" && state.ended?.reason === "DEATH")
    return send("ReinstateRepatriation", "DEATH_REPORT_WITHDRAWN");
  return [];
}
