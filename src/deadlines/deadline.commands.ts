import type { ModuleRef } from "@nestjs/core";
import { currentCaller } from "../access/current-caller.js";
import { Sight } from "../access/sight.js";
import { CommandHandling } from "../event-sourcing/deciding/command-handling.js";
import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { NewEvent } from "../event-sourcing/stored-event/event-definition.js";
import { command, deciderOf, internalCommand } from "../http/command.js";
import { CodeField, PatternField } from "../http/fields.js";
import type { Step } from "../rules/deadlines.js";
import { LEGAL_GROUND, LEGAL_GROUND_IN_WORDS } from "../rules/legal-ground.js";
import { contentOf, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { calendarOf } from "./calendars/calendar.js";
import { publishedOf, type PublishedCalendar } from "./calendars/published-calendar.js";
import {
  DeadlineEscalated,
  DeadlineHandedOn,
  DeadlineMet,
  DeadlineMissed,
  DeadlineMoved,
  DeadlinePaused,
  DeadlineReopened,
  DeadlineResumed,
  DeadlineStarted,
  DeadlineWaived,
  DeadlineWarned,
  LAPSES,
  MOVE_REASONS,
  PAUSE_REASONS,
  RESUMPTION_REASONS,
  WAIVER_REASONS,
} from "./deadline.events.js";
import { afterPause, deadlineAggregate, deadlineOf, isRunning, type Deadline } from "./deadline.js";
import { firingsBy, type Firing } from "./firing.js";
import type { Owing, StartDeadline } from "./owing.js";
import { isOther, reckon, type Counted, type Length } from "./reckon.js";

const rule = (id: string, en: string, indonesian: string): Rule => ({ id, source: "[design]", en, indonesian });

const NOT_RUNNING = rule(
  "deadline-not-running",
  "The deadline is met or waived already",
  "Tenggat waktu ini sudah dipenuhi atau dikesampingkan",
);
const PAUSED = rule(
  "deadline-paused",
  "The deadline is paused already",
  "Tenggat waktu ini sudah dihentikan sementara",
);
const NOT_PAUSED = rule("deadline-not-paused", "The deadline is not paused", "Tenggat waktu ini tidak dihentikan");
const OVER = rule(
  "deadline-over",
  "The deadline was missed: time that is over can't be paused",
  "Tenggat waktu sudah terlewati dan tidak dapat dihentikan sementara",
);
const UNCHANGED = rule(
  "deadline-unchanged",
  "Nothing of the deadline changes",
  "Tidak ada perubahan pada tenggat waktu",
);
const NOTHING_FIRES = rule("nothing-due", "Nothing of the deadline is due now", "Belum ada yang jatuh tempo");

/** A deadline has nobody as its subject. */
const happened = { subjects: [] } as const;

interface Reckoning {
  readonly published: PublishedCalendar;
}

const dueOf = (counted: Counted, calendar: string, { published }: Reckoning) =>
  reckon(counted, calendarOf(calendar, published.publications));

const NO_SUCH_RULE = rule(
  "deadline-rule-unknown",
  "The edition of the rules has no such deadline, or it names no length",
  "Edisi aturan tidak memuat tenggat waktu ini, atau tidak menyebut lamanya",
);

const startDeadline = internalCommand("StartDeadline", {
  creates: true,
  loads: (data: StartDeadline) => ({ published: publishedOf(data.calendar), rules: rulesOf("DEADLINES") }),
  decide: (data: StartDeadline, _state: Deadline, given: Given<Reckoning & { readonly rules: RuleSet }>) => {
    const { deadlines } = contentOf("DEADLINES", given.loaded.rules, data.edition);
    const found = deadlines.find((each) => each.rule === data.rule);
    const length: Length | undefined = data.until === null ? found?.length : { until: data.until };
    if (!found || !length) throw new Rejection(NO_SUCH_RULE, { deadline: data.rule, edition: data.edition });
    const { from, zone, calendar, until, agency, officer, ...told } = data;
    const facts = {
      ...told,
      ...(agency !== null && { agency }),
      ...(officer !== null && { officer }),
      zone,
      calendar,
      from,
      ...("unit" in length ? length : { until: until! }),
      ...(found.warn !== undefined && { warn: found.warn }),
      ladder: found.ladder,
      ...dueOf({ from, length, pauses: [], zone }, calendar, given.loaded),
    };
    return [eventOf(DeadlineStarted, {}, given, { ...happened, facts })];
  },
});

/** What a deadline is counted by, loaded for a decision that changes when it is due. */
const itsCalendar = (_data: object, { calendar }: Deadline) => ({ published: publishedOf(calendar) });

const meetDeadline = internalCommand("MeetDeadline", {
  decide: ({ event, at }: { readonly event: string; readonly at: string }, state: Deadline, given) => {
    if (state.met?.event === event && state.met.at === at) throw new Rejection(UNCHANGED);
    if (state.state === "WAIVED") throw new Rejection(NOT_RUNNING);
    const facts = { event, at, inTime: state.due === null || at <= state.due };
    return [eventOf(DeadlineMet, {}, given, { ...happened, facts })];
  },
});

const lapseDeadline = internalCommand("LapseDeadline", {
  decide: ({ reason }: { readonly reason: (typeof LAPSES)[number] }, state: Deadline, given) => {
    if (state.state === "WAIVED") throw new Rejection(NOT_RUNNING);
    return [eventOf(DeadlineWaived, {}, given, { ...happened, facts: { reason } })];
  },
});

const reopenDeadline = internalCommand("ReopenDeadline", {
  decide: (_data: object, state: Deadline, given) => {
    if (isRunning(state)) throw new Rejection(UNCHANGED);
    return [eventOf(DeadlineReopened, {}, given, { ...happened, facts: {} })];
  },
});

interface MoveDeadline {
  readonly reason: (typeof MOVE_REASONS)[number];
  readonly from?: string;
  readonly until?: string;
}

const moveDeadline = internalCommand("MoveDeadline", {
  loads: itsCalendar as never,
  decide: (data: MoveDeadline, state: Deadline, given: Given<Reckoning>) => {
    if (!isRunning(state)) throw new Rejection(NOT_RUNNING);
    const { reason, from, until } = data;
    const length: Length = until === undefined ? state.length : { until };
    const moved = dueOf({ ...state, from: from ?? state.from, length }, state.calendar, given.loaded);
    if (from === undefined && until === undefined && !isOther(state, moved)) throw new Rejection(UNCHANGED);
    const facts = { reason, ...(from !== undefined && { from }), ...(until !== undefined && { until }), ...moved };
    return [eventOf(DeadlineMoved, {}, given, { ...happened, facts })];
  },
});

const handOnDeadline = internalCommand("HandOnDeadline", {
  loads: (data: Owing) => ({ published: publishedOf(data.calendar) }),
  decide: ({ agency, officer, zone, calendar }: Owing, state: Deadline, given: Given<Reckoning>) => {
    if (!isRunning(state)) throw new Rejection(NOT_RUNNING);
    if (agency === state.agency && officer === state.officer) throw new Rejection(UNCHANGED);
    const owed = { ...(agency !== null && { agency }), ...(officer !== null && { officer }), zone, calendar };
    const facts = { ...owed, ...dueOf({ ...state, zone }, calendar, given.loaded) };
    return [eventOf(DeadlineHandedOn, {}, given, { ...happened, facts })];
  },
});

export interface FireDeadline {
  /** The nearest agency above the one that owes it, if there is one. */
  readonly above: string | null;
}

const fireDeadline = internalCommand("FireDeadline", {
  decide: ({ above }: FireDeadline, state: Deadline, given) => {
    const firings = firingsBy(state, given.now);
    if (firings.length === 0) throw new Rejection(NOTHING_FIRES);
    return firings.map((firing) => fired(firing, state, above, given));
  },
});

function fired(firing: Firing, { due, agency, officer }: Deadline, above: string | null, given: Given): NewEvent {
  if (firing.kind === "WARN") return eventOf(DeadlineWarned, {}, given, { ...happened, facts: { due: due! } });
  if (firing.kind === "MISS") return eventOf(DeadlineMissed, {}, given, { ...happened, facts: { due: due! } });
  return eventOf(DeadlineEscalated, {}, given, {
    ...happened,
    facts: { step: firing.step, ...toldAt(firing.step, { agency, officer, above }) },
  });
}

function toldAt(
  step: Step,
  { agency, officer, above }: Pick<Deadline, "agency" | "officer"> & { readonly above: string | null },
) {
  const told = step === "AGENCY_ABOVE" ? above : agency;
  return {
    ...(told !== null && { agency: told }),
    ...(step === "OFFICER" && officer !== null && { officer }),
  };
}

/**
 * A deadline is seen by who sees what it is about. One that isn't there takes the same way as one out of sight.
 * @throws NotFound
 */
export async function assertSeesDeadline(modules: ModuleRef, id: string): Promise<Deadline> {
  const state = await modules.get(CommandHandling, { strict: false }).load(deadlineOf(id));
  const { kind, id: of } = state.rule === null ? { kind: "case" as const, id } : state.of;
  await modules.get(Sight, { strict: false }).assertSees(currentCaller(), kind, of, false);
  return state;
}

const seen = async (modules: ModuleRef, id: string) => {
  await assertSeesDeadline(modules, id);
  return {};
};

export class PauseDeadline {
  @CodeField(PAUSE_REASONS, { description: "What is waited for" })
  reason!: (typeof PAUSE_REASONS)[number];
}

const pauseDeadline = command(PauseDeadline, {
  path: "pauses",
  summary: "Pause a deadline: its time does not run until it is resumed",
  looksUp: seen,
  decide: ({ reason }, state: Deadline, given) => {
    if (!isRunning(state)) throw new Rejection(NOT_RUNNING);
    if (state.state === "PAUSED") throw new Rejection(PAUSED);
    if (state.due !== null && state.due < given.now) throw new Rejection(OVER, { due: state.due });
    return [eventOf(DeadlinePaused, {}, given, { ...happened, facts: { reason } })];
  },
});

export class ResumeDeadline {
  @CodeField(RESUMPTION_REASONS, { description: "A pause that was a mistake adds nothing to its time" })
  reason!: (typeof RESUMPTION_REASONS)[number];
}

const resumeDeadline = command(ResumeDeadline, {
  path: "resumptions",
  summary: "Resume a deadline: the pause is added to its time",
  looksUp: seen,
  loads: itsCalendar as never,
  decide: ({ reason }, state: Deadline, given: Given<Reckoning>) => {
    if (state.state !== "PAUSED") throw new Rejection(NOT_PAUSED);
    const pauses = afterPause(state.pauses, reason, given.now);
    const facts = { reason, ...dueOf({ ...state, pauses }, state.calendar, given.loaded) };
    return [eventOf(DeadlineResumed, {}, given, { ...happened, facts })];
  },
});

export class WaiveDeadline {
  @CodeField(WAIVER_REASONS)
  reason!: (typeof WAIVER_REASONS)[number];

  @PatternField(LEGAL_GROUND, LEGAL_GROUND_IN_WORDS, {
    example: "UU_18_2017_ART_27",
    description: "The law by which it need not be met",
  })
  legalGround!: string;
}

const waiveDeadline = command(WaiveDeadline, {
  path: "waivers",
  summary: "Waive a deadline, with the reason and the legal ground",
  permission: "DEADLINE_WAIVE",
  looksUp: seen,
  decide: ({ reason, legalGround }, state: Deadline, given) => {
    if (!isRunning(state)) throw new Rejection(NOT_RUNNING);
    return [eventOf(DeadlineWaived, {}, given, { ...happened, facts: { reason, legalGround } })];
  },
});

/** Every command of a deadline. */
export const deadlineDecider = deciderOf(deadlineAggregate, [
  startDeadline,
  meetDeadline,
  lapseDeadline,
  reopenDeadline,
  moveDeadline,
  handOnDeadline,
  fireDeadline,
  pauseDeadline,
  resumeDeadline,
  waiveDeadline,
] as never);
