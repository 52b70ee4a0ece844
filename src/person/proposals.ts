import { PROPOSAL_DAYS } from "../access/policy.js";
import { assertNotHeld, heldBy } from "./legal-hold.js";
import type { Decision, Given } from "../event-sourcing/deciding/decider.js";
import { FIELD_CLASSES } from "../event-sourcing/stored-event/envelope.js";
import { newEvent, type NewEvent } from "../event-sourcing/stored-event/event-definition.js";
import { instant } from "../event-sourcing/stored-event/occurred-at.js";
import { roleOf } from "./details.js";
import type { Person } from "./person-state.js";
import type { ProposeErasure, ProposeHoldRelease, ProposeUnsealing } from "./proposal.commands.js";
import { ActProposed, type ProposedAct } from "./proposal.events.js";
import { assertSealed } from "./second-officer.js";

const DAY_MS = 86_400_000;

export const proposeErasure: Decision<ProposeErasure, Person> = {
  decide: ({ scope = [...FIELD_CLASSES], ground, requestedBy, reason }, state, given) => {
    assertNotHeld(state, given.now);
    const of = FIELD_CLASSES.filter((each) => scope.includes(each));
    return [proposed("ERASURE", { scope: of, ground, ...(requestedBy && { requestedBy }) }, reason, state, given)];
  },
};

export const proposeHoldRelease: Decision<ProposeHoldRelease, Person> = {
  decide: ({ hold, reason }, state, given) => [
    proposed("HOLD_RELEASE", { hold: heldBy(state, hold).id }, reason, state, given),
  ],
};

export const proposeUnsealing: Decision<ProposeUnsealing, Person> = {
  decide: ({ reason }, state, given) => {
    assertSealed(given);
    return [proposed("UNSEALING", {}, reason, state, given)];
  },
};

function proposed(
  act: ProposedAct,
  of: Pick<ActProposed["facts"], "hold" | "scope" | "ground" | "requestedBy">,
  reason: string | undefined,
  state: Person,
  { id, now, newId }: Given,
): NewEvent {
  const until = new Date(Date.parse(now) + PROPOSAL_DAYS * DAY_MS).toISOString();
  return newEvent(ActProposed, {
    subjects: [{ person: id, role: roleOf(state) }],
    occurredAt: instant(now),
    facts: { proposal: newId(), act, until, ...of },
    personal: [{ person: null, class: "narrative", names: [id], values: { reason } }],
  });
}
