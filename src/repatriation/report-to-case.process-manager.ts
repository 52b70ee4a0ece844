import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { FollowUp, ProcessManager } from "../event-sourcing/reacting/process-manager.js";
import { caseOf } from "../protection-case/protection-case.js";
import { repatriationOf } from "./repatriation.js";

/**
 * When a protection case opened a repatriation, and when that ended or goes on again, then the case knows (I13). The
 * case asks its own history whether it may close, so that no other stream is in the way of a command; one that was
 * closed while this was on its way reopens.
 */
export const reportToCaseProcessManager: ProcessManager = {
  name: "repatriation-case-told",
  when: ["RepatriationRequested", "RepatriationCancelled", "RepatriationClosed", "RepatriationReinstated"],
  async thenSend(event, { load }) {
    const repatriation = splitStream(event.stream)[1];
    const { case: id, person, kind, status } = await load(repatriationOf(repatriation));
    if (id === null) return [];
    const known = (await load(caseOf(id))).repatriations.find((each) => each.id === repatriation);
    const send = (command: string, data: object): FollowUp => ({ category: "case", id, command, data });
    return [
      ...(known ? [] : [send("OpenRepatriation", { repatriation, person, kind })]),
      ...((known?.status ?? "OPEN") === status ? [] : [send("NoteRepatriation", { repatriation, status })]),
    ];
  },
};
