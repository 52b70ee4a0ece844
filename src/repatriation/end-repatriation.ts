import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { CodeField, NarrativeField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { deathsOf } from "../migrant/deaths-on-records.js";
import { migrantOf, type Migrant } from "../migrant/migrant.js";
import { CANCEL_REASONS, CLOSE_REASONS, REQUEST_SOURCES, type CancelReason } from "./codes.js";
import { assertMayComeHome } from "./living-person.js";
import { BOTH_KINDS, NOBODY_ELSE, ONLY_WHILE_OPEN, repatriationCommand, type GivenAt } from "./repatriation-command.js";
import {
  RepatriationCancelled,
  RepatriationClosed,
  RepatriationOutcomeReported,
  RepatriationReinstated,
} from "./repatriation.events.js";
import { cameHome, type Repatriation } from "./repatriation.state.js";
import { stepsToComplete } from "./step-status.js";

const HOME_ALREADY: Rule = {
  id: "home-already",
  source: "[design]",
  en: "The repatriation has reached its end; close it instead of cancelling it",
  indonesian: "Pemulangan sudah selesai; hanya dapat ditutup, tidak dibatalkan",
};

const NOT_COMPLETE: Rule = {
  id: "repatriation-not-complete",
  source: "[design]",
  en: "Steps that complete the repatriation are missing, or there is no report of its end",
  indonesian: "Langkah yang menyelesaikan pemulangan belum lengkap, atau belum ada laporan akhir",
};

const DEATH_NOT_CONFIRMED: Rule = {
  id: "death-not-confirmed",
  source: "[design]",
  en: "Only a confirmed death ends the journey home of a living person",
  indonesian: "Hanya kematian yang sudah dipastikan yang mengakhiri pemulangan orang hidup",
};

const DEATH_NOT_WITHDRAWN: Rule = {
  id: "death-stands",
  source: "[design]",
  en: "The report of the death has not been withdrawn",
  indonesian: "Laporan kematian belum ditarik",
};

interface MigrantLoaded {
  readonly migrant: Migrant;
}
const loadMigrant = (_data: unknown, { person }: Repatriation) => ({ migrant: migrantOf(person!) });

export class ReportOutcome extends Occurring {
  @CodeField(["CAME_HOME", "LAID_TO_REST", "DID_NOT_COME_HOME"])
  outcome!: "CAME_HOME" | "LAID_TO_REST" | "DID_NOT_COME_HOME";

  @CodeField(REQUEST_SOURCES)
  source!: (typeof REQUEST_SOURCES)[number];

  @NarrativeField({ optional: true })
  note?: string;
}

export const reportOutcome = repatriationCommand(ReportOutcome, {
  path: "reported-outcomes",
  summary: "Record the end that a report tells of, without marking a step as done",
  lateFact: true,
  allowed: BOTH_KINDS,
  event: RepatriationOutcomeReported,
  decide: ({ outcome, source, note }) => ({ facts: { outcome, source }, narrative: { note } }),
});

export class CancelRepatriation extends Occurring {
  @CodeField(CANCEL_REASONS)
  reason!: CancelReason;

  @NarrativeField({ optional: true })
  note?: string;
}

export const cancelRepatriation = repatriationCommand(CancelRepatriation, {
  path: "cancellation",
  summary: "Cancel the repatriation",
  settles: true,
  allowed: ONLY_WHILE_OPEN,
  event: RepatriationCancelled,
  concerns: NOBODY_ELSE,
  loads: loadMigrant,
  decide: ({ reason, note, linked }, state, { loaded }: GivenAt<MigrantLoaded>) => {
    const { kind } = state;
    const deaths = deathsOf(state.person!, { linked }, loaded).flatMap(({ death }) => death ?? []);
    const death = deaths.find(({ status }) => status === "CONFIRMED");
    if (reason === "DEATH" && (kind !== "LIVING" || !death)) throw new Rejection(DEATH_NOT_CONFIRMED, { kind });
    if (reason === "DEATH_REPORT_WITHDRAWN" && (kind !== "REMAINS" || deaths.length > 0))
      throw new Rejection(DEATH_NOT_WITHDRAWN, { kind });
    // A mistaken report of a death undoes a burial, too: it was someone else's.
    if (cameHome(state) && reason !== "DEATH_REPORT_WITHDRAWN") throw new Rejection(HOME_ALREADY);
    return { facts: { reason, diedBy: reason === "DEATH" ? death!.noLaterThan : undefined }, narrative: { note } };
  },
});

export class ReinstateRepatriation extends Occurring {
  @CodeField(["DEATH_REPORT_WITHDRAWN", "NEW_FACTS", "MISTAKE"])
  reason!: "DEATH_REPORT_WITHDRAWN" | "NEW_FACTS" | "MISTAKE";

  @NarrativeField({ optional: true })
  note?: string;
}

/** I6: what a mistaken report had ended goes on, as it was. */
export const reinstateRepatriation = repatriationCommand(ReinstateRepatriation, {
  path: "reinstatement",
  summary: "Reinstate a repatriation that was cancelled or closed",
  settles: true,
  allowed: { ...ONLY_WHILE_OPEN, from: ["CANCELLED", "CLOSED"] },
  event: RepatriationReinstated,
  concerns: NOBODY_ELSE,
  loads: loadMigrant,
  decide: ({ reason, note, linked }, { kind, person }, { loaded, at }: GivenAt<MigrantLoaded>) => {
    assertMayComeHome(kind!, person!, { linked }, loaded, at);
    return { facts: { reason }, narrative: { note } };
  },
});

export class CloseRepatriation extends Occurring {
  @CodeField(CLOSE_REASONS)
  reason!: (typeof CLOSE_REASONS)[number];

  @NarrativeField({ optional: true })
  note?: string;
}

export const closeRepatriation = repatriationCommand(CloseRepatriation, {
  path: "closure",
  summary: "Close the repatriation",
  settles: true,
  allowed: ONLY_WHILE_OPEN,
  event: RepatriationClosed,
  decide: ({ reason, note }, state) => {
    const lacking = reason === "COMPLETED" ? stepsToComplete(state) : [];
    if (lacking.length > 0) throw new Rejection(NOT_COMPLETE, { reason, lacking });
    if (reason === "ENDED_AS_REPORTED" && !state.outcome) throw new Rejection(NOT_COMPLETE, { reason });
    return { facts: { reason }, narrative: { note } };
  },
});
