import { calendarId } from "../../src/deadlines/calendars/published-calendar.js";
import { deadlinesOf } from "./commands/deadlines.js";
import type { Moment } from "./commands/row.js";
import { ABROAD, person, type Life } from "./life.js";
import { AGENCIES, type Attempt } from "./world.js";

const DAY = 24 * 3_600_000;

/** A case in which time runs out: deadlines that warn, are missed, pass on, move, fall away and are open again. */
export async function* timed(moment: Moment): Life {
  const { world, chance } = moment;
  const victim = yield person(moment, ABROAD);
  if (victim === undefined) return;
  const id = yield {
    command: "ReceiveComplaint",
    data: {
      channel: "PHONE",
      complainant: "FAMILY",
      categories: ["UNPAID_WAGES"],
      country: "KH",
      parties: [{ role: "VICTIM", person: victim }],
    },
  };
  if (id === undefined) return;
  const on = (command: string, data: object = {}): Attempt => ({ command, id, data });
  const newest = (rule: string) => deadlinesOf(moment, id, rule).at(-1) ?? chance.uuid();
  const to = (command: string, rule: string, data: object): Attempt => ({ command, id: newest(rule), data });
  yield on("SetNextAction", { action: "CALL_WORKER", due: chance.day(world.clock.now(), 4, 5) });
  yield to("PauseDeadline", "NEXT_ACTION", { reason: "WAITING_FOR_PERSON" });
  yield to("ResumeDeadline", "NEXT_ACTION", { reason: "PAUSED_BY_MISTAKE" });
  const until = Date.parse(dueOf(moment, newest("NEXT_ACTION")));
  world.later(until - DAY / 2 - Date.parse(world.clock.now()));
  yield to("FireDeadline", "NEXT_ACTION", { above: null });
  world.later(3 * DAY);
  yield to("FireDeadline", "NEXT_ACTION", { above: AGENCIES[1] });
  yield on("CompleteNextAction");
  yield on("RequestDocuments", { papers: ["PASSPORT"] });
  yield on("AssignCase", { agency: AGENCIES[1] });
  const year = Number(world.clock.now().slice(0, 4));
  for (const each of [year, year + 1])
    yield {
      command: "PublishCalendar",
      id: calendarId("KH"),
      data: { country: "KH", year: each, weekend: [6, 7], holidays: [], source: "Sub-decree" },
    };
  yield to("MoveDeadline", "NO_CLARITY", { reason: "CALENDAR_CORRECTED" });
  yield to("WaiveDeadline", "NO_CLARITY", { reason: "DONE_BY_OTHERS", legalGround: "PERBAN_6_2024_ART_30" });
  yield on("VerifyCase", { by: "INTERVIEW" });
  yield on("HoldClarification", { outcome: "COMMITTED" });
  yield on("HoldClarification", { outcome: "DENIED" });
  const mistaken = world.log.findLast(({ stream, type }) => stream === `case-${id}` && type === "ClarificationHeld");
  yield on("WithdrawCaseStep", { event: mistaken?.id ?? chance.uuid(), reason: "RECORDED_TWICE" });
}

/** When a deadline was due when it started; now, for one that did not. */
function dueOf({ world }: Moment, id: string): string {
  const started = world.log.find(({ stream }) => stream === `deadline-${id}`);
  if (started === undefined) return world.clock.now();
  const { facts } = JSON.parse(Buffer.from(started.bytes).toString("utf8")) as { facts: { due?: string } };
  return facts.due ?? world.clock.now();
}
