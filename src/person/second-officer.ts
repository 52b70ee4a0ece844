import { PROPOSAL_DAYS } from "../access/policy.js";
import type { Deciders } from "../agency/deciders.js";
import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { NewEvent } from "../event-sourcing/stored-event/event-definition.js";
import { custodyIn, DAY_MS, type Proposal } from "./custody.js";
import { subjectOf, type Person } from "./person-state.js";
import { ActProposed, type ProposedAct } from "./proposal.events.js";

const SOURCE = "[design] four eyes where harm can't be undone";

export const PROPOSAL_UNKNOWN: Rule = {
  id: "proposal-unknown",
  source: SOURCE,
  en: "There is no such proposal, or it was carried out already",
  indonesian: "Tidak ada usulan ini, atau sudah dilaksanakan",
};

export const OWN_PROPOSAL: Rule = {
  id: "own-proposal",
  source: SOURCE,
  en: "Nobody approves what they proposed themselves",
  indonesian: "Petugas tidak dapat menyetujui usulannya sendiri",
};

export const PROPOSAL_EXPIRED: Rule = {
  id: "proposal-expired",
  source: SOURCE,
  en: "The proposal has expired: propose it again",
  indonesian: "Usulan sudah kedaluwarsa: ajukan kembali",
};

const ANOTHER_DECIDES: Rule = {
  id: "another-agency-decides",
  source: SOURCE,
  en: "An officer of another agency, or in another role, decides this",
  indonesian: "Hal ini diputuskan oleh petugas instansi lain atau peran lain",
};

const NO_SECOND_OFFICER: Rule = {
  id: "no-second-officer",
  source: SOURCE,
  en: "No agency has a second officer who may decide this: an administrator assigns one",
  indonesian: "Tidak ada petugas kedua yang berwenang memutuskan: administrator perlu menugaskannya",
};

const NOT_SEALED: Rule = {
  id: "not-sealed",
  source: "[design]",
  en: "The file is not sealed",
  indonesian: "Berkas ini tidak disegel",
};

/** An act that needs a second officer is proposed: it can be approved for `PROPOSAL_DAYS`. */
export function proposalOf(
  act: ProposedAct,
  details: Pick<ActProposed["facts"], "hold" | "scope" | "ground" | "requestedBy">,
  reason: string | undefined,
  state: Person,
  given: Given,
): NewEvent {
  const until = new Date(Date.parse(given.now) + PROPOSAL_DAYS * DAY_MS).toISOString();
  return eventOf(ActProposed, {}, given, {
    subjects: [subjectOf(given.id, state)],
    facts: { proposal: given.newId(), act, until, ...details },
    narrative: { reason },
  });
}

/**
 * @param deciders undefined where nobody looked them up: then nobody decides
 * @throws Rejection when the officer, in the role in which they act, is not one of those who decide
 */
export function assertDecides({ actor }: Pick<Given, "actor">, deciders: Deciders | undefined): void {
  const { agencies, roles } = deciders ?? { agencies: [], roles: [] };
  if (agencies.length === 0) throw new Rejection(NO_SECOND_OFFICER);
  const decides = actor.agency !== null && agencies.includes(actor.agency) && roles.some((role) => role === actor.role);
  if (!decides) throw new Rejection(ANOTHER_DECIDES, { agencies, roles });
}

/**
 * The proposal that an officer approves by a command.
 * @throws Rejection proposal-unknown, own-proposal, no-second-officer, another-agency-decides, proposal-expired
 */
export function approvedProposal(
  act: ProposedAct,
  proposal: string,
  deciders: Deciders | undefined,
  given: Pick<Given, "actor" | "history" | "now">,
): Proposal {
  const found = custodyIn(given.history, given.now).proposals.find(({ id }) => id === proposal);
  if (!found || found.act !== act || found.carriedOut) throw new Rejection(PROPOSAL_UNKNOWN, { proposal });
  if (found.by === given.actor.id) throw new Rejection(OWN_PROPOSAL, { proposal });
  assertDecides(given, deciders);
  if (given.now >= found.until) throw new Rejection(PROPOSAL_EXPIRED, { proposal, until: found.until });
  return found;
}

/** @throws Rejection not-sealed */
export function assertSealed({ history, now }: Pick<Given, "history" | "now">): void {
  if (!custodyIn(history, now).sealed) throw new Rejection(NOT_SEALED);
}
