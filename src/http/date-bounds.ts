import { datesWithinBounds } from "../event-sourcing/deciding/date-kinds.js";
import { i11HappenedBeforeRecorded } from "../event-sourcing/deciding/happened-before-recorded.js";
import { resolveTime, type ReportedTime } from "../event-sourcing/stored-event/occurred-at.js";
import { datesOf, objectsOf, OccurredDto } from "./fields.js";
import { objectsIn, valuesIn } from "./in-body.js";

/**
 * Checks every date and every time of a command's body: a date lies within the bounds of its kind, and what happened,
 * however many times a body tells, happened before it is recorded (I11).
 * @param now ISO 8601
 * @throws InvalidField, Rejection I11, NotATime
 */
export function assertTimesPossible(body: new () => object, data: object, now: string): void {
  const assertWithin = datesWithinBounds(
    now,
    resolveTime((data as { readonly occurred?: ReportedTime }).occurred, now),
  );
  for (const each of objectsIn(body, data)) {
    for (const { name, kind } of datesOf(each.type.prototype as object))
      for (const [field, date] of valuesIn(each, name)) assertWithin(kind, field, String(date));
    for (const { name, type } of objectsOf(each.type.prototype as object))
      if (type() === OccurredDto)
        for (const [field, time] of valuesIn(each, name))
          i11HappenedBeforeRecorded(resolveTime(time as ReportedTime, now), now, field);
  }
}
