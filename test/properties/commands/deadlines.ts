import { calendarId } from "../../../src/deadlines/calendars/published-calendar.js";
import { PAUSE_REASONS, RESUMPTION_REASONS, WAIVER_REASONS } from "../../../src/deadlines/deadline.events.js";
import { anyId, said, type Moment, type Rows } from "./row.js";

/** Commands of deadlines, and of the calendars by which they are counted; the timer's are sent as an officer's. */
export const deadlineRows: Rows = {
  PublishCalendar: async ({ chance }) => {
    const country = chance.one(["ID", "KH"]);
    const year = 2024;
    const day = () => chance.day("2024-06-15T00:00:00.000Z", -150, 150);
    const holidays = [{ date: day(), name: "Cuti bersama" }];
    const worked = chance.maybe([day()]);
    const weekend = chance.maybe([6, 7], 80);
    return { id: calendarId(country), data: said({ country, year, holidays, worked, weekend, source: "SKB" }) };
  },
  PauseDeadline: async (moment) => of(moment, { reason: moment.chance.one(PAUSE_REASONS) }),
  ResumeDeadline: async (moment) => of(moment, { reason: moment.chance.one(RESUMPTION_REASONS) }),
  WaiveDeadline: async (moment) =>
    of(moment, { reason: moment.chance.one(WAIVER_REASONS), legalGround: "UU_18_2017_ART_27" }),
  FireDeadline: async (moment) => of(moment, { above: moment.chance.maybe(moment.chance.uuid()) ?? null }),
  MoveDeadline: async (moment) => of(moment, { reason: "CALENDAR_CORRECTED" }),
};

function of(moment: Moment, data: object) {
  const id = anyId(moment, "deadline");
  return id === undefined ? undefined : { id, data };
}

/** Ids of the deadlines of a matter, by their rules, newest last. */
export function deadlinesOf({ world }: Pick<Moment, "world">, matter: string, rule: string): string[] {
  return world.log.flatMap(({ type, stream, bytes }) => {
    if (type !== "DeadlineStarted") return [];
    const { facts } = JSON.parse(Buffer.from(bytes).toString("utf8")) as {
      facts: { rule: string; of: { id: string } };
    };
    return facts.of.id === matter && facts.rule === rule ? [stream.slice("deadline-".length)] : [];
  });
}
