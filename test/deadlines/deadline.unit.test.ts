import { describe, expect, test } from "@jest/globals";
import { deadlineDecider } from "../../src/deadlines/deadline.commands.js";
import { nextFiring } from "../../src/deadlines/firing.js";
import { calendarId } from "../../src/deadlines/calendars/published-calendar.js";
import { FIRST_DEADLINES } from "../../src/rules/deadlines.js";
import { ruleSetId } from "../../src/rules/rule-set.js";
import { AGENCY, given, ID, OFFICER, type PastEvent } from "../given.js";

const MATTER = { kind: "case", id: ID };
const EVENT = "0f5b6c3e-0000-4000-8000-0000000000ee";
const DUE = "2025-05-08T16:59:59.999Z";
const [{ kind, validFrom, source, content }] = FIRST_DEADLINES;
const others = {
  [`rules-${ruleSetId(kind)}`]: [{ type: "RulesPublished", facts: { kind, edition: 1, validFrom, source, content } }],
};

const STARTED: PastEvent = {
  type: "DeadlineStarted",
  facts: {
    rule: "SECOND_CLARIFICATION",
    edition: 1,
    of: MATTER,
    event: EVENT,
    agency: AGENCY,
    officer: OFFICER,
    zone: "Asia/Jakarta",
    calendar: "ID",
    from: "2025-05-01T02:00:00.000Z",
    count: 7,
    unit: "DAYS",
    warn: 48,
    ladder: [
      { step: "OFFICER", after: 0 },
      { step: "SUPERVISOR", after: 24 },
      { step: "AGENCY_ABOVE", after: 72 },
    ],
    due: DUE,
  },
};
const after = (...past: PastEvent[]) => given(deadlineDecider, [STARTED, ...past], { others });
const at = (now: string, ...past: PastEvent[]) => given(deadlineDecider, [STARTED, ...past], { others, now });
const ABOVE = "0f5b6c3e-0000-4000-8000-0000000000aa";

describe("StartDeadline", () => {
  const start = {
    rule: "NO_CLARITY",
    edition: 1,
    of: MATTER,
    event: EVENT,
    agency: AGENCY,
    officer: null,
    zone: "Asia/Jakarta",
    calendar: "ID",
    from: "2025-05-01T02:00:00.000Z",
    until: null,
  };
  const empty = given(deadlineDecider, [], { others });

  test("copies the rule of the edition, and says when it is due", () => {
    empty.when("StartDeadline", start).then([
      {
        type: "DeadlineStarted",
        facts: {
          rule: "NO_CLARITY",
          agency: AGENCY,
          count: 15,
          unit: "WORKING_DAYS",
          warn: 72,
          due: expect.any(String),
        },
      },
    ]);
  });

  test("of a country without a calendar has no due date, and names the year that is to be published", () => {
    const facts = { lacks: { country: "KH", year: 2025 } };
    empty.when("StartDeadline", { ...start, calendar: "KH" }).then([{ facts }]);
    const [event] = empty.when("StartDeadline", { ...start, calendar: "KH" }).events();
    expect(event!.facts).not.toHaveProperty("due");
  });

  test("of a rule that the edition has not, or that has no length, is refused", () => {
    empty.when("StartDeadline", { ...start, rule: "NOTHING" }).thenRejected("deadline-rule-unknown");
    empty.when("StartDeadline", { ...start, rule: "NEXT_ACTION" }).thenRejected("deadline-rule-unknown");
  });
});

describe("FireDeadline", () => {
  const fire = (now: string, ...past: PastEvent[]) => at(now, ...past).when("FireDeadline", { above: ABOVE });

  test("warns before, is missed when the last moment is over, and is passed up step by step", () => {
    fire("2025-05-06T16:59:59.998Z").thenRejected("nothing-due");
    fire("2025-05-06T16:59:59.999Z").then([{ type: "DeadlineWarned", facts: { due: DUE } }]);
    const warned = { type: "DeadlineWarned", facts: { due: DUE } };
    fire(DUE, warned).thenRejected("nothing-due");
    fire("2025-05-08T17:00:00.000Z", warned).then([
      { type: "DeadlineMissed", facts: { due: DUE } },
      { type: "DeadlineEscalated", facts: { step: "OFFICER", agency: AGENCY, officer: OFFICER } },
    ]);
    const missed = { type: "DeadlineMissed", facts: { due: DUE } };
    const told = { type: "DeadlineEscalated", facts: { step: "OFFICER" } };
    fire("2025-05-09T17:00:00.000Z", warned, missed, told).then([
      { type: "DeadlineEscalated", facts: { step: "SUPERVISOR", agency: AGENCY } },
    ]);
  });

  test("what was due while nobody looked comes at once, without a warning that would come too late", () => {
    fire("2025-06-01T00:00:00.000Z").then([
      { type: "DeadlineMissed" },
      { type: "DeadlineEscalated", facts: { step: "OFFICER" } },
      { type: "DeadlineEscalated", facts: { step: "SUPERVISOR" } },
      { type: "DeadlineEscalated", facts: { step: "AGENCY_ABOVE", agency: ABOVE } },
    ]);
  });

  test.each([
    ["met", { type: "DeadlineMet", facts: { event: EVENT, at: DUE, inTime: true } }],
    ["waived", { type: "DeadlineWaived", facts: { reason: "IMPOSSIBLE", legalGround: "UU_18_2017_ART_27" } }],
    ["paused", { type: "DeadlinePaused", facts: { reason: "COURT_ORDER" } }],
  ])("of one that is %s nothing fires", (_, event) => {
    fire("2025-06-01T00:00:00.000Z", event).thenRejected("nothing-due");
    expect(nextFiring(after(event).state())).toBeNull();
  });

  test("one that moved behind today can be missed again; one that is still over was missed all the same", () => {
    const missed = { type: "DeadlineMissed", facts: { due: DUE } };
    const moved = (due: string) => ({ type: "DeadlineMoved", facts: { reason: "CALENDAR_CORRECTED", due } });
    expect(after(missed, moved("2025-07-01T16:59:59.999Z")).state()).toMatchObject({ missedAt: null, moves: 1 });
    const still = after(missed, moved("2025-04-30T16:59:59.999Z")).state();
    expect(still).toMatchObject({ missedAt: expect.any(String), moves: 1 });
  });
});

describe("MeetDeadline", () => {
  test("says whether it was in time, by when it was done and not when that was told", () => {
    const now = "2025-05-20T00:00:00.000Z";
    const missed = { type: "DeadlineMissed", facts: { due: DUE } };
    at(now, missed)
      .when("MeetDeadline", { event: EVENT, at: DUE })
      .then([{ type: "DeadlineMet", facts: { event: EVENT, at: DUE, inTime: true } }]);
    at(now, missed)
      .when("MeetDeadline", { event: EVENT, at: now })
      .then([{ facts: { inTime: false } }]);
  });

  test("is said once", () => {
    const facts = { event: EVENT, at: DUE, inTime: true };
    after({ type: "DeadlineMet", facts })
      .when("MeetDeadline", { event: EVENT, at: DUE })
      .thenRejected("deadline-unchanged");
  });
});

describe("PauseDeadline, ResumeDeadline, WaiveDeadline", () => {
  const paused = { type: "DeadlinePaused", facts: { reason: "COURT_ORDER" } };
  const soon = "2025-05-04T00:00:01.000Z";

  test("a pause is added to its time", () => {
    at(soon).when("PauseDeadline", { reason: "COURT_ORDER" }).then([paused]);
    at(soon, paused).when("PauseDeadline", { reason: "COURT_ORDER" }).thenRejected("deadline-paused");
    at(soon, paused)
      .when("ResumeDeadline", { reason: "WAIT_IS_OVER" })
      .then([{ type: "DeadlineResumed", facts: { due: "2025-05-11T16:59:59.999Z" } }]);
    at(soon, paused)
      .when("ResumeDeadline", { reason: "PAUSED_BY_MISTAKE" })
      .then([{ facts: { due: DUE } }]);
    at(soon).when("ResumeDeadline", { reason: "WAIT_IS_OVER" }).thenRejected("deadline-not-paused");
  });

  test("time that is over is not paused away", () => {
    at("2025-05-20T00:00:00.000Z").when("PauseDeadline", { reason: "COURT_ORDER" }).thenRejected("deadline-over");
  });

  test("a waiver names its reason and ground, once", () => {
    const waiver = { reason: "IMPOSSIBLE", legalGround: "UU_18_2017_ART_27" };
    after()
      .when("WaiveDeadline", waiver)
      .then([{ type: "DeadlineWaived", facts: waiver }]);
    after({ type: "DeadlineWaived", facts: waiver }).when("WaiveDeadline", waiver).thenRejected("deadline-not-running");
  });
});

test("what another office has then is counted by its midnight and calendar", () => {
  const owing = { agency: ABOVE, officer: null, zone: "Asia/Riyadh", calendar: "SA" };
  after()
    .when("HandOnDeadline", owing)
    .then([
      { type: "DeadlineHandedOn", facts: { agency: ABOVE, zone: "Asia/Riyadh", due: "2025-05-08T20:59:59.999Z" } },
    ]);
  after()
    .when("HandOnDeadline", { ...owing, agency: AGENCY, officer: OFFICER })
    .thenRejected("deadline-unchanged");
});

test("a holiday that is announced late moves what is counted in working days, and nothing else", () => {
  const published = {
    type: "CalendarPublished",
    facts: { country: "ID", year: 2025, holidays: [{ date: "2025-05-02", name: "Cuti" }], worked: [], source: "SKB" },
  };
  const calendar = { [`calendar-${calendarId("ID")}`]: [published] };
  const inWorkingDays = (due: string) => ({ ...STARTED, facts: { ...STARTED.facts, unit: "WORKING_DAYS", due } });
  const of = (event: PastEvent) => given(deadlineDecider, [event], { others: { ...others, ...calendar } });
  const told = { reason: "CALENDAR_CORRECTED" };
  of(inWorkingDays("2025-05-13T16:59:59.999Z"))
    .when("MoveDeadline", told)
    .then([{ type: "DeadlineMoved", facts: { ...told, due: "2025-05-14T16:59:59.999Z" } }]);
  of(STARTED).when("MoveDeadline", told).thenRejected("deadline-unchanged");
});
