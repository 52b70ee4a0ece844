import { NotATime, resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";

/**
 * A bound in time that a query names: a time with an offset, or a date (month, year), which stands for its beginning
 * or its end in a zone.
 * @param field name of the parameter, for the problem
 * @returns ISO 8601, UTC, milliseconds
 * @throws InvalidField
 */
export function boundOf(text: string, field: string, zone: string | undefined, which: "earliest" | "latest"): string {
  // In a query an unescaped `+07:00` arrives with a blank.
  const date = text.replace(/ (\d{2}:\d{2})$/, "+$1");
  try {
    return resolveTime({ date, zone }, "")[which]!;
  } catch (error) {
    if (!(error instanceof NotATime)) throw error;
    if (error.field === "zone") throw new InvalidField("invalid-field", "zone", "is no IANA time zone");
    throw new InvalidField("impossible-date", field, "is no time with an offset, date, month or year");
  }
}
