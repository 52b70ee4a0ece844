import { idIn, type Told } from "./told.js";

const HOUR = 3_600_000;
const later = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();

/** What was published of a country's calendar. */
export function calendarIn(events: readonly Told[]): object {
  const newest = events.at(-1)!;
  return {
    id: idIn(newest.stream),
    country: newest.facts["country"],
    publications: events.map(({ facts: { country: _, ...published } }) => ({ weekend: null, ...published })),
    publishedAt: newest.recordedAt,
  };
}

const STATES: { readonly [type: string]: string } = {
  DeadlineStarted: "OPEN",
  DeadlinePaused: "PAUSED",
  DeadlineResumed: "OPEN",
  DeadlineReopened: "OPEN",
  DeadlineMet: "MET",
  DeadlineWaived: "WAIVED",
};
const TELL_DUE = ["DeadlineStarted", "DeadlineResumed", "DeadlineMoved", "DeadlineHandedOn"];

/** A deadline by its own events: the newest word on each thing. */
export function deadlineIn(events: readonly Told[]): object {
  const started = events[0]!.facts;
  const last = (...types: string[]) => events.findLast(({ type }) => types.includes(type));
  const since = (index: number, ...types: string[]) =>
    events.slice(index + 1).filter(({ type }) => types.includes(type));
  const state = STATES[events.findLast(({ type }) => type in STATES)!.type]!;
  const owed = last("DeadlineStarted", "DeadlineHandedOn")!.facts;
  const told = last(...TELL_DUE)!.facts;
  const due: string | null = told["due"] ?? null;
  const length =
    started["until"] === undefined
      ? { count: started["count"], unit: started["unit"] }
      : { until: events.findLast(({ facts }) => facts["until"] !== undefined)!.facts["until"] };

  // It fires anew from the last time on which it came to be due at another time, unless it was missed and still was.
  let fresh = 0;
  let moves = 0;
  let before: string | null = started["due"] ?? null;
  for (const [i, { type, facts, recordedAt }] of events.entries()) {
    if (i === 0 || !TELL_DUE.includes(type)) continue;
    const now: string | null = facts["due"] ?? null;
    if (now === before) continue;
    before = now;
    moves++;
    const missed = events.slice(fresh + 1, i).some((each) => each.type === "DeadlineMissed");
    if (!(missed && now !== null && now < recordedAt)) fresh = i;
  }
  const reopened = events.findLastIndex(({ type }) => type === "DeadlineReopened");
  const met = since(reopened, "DeadlineMet").at(-1);
  const waived = since(reopened, "DeadlineWaived").at(-1);
  const escalated = since(fresh, "DeadlineEscalated").map(({ facts, recordedAt }) => ({
    step: facts["step"],
    at: recordedAt,
    agency: facts["agency"] ?? null,
    officer: facts["officer"] ?? null,
  }));
  const warnedAt = since(fresh, "DeadlineWarned").at(-1)?.recordedAt ?? null;
  const missedAt = since(fresh, "DeadlineMissed").at(-1)?.recordedAt ?? null;
  const from = events.findLast(({ facts }) => facts["from"] !== undefined)!.facts["from"];
  const deadline = {
    rule: started["rule"],
    edition: started["edition"],
    of: started["of"],
    event: started["event"],
    agency: owed["agency"] ?? null,
    officer: owed["officer"] ?? null,
    zone: owed["zone"],
    calendar: owed["calendar"],
    from,
    length,
    pauses: pausesIn(events),
    warn: started["warn"] ?? null,
    ladder: started["ladder"],
    state,
    due,
    lacks: told["lacks"] ?? null,
    paused: state === "PAUSED" ? last("DeadlinePaused")!.facts["reason"] : null,
    moves,
    warnedAt,
    missedAt,
    escalated,
    met: met?.facts ?? null,
    waived: waived
      ? {
          reason: waived.facts["reason"],
          legalGround: waived.facts["legalGround"] ?? null,
          officer: waived.actor.kind === "OFFICER" ? waived.actor.id : null,
          at: waived.recordedAt,
        }
      : null,
  };
  const running = state === "OPEN" || state === "PAUSED";
  return {
    ...deadline,
    matter: deadline.of.id,
    next: state === "OPEN" && due !== null ? nextOf({ ...deadline, due, from }) : null,
    ofAgency: placed(deadline.agency, state, due, idIn(events[0]!.stream)),
    ofOfficer: placed(deadline.officer, state, due, idIn(events[0]!.stream)),
    workingDaysOf: running && started["unit"] === "WORKING_DAYS" ? deadline.calendar : null,
  };
}

/** Open ones first, then those that are paused, met and waived; each by its day, and last what has none. */
function placed(whose: string | null, state: string, due: string | null, id: string): string | null {
  const rank = { OPEN: 0, PAUSED: 1, MET: 2, WAIVED: 3 }[state];
  return whose === null ? null : `${whose} ${rank} ${due ?? "9999"} ${id}`;
}

function pausesIn(events: readonly Told[]): object[] {
  const pauses: { from: string; to: string | null }[] = [];
  for (const { type, facts, recordedAt } of events) {
    if (type === "DeadlinePaused") pauses.push({ from: recordedAt, to: null });
    const open = pauses.at(-1);
    if (open === undefined || open.to !== null) continue;
    if (type === "DeadlineResumed" && facts["reason"] === "PAUSED_BY_MISTAKE") pauses.pop();
    else if (["DeadlineResumed", "DeadlineMet", "DeadlineWaived"].includes(type)) open.to = recordedAt;
  }
  return pauses;
}

interface Timed {
  readonly due: string;
  readonly from: string;
  readonly warn: number | null;
  readonly warnedAt: string | null;
  readonly missedAt: string | null;
  readonly ladder: readonly { readonly step: string; readonly after: number }[];
  readonly escalated: readonly { readonly step: string }[];
}

/** A warning first, while it is not missed; then that it is missed; then the steps up that have not been told. */
function nextOf({ due, from, warn, warnedAt, missedAt, ladder, escalated }: Timed): string | null {
  const over = later(due, 1);
  if (missedAt === null) {
    const warning = warn === null || warnedAt !== null ? null : later(due, -warn * HOUR);
    return warning !== null && warning > from ? warning : over;
  }
  const left = ladder.filter(({ step }) => !escalated.some((each) => each.step === step));
  return left.length === 0 ? null : later(over, Math.min(...left.map(({ after }) => after)) * HOUR);
}
