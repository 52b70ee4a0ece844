import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { migrantOf, type Migrant } from "../migrant/migrant.js";
import { caseDecision, said, type Decisions } from "./case-decision.js";
import { i5StillAlive } from "./living-person.js";
import type {
  CancelRepatriation,
  CloseRepatriation,
  FlagDisclosure,
  ReinstateRepatriation,
} from "./repatriation.commands.js";
import {
  DisclosureFlagged,
  RepatriationCancelled,
  RepatriationClosed,
  RepatriationReinstated,
} from "./repatriation.events.js";
import { cameHome, type Repatriation } from "./repatriation.state.js";
import { assertDeathOnFile } from "./request.js";

const HOME_ALREADY: Rule = {
  id: "home-already",
  source: "[design]",
  en: "The repatriation has reached its end; it can be closed, and not cancelled",
  indonesian: "Pemulangan sudah selesai; hanya dapat ditutup, tidak dibatalkan",
};

const NOT_COMPLETE: Rule = {
  id: "repatriation-not-complete",
  source: "[design]",
  en: "No handover, return or burial, and no report of an end, is on record",
  indonesian: "Belum ada catatan serah terima, kepulangan, pemakaman, atau laporan akhir",
};

const DEATH_NOT_CONFIRMED: Rule = {
  id: "death-not-confirmed",
  source: "[design]",
  en: "Only a confirmed death ends the journey home of a living person",
  indonesian: "Hanya kematian yang sudah dipastikan yang mengakhiri pemulangan orang hidup",
};

const DEATH_STANDS: Rule = {
  id: "death-stands",
  source: "[design]",
  en: "The report of the death has not been withdrawn",
  indonesian: "Laporan kematian belum ditarik",
};

const FLAGGED_ALREADY: Rule = {
  id: "disclosure-flagged",
  source: "[design]",
  en: "This disclosure has been flagged, or is none of this repatriation",
  indonesian: "Pengungkapan ini sudah ditandai atau bukan bagian dari pemulangan ini",
};

interface Beside {
  readonly migrant: Migrant;
}
const besideMigrant = (_data: unknown, { person }: Repatriation) => ({ migrant: migrantOf(person!) });

function assertReasonHolds({ kind }: Repatriation, reason: CancelRepatriation["reason"], { death }: Migrant): void {
  if (reason === "DEATH" && (kind !== "LIVING" || death?.status !== "CONFIRMED"))
    throw new Rejection(DEATH_NOT_CONFIRMED, { kind });
  if (reason === "DEATH_REPORT_WITHDRAWN" && (kind !== "REMAINS" || death)) throw new Rejection(DEATH_STANDS, { kind });
}

export const endingACase: Decisions = {
  CancelRepatriation: caseDecision<CancelRepatriation, Beside>(
    "CancelRepatriation",
    ({ reason, note }, state, { loaded }) => {
      assertReasonHolds(state, reason, loaded.migrant);
      // A mistaken report of a death undoes a burial, too: it was someone else's.
      if (cameHome(state) && reason !== "DEATH_REPORT_WITHDRAWN") throw new Rejection(HOME_ALREADY);
      const diedBy = reason === "DEATH" ? loaded.migrant.death!.noLaterThan : undefined;
      return said(RepatriationCancelled, { reason, diedBy }, { narrative: { note } });
    },
    besideMigrant,
  ),
  // I6: what a mistaken report had ended goes on, as it was.
  ReinstateRepatriation: caseDecision<ReinstateRepatriation, Beside>(
    "ReinstateRepatriation",
    ({ reason, note }, state, { loaded }, at) => {
      if (state.kind === "LIVING") i5StillAlive(loaded.migrant, at);
      else assertDeathOnFile(loaded.migrant);
      return said(RepatriationReinstated, { reason }, { narrative: { note } });
    },
    besideMigrant,
  ),
  CloseRepatriation: caseDecision<CloseRepatriation>("CloseRepatriation", ({ reason, note }, state) => {
    if (reason === "COMPLETED" && !isComplete(state)) throw new Rejection(NOT_COMPLETE, { reason });
    if (reason === "ENDED_AS_REPORTED" && !state.outcome) throw new Rejection(NOT_COMPLETE, { reason });
    return said(RepatriationClosed, { reason }, { narrative: { note } });
  }),
  FlagDisclosure: caseDecision<FlagDisclosure>("FlagDisclosure", (data, state) => {
    const doNotTell = data.doNotTell?.toLowerCase();
    const allegation = data.allegation?.toLowerCase();
    const disclosure = data.disclosure.toLowerCase();
    if ((doNotTell === undefined) === (allegation === undefined))
      throw new InvalidField("missing-field", "doNotTell", "one of a request not to tell and an allegation is named");
    const known = state.disclosures.some(({ event }) => event === disclosure);
    const flagged = state.flagged.some(
      (flag) => flag.doNotTell === doNotTell && flag.allegation === allegation && flag.disclosure === disclosure,
    );
    if (!known || flagged) throw new Rejection(FLAGGED_ALREADY, { doNotTell, allegation, disclosure });
    return said(DisclosureFlagged, { doNotTell, allegation, disclosure });
  }),
};

/** Home; or, of remains, handed over: what the family does then is theirs to tell. */
function isComplete(state: Repatriation): boolean {
  return cameHome(state) !== undefined || state.done.HANDED_OVER !== undefined;
}
