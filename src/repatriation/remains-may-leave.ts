import { dateIn, definitelyBefore, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { editionInForce, inForce, rulesOf, type RuleSet } from "../rules/rule-set.js";
import type { Disposition } from "./codes.js";
import type { DispositionDecision, RemainsDocument, Repatriation } from "./repatriation.state.js";

export const I7: Rule = {
  id: "I7",
  source: "[design]; UU 18/2017 art. 27",
  en:
    "Remains leave, or are buried or cremated abroad, only with every document of their disposition and route, " +
    "and once the family was notified and decided, or a search found none and the mission decided on a legal ground",
  indonesian:
    "Jenazah hanya dipulangkan, dimakamkan, atau dikremasi di luar negeri dengan dokumen lengkap, setelah keluarga " +
    "diberi tahu dan memutuskan, atau pencarian tidak menemukan keluarga dan Perwakilan memutuskan dengan dasar hukum",
};

/** I7: the mission decides only on a legal ground, and only if a search had found no family by then. */
export function i7MissionMayDecide(
  { decidedBy, legalGround, at }: Omit<DispositionDecision, "disposition">,
  { searches }: Pick<Repatriation, "searches">,
): void {
  if (decidedBy !== "MISSION") return;
  if (legalGround === null) throw new Rejection(I7, { missing: ["legalGround"] });
  if (!searches.some((search) => !definitelyBefore(at, search)))
    throw new Rejection(I7, { missing: ["FAMILY_SEARCH"] });
}

/** I7: what a decision still lacks. A family that decided had been notified by then. */
export function i7Undecided(state: Pick<Repatriation, "disposition" | "done" | "searches">): string[] {
  const { disposition, done, searches } = state;
  const notifications = done.FAMILY_NOTIFIED ?? [];
  if (!disposition)
    return [...(notifications.length + searches.length > 0 ? [] : ["FAMILY_NOTIFIED"]), "DISPOSITION_DECIDED"];
  const notified = notifications.some(({ at }) => !definitelyBefore(disposition.at, at));
  if (disposition.decidedBy === "FAMILY" && !notified) return ["FAMILY_NOTIFIED"];
  i7MissionMayDecide(disposition, state);
  return [];
}

/** A paper that is lacking, why, and who can provide it: kinds of agencies, FAMILY or others. */
export interface MissingPaper {
  readonly kind: string;
  readonly reason: "NOT_SUBMITTED" | "NOT_VERIFIED" | "REJECTED" | "EXPIRED";
  readonly providers: readonly string[];
  readonly source: string;
}

/**
 * I7: every document of the set that the rules name, for a disposition and route on that day, is verified and had not
 * run out.
 * @param route LOCAL for a burial or a cremation where the person died
 * @param rules REMAINS_DOCUMENTS
 * @returns the edition of the rules, the ids of the documents that met it, and what is lacking
 */
export function i7Papers(
  disposition: Disposition,
  { documents }: Pick<Repatriation, "documents">,
  route: string,
  rules: RuleSet,
  day: string,
): { edition: number; documents: string[]; missing: MissingPaper[] } {
  const { edition } = editionInForce("REMAINS_DOCUMENTS", rules, day);
  const { sets } = inForce("REMAINS_DOCUMENTS", rules, day);
  const set = sets.find((each) => each.disposition === disposition && each.route === route);
  if (!set) throw new Rejection(I7, { disposition, route, noSetOfDocuments: true, edition });
  const needed = documents.filter(({ kind }) => set.documents.some((each) => each.kind === kind));
  const valid = needed.filter((document) => whyNotGood(document, day) === undefined);
  const missing = set.documents
    .filter(({ kind }) => !valid.some((each) => each.kind === kind))
    .map(({ kind, providers, source }) => {
      const newest = needed.findLast((each) => each.kind === kind);
      return { kind, reason: (newest && whyNotGood(newest, day)) ?? "NOT_SUBMITTED", providers, source };
    });
  return { edition, documents: valid.map(({ id }) => id), missing };
}

function whyNotGood({ status, validUntil }: RemainsDocument, day: string): MissingPaper["reason"] | undefined {
  if (status === "SUBMITTED") return "NOT_VERIFIED";
  if (status === "REJECTED") return "REJECTED";
  return validUntil !== null && validUntil < day ? "EXPIRED" : undefined;
}

/** The rules that I7 needs: REMAINS_DOCUMENTS. */
export interface DocumentRulesLoaded {
  readonly rules: RuleSet;
}
export const loadDocumentRules = () => ({ rules: rulesOf("REMAINS_DOCUMENTS") });

/**
 * I7 as a whole: who may decide has decided, and all papers are there, on the day it happened; today where that day
 * is unknown.
 * @param way the route of the remains, and the disposition that it usually has, as long as none is decided
 * @throws Rejection that lists all that is lacking, and who can provide each paper
 */
export function i7RemainsMayLeave(
  state: Repatriation,
  way: { readonly route: string; readonly usually: Disposition },
  rules: RuleSet,
  at: OccurredAt,
  now: string,
): { edition: number; documents: string[] } {
  const { route } = way;
  const day = dateIn(at.zone, at.earliest ?? at.latest ?? now);
  const disposition = state.disposition?.disposition ?? way.usually;
  const undecided = i7Undecided(state);
  const { missing: papers, ...complete } = i7Papers(disposition, state, route, rules, day);
  const missing = [...undecided, ...papers.map(({ kind }) => kind)];
  const { edition } = complete;
  if (missing.length > 0) throw new Rejection(I7, { disposition, route, missing, papers, edition, day });
  return complete;
}
