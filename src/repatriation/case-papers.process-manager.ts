import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { FollowUp, ProcessManager } from "../event-sourcing/reacting/process-manager.js";
import type { RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import type {
  EmergencyTravelDocumentIssued,
  ExitPermitObtained,
  ImmigrationFineDecided,
} from "../protection-case/action.events.js";
import type { ProtectionCase } from "../protection-case/case.state.js";
import { caseOf } from "../protection-case/protection-case.js";
import type { Repatriation } from "./repatriation.state.js";
import { repatriationOf } from "./repatriation.js";
import { reportedTimeOf } from "./reported-time.js";

type Facts<D> = RecordOf<D> extends { readonly facts: infer F } ? F : never;

/**
 * When a case got its victim an emergency travel document (SPLP) or an exit permit, and when it opens a repatriation
 * after that, then these become steps of the repatriation as well, if it does not have them: whoever got the papers
 * records them once. The number of a document stays in the case: what is sent from stream to stream is not sealed. A
 * fine is decided before the permit, and sent with it.
 */
export const casePapersProcessManager: ProcessManager = {
  name: "repatriation-case-papers",
  when: ["EmergencyTravelDocumentIssued", "ExitPermitObtained", "CaseRepatriationOpened"],
  async thenSend(event, { load }) {
    const state = await load(caseOf(splitStream(event.stream)[1]));
    const open = state.repatriations.filter(({ kind, status }) => kind === "LIVING" && status === "OPEN");
    const found = await Promise.all(
      open.map(async ({ id, person }) => followUps(id, person, state, await load(repatriationOf(id)), event.id)),
    );
    return found.flat();
  },
};

function followUps(
  id: string,
  person: string,
  { actions }: ProtectionCase,
  { done, status, withdrawn }: Repatriation,
  newest: string,
): FollowUp[] {
  if (status !== "OPEN") return [];
  const newestOf = (action: string) => actions.findLast((each) => each.action === action && each.victim === person);
  const [document, permit, fine] = [newestOf("SPLP"), newestOf("EXIT_PERMIT"), newestOf("FINE")];
  const sent: FollowUp[] = [];
  // What was withdrawn here does not come back with the next paper of the case; a new paper of its kind does.
  const mayFollow = (step: string, { event }: { readonly event: string }) =>
    !done[step] && (event === newest || withdrawn.every((each) => each.step !== step));
  if (document && mayFollow("TRAVEL_DOCUMENT_READY", document)) {
    const { validUntil } = document.facts as Facts<typeof EmergencyTravelDocumentIssued>;
    const data = { document: "SPLP", validUntil, occurred: reportedTimeOf(document.at) };
    sent.push({ category: "repatriation", id, command: "RecordTravelDocument", data: defined(data) });
  }
  if (permit && mayFollow("EXIT_CLEARED", permit)) {
    const facts = permit.facts as Facts<typeof ExitPermitObtained>;
    const decided = fine?.facts as Facts<typeof ImmigrationFineDecided> | undefined;
    const { outcome: fineOutcome = "NONE", overstayDays, fine: due, paid } = decided ?? {};
    const data = {
      permit: facts.permit,
      fineOutcome,
      overstayDays,
      fine: due,
      paid,
      occurred: reportedTimeOf(permit.at),
    };
    sent.push({ category: "repatriation", id, command: "RecordExitClearance", data: defined(data) });
  }
  return sent;
}

function defined(data: object): object {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}
