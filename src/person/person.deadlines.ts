import { GlassBroken, GlassReviewed } from "../access/confidentiality.events.js";
import type { DeclaredDeadline } from "../deadlines/declared-deadline.js";
import type { Aggregate } from "../event-sourcing/deciding/decider.js";
import { PersonRegistered } from "./person.events.js";

/** The agency that registered a person. */
const registrar: Aggregate<string | null> = {
  category: "person",
  events: [],
  initial: null,
  evolve: (agency, event) => (event.type === PersonRegistered.type ? event.actor.agency : agency),
};

/** An emergency access is reviewed by the agency that registered the person. */
export const emergencyAccessReview: DeclaredDeadline = {
  rule: "EMERGENCY_ACCESS_REVIEW",
  of: "person",
  permission: "GLASS_REVIEW",
  category: "person",
  starts: [{ type: GlassBroken.type }],
  meets: [{ type: GlassReviewed.type }],
  ends: [],
  tie: "grant",
  again: "EACH",
  counts: "RECORDED",
  owedBy: async (id, _start, { load }) => ({ agency: await load({ aggregate: registrar, id }), officer: null }),
};
