import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { internalCommand } from "../http/command.js";
import { subjectsOf } from "./case-command.js";
import { CaseReopened, CaseRepatriationChanged, CaseRepatriationOpened } from "./case.events.js";
import { isOpen, stageBeforeClosing, stageOf, type OpenedRepatriation, type ProtectionCase } from "./case.state.js";

const REPATRIATION_KNOWN: Rule = {
  id: "repatriation-known",
  source: "[design]",
  en: "The case has this of the repatriation already, or did not open it",
  indonesian: "Hal ini sudah tercatat, atau pemulangan ini bukan dari kasus ini",
};

/** Id of a repatriation that this case requested. */
type OfRepatriation = { readonly repatriation: string };
type OpenRepatriation = OfRepatriation & Pick<OpenedRepatriation, "person" | "kind">;
type NoteRepatriation = OfRepatriation & Pick<OpenedRepatriation, "status">;

/**
 * I13, where two commands meet: a repatriation was requested, or goes on again, while its case was being closed. The
 * case is reopened at the stage that it was closed from.
 */
function reopenedFor(person: string, status: OpenedRepatriation["status"], state: ProtectionCase, given: Given) {
  if (status !== "OPEN" || isOpen(stageOf(state))) return [];
  const subjects = [...subjectsOf(state), { person, role: "VICTIM" }];
  const facts = { reason: "REPATRIATION_OPEN", stage: stageBeforeClosing(state) } as const;
  return [eventOf(CaseReopened, {}, given, { subjects, facts })];
}

export const openRepatriation = internalCommand("OpenRepatriation", {
  decide: ({ repatriation, person, kind }: OpenRepatriation, state: ProtectionCase, given) => {
    if (state.repatriations.some(({ id }) => id === repatriation))
      throw new Rejection(REPATRIATION_KNOWN, { repatriation });
    const subjects = [{ person, role: "VICTIM" }];
    const opened = eventOf(CaseRepatriationOpened, {}, given, { subjects, facts: { repatriation, person, kind } });
    return [opened, ...reopenedFor(person, "OPEN", state, given)];
  },
});

export const noteRepatriation = internalCommand("NoteRepatriation", {
  decide: ({ repatriation, status }: NoteRepatriation, state: ProtectionCase, given) => {
    const known = state.repatriations.find(({ id }) => id === repatriation);
    if (!known || known.status === status) throw new Rejection(REPATRIATION_KNOWN, { repatriation, state: status });
    const { person } = known;
    const subjects = [{ person, role: "VICTIM" }];
    const changed = eventOf(CaseRepatriationChanged, {}, given, { subjects, facts: { repatriation, status } });
    return [changed, ...reopenedFor(person, status, state, given)];
  },
});
