import { Temporal } from "temporal-polyfill";
import { i11HappenedBeforeRecorded } from "../event-sourcing/deciding/happened-before-recorded.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { dateIn, resolveTime, type ReportedTime } from "../event-sourcing/stored-event/occurred-at.js";
import { datesOf, objectsOf, OccurredDto, type DateKind } from "./fields.js";
import { objectsIn, valuesIn } from "./in-body.js";

const DUE_DAYS_BACK = 30;
const YEARS_AHEAD = 10;
const EXPIRY_YEARS = 50;

/** Where a day begins first, so that a date of today is no date to come anywhere. */
const FIRST_ZONE = "Pacific/Kiritimati";

interface Bounds {
  /** Calendar dates, both inclusive. */
  readonly first?: Temporal.PlainDate;
  readonly last: Temporal.PlainDate;
}

/** A due date counts from the day on which it was set, which may be told late. */
function boundsOf(kind: DateKind, today: Temporal.PlainDate, set: Temporal.PlainDate): Bounds {
  switch (kind) {
    case "PAST":
      return { last: today };
    case "DUE":
      return { first: set.subtract({ days: DUE_DAYS_BACK }), last: today.add({ years: YEARS_AHEAD }) };
    case "PLANNED":
      return { last: today.add({ years: YEARS_AHEAD }) };
    case "EXPIRY":
      return { first: today.subtract({ years: EXPIRY_YEARS }), last: today.add({ years: EXPIRY_YEARS }) };
  }
}

/**
 * Checks every date and every time of a command's body: a date lies within the bounds of its kind, and what happened,
 * however many times a body tells, happened before it is recorded (I11).
 * @param now ISO 8601
 * @throws InvalidField, Rejection I11, NotATime
 */
export function assertTimesPossible(body: new () => object, data: object, now: string): void {
  const today = Temporal.PlainDate.from(dateIn(FIRST_ZONE, now));
  const { earliest, zone } = resolveTime((data as { readonly occurred?: ReportedTime }).occurred, now);
  const reported = earliest === null ? today : Temporal.PlainDate.from(dateIn(zone, earliest));
  const set = Temporal.PlainDate.compare(reported, today) < 0 ? reported : today;
  for (const each of objectsIn(body, data)) {
    for (const { name, kind } of datesOf(each.type.prototype as object))
      for (const [field, date] of valuesIn(each, name)) assertWithin(boundsOf(kind, today, set), field, String(date));
    for (const { name, type } of objectsOf(each.type.prototype as object))
      if (type() === OccurredDto)
        for (const [field, time] of valuesIn(each, name))
          i11HappenedBeforeRecorded(resolveTime(time as ReportedTime, now), now, field);
  }
}

function assertWithin({ first, last }: Bounds, field: string, text: string): void {
  const date = Temporal.PlainDate.from(text);
  if (Temporal.PlainDate.compare(date, last) > 0)
    throw new InvalidField("impossible-date", field, `must not be after ${last.toString()}`);
  if (first && Temporal.PlainDate.compare(date, first) < 0)
    throw new InvalidField("impossible-date", field, `must not be before ${first.toString()}`);
}
