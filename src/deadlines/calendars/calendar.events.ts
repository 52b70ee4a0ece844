import { Type } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../../event-sourcing/stored-event/event-definition.js";
import { grantsNothing } from "../../event-sourcing/stored-event/sight.js";
import { CalendarDate, Country } from "../../facts/shapes.js";

/**
 * A government announced days of a year: holidays, joint leave (cuti bersama), days that are worked after all. The
 * newest word on a day holds.
 */
export const CalendarPublished = defineEvent({
  type: "CalendarPublished",
  title: { en: "Days of a calendar were published", indonesian: "Hari kerja dan hari libur diumumkan" },
  sight: grantsNothing("calendars are public"),
  facts: Type.Object({
    country: Type.String({ ...FIXED, ...Country }),
    year: Type.Integer({ ...FIXED, minimum: 1900, maximum: 2199 }),
    /** Days of the week that are no working days; 1 is Monday. Needed of a year that nothing is known of. */
    weekend: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { ...FIXED })),
    holidays: Type.Array(Type.Object({ date: CalendarDate, name: Type.String({ maxLength: 100 }) }), { ...FIXED }),
    worked: Type.Array(CalendarDate, { ...FIXED }),
    source: Type.String({ ...FIXED, maxLength: 300 }),
  }),
});

export const calendarEvents = [CalendarPublished];
export type CalendarEvent = RecordOf<(typeof calendarEvents)[number]>;
