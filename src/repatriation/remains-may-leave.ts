import { dateIn, definitelyBefore, type OccurredAt } from "../event-sourcing/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/rejection.js";
import { editionInForce, inForce, type RuleSet } from "../rules/rule-set.js";
import type { DispositionDecision, Repatriation } from "./repatriation.state.js";

export const I7: Rule = {
  id: "I7",
  source: "[design] domain.md 3; UU 18/2017 art. 27",
  en:
    "Remains leave, or are buried or cremated abroad, only with every document of their disposition and route, " +
    "and once the family was notified and decided, or a search found none and the mission decided on a legal ground",
  indonesian:
    "Jenazah hanya dipulangkan, dimakamkan, atau dikremasi di luar negeri dengan dokumen lengkap, setelah keluarga " +
    "diberi tahu dan memutuskan, atau pencarian tidak menemukan keluarga dan Perwakilan memutuskan dengan dasar hukum",
};

/** I7: the mission decides on a legal ground only, and only when a search, not after that, had found no family. */
export function i7MissionMayDecide(
  { decidedBy, legalGround, at }: Omit<DispositionDecision, "disposition">,
  { searches }: Pick<Repatriation, "searches">,
): void {
  if (decidedBy !== "MISSION") return;
  if (legalGround === null) throw new Rejection(I7, { missing: ["legalGround"] });
  if (!searches.some((search) => !definitelyBefore(at, search)))
    throw new Rejection(I7, { missing: ["FAMILY_SEARCH"] });
}

/** I7: someone decided who may, and a family that decided had been notified, not after that. */
export function i7WasDecided(state: Pick<Repatriation, "disposition" | "done" | "searches">): DispositionDecision {
  const { disposition, done } = state;
  if (!disposition) throw new Rejection(I7, { missing: ["DISPOSITION_DECIDED"] });
  const notified = (done.FAMILY_NOTIFIED ?? []).some(({ at }) => !definitelyBefore(disposition.at, at));
  if (disposition.decidedBy === "FAMILY" && !notified) throw new Rejection(I7, { missing: ["FAMILY_NOTIFIED"] });
  i7MissionMayDecide(disposition, state);
  return disposition;
}

/**
 * I7: every document of the set that the rules name, for this disposition and route on that day, is verified and had
 * not run out.
 * @param route LOCAL for a burial or a cremation where the person died
 * @param rules REMAINS_DOCUMENTS
 * @returns the edition of the rules, and the ids of the documents that met it
 */
export function i7DocumentsAreComplete(
  { disposition }: Pick<DispositionDecision, "disposition">,
  { documents }: Pick<Repatriation, "documents">,
  route: string,
  rules: RuleSet,
  day: string,
): { edition: number; documents: string[] } {
  const { edition } = editionInForce("REMAINS_DOCUMENTS", rules, day);
  const { sets } = inForce("REMAINS_DOCUMENTS", rules, day);
  const set = sets.find((each) => each.disposition === disposition && each.route === route);
  if (!set) throw new Rejection(I7, { disposition, route, noSetOfDocuments: true, edition });
  const valid = documents.filter(
    ({ status, validUntil }) => status === "VERIFIED" && (validUntil === null || validUntil >= day),
  );
  const missing = set.documents.map(({ kind }) => kind).filter((kind) => !valid.some((each) => each.kind === kind));
  if (missing.length > 0) throw new Rejection(I7, { disposition, route, missing, edition, day });
  const needed = valid.filter(({ kind }) => set.documents.some((each) => each.kind === kind));
  return { edition, documents: needed.map(({ id }) => id) };
}

/** I7, whole: decided by who may, and all papers there, on the day it happened; today where that is unknown. */
export function i7RemainsMayLeave(
  state: Repatriation,
  route: string,
  rules: RuleSet,
  at: OccurredAt,
  now: string,
): { edition: number; documents: string[] } {
  const decision = i7WasDecided(state);
  return i7DocumentsAreComplete(decision, state, route, rules, dateIn(at.zone, at.earliest ?? at.latest ?? now));
}
