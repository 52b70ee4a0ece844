import { eventOf } from "../../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../../event-sourcing/deciding/rejection.js";
import { command, deciderOf } from "../../http/command.js";
import { CountryField, DateField, IntegerField, ObjectField, TextField } from "../../http/fields.js";
import { CalendarPublished } from "./calendar.events.js";
import { calendarAggregate, calendarId, type PublishedCalendar } from "./published-calendar.js";
import { yearOf } from "./calendar.js";

export const CALENDAR_LACKS_YEAR: Rule = {
  id: "calendar-lacks-year",
  source: "[design] working days are those of a calendar, never plain days",
  en: "The calendar of this country has nothing of this year: publish the whole year first, with its weekend",
  indonesian: "Kalender negara ini belum memuat tahun tersebut: umumkan seluruh tahun beserta akhir pekannya",
};

export class HolidayDto {
  @DateField({ kind: "PLANNED" })
  date!: string;

  @TextField(100, { example: "Cuti bersama Idul Fitri" })
  name!: string;
}

export class PublishCalendar {
  @CountryField({ example: "ID" })
  country!: string;

  @IntegerField(1900, 2199, { example: 2026 })
  year!: number;

  @IntegerField(1, 7, {
    optional: true,
    many: true,
    example: [6, 7],
    description: "Days of the week that are not worked, 1 is Monday; needed where nothing is known of the year",
  })
  weekend?: number[];

  @ObjectField(() => HolidayDto, { optional: true, many: true, description: "Holidays and joint leave" })
  holidays?: HolidayDto[];

  @DateField({ kind: "PLANNED", optional: true, many: true, description: "Days that are worked after all" })
  worked?: string[];

  @TextField(300, { description: "The decision that announced them", example: "SKB 3 Menteri" })
  source!: string;
}

export const publishCalendar = command(PublishCalendar, {
  path: "publications",
  summary: "Publish days of a country's calendar; open deadlines in working days move",
  creates: "either",
  decide: (data, { publications }: PublishedCalendar, given) => {
    const { country, year, weekend, holidays = [], worked = [], source } = data;
    if (given.id !== calendarId(country))
      throw new InvalidField("invalid-field", "country", "is not the country of this calendar");
    if (new Set(weekend).size > 6)
      throw new InvalidField("invalid-field", "weekend", "must leave a day that is worked");
    const outside = (date: string) => !date.startsWith(`${year}-`);
    const strayed = holidays.findIndex(({ date }) => outside(date));
    if (strayed >= 0) throw new InvalidField("invalid-field", `holidays.${strayed}.date`, `is not in ${year}`);
    const other = worked.findIndex(outside);
    if (other >= 0) throw new InvalidField("invalid-field", `worked.${other}`, `is not in ${year}`);
    const both = worked.findIndex((date) => holidays.some((each) => each.date === date));
    if (both >= 0) throw new InvalidField("invalid-field", `worked.${both}`, "is among the holidays, too");
    if (weekend === undefined && yearOf(country, year, publications) === undefined)
      throw new Rejection(CALENDAR_LACKS_YEAR, { country, year });
    const days = holidays.map(({ date, name }) => ({ date, name }));
    const facts = { country, year, ...(weekend && { weekend }), holidays: days, worked, source };
    return [eventOf(CalendarPublished, {}, given, { subjects: [], facts })];
  },
});

/** Every command of a calendar. */
export const calendarDecider = deciderOf(calendarAggregate, [publishCalendar]);
