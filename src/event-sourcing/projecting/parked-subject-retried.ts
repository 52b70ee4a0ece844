import { Type } from "typebox";
import { defineEvent, type RecordOf } from "../stored-event/event-definition.js";
import { grantsNothing } from "../stored-event/sight.js";

/**
 * An operator has a view take again what a parked subject holds, in order. An event of the store itself, so that it
 * reaches the one instance that keeps the view, whichever that is.
 */
export const ParkedSubjectRetried = defineEvent({
  type: "ParkedSubjectRetried",
  sight: grantsNothing("is about a view, and not about what it shows"),
  facts: Type.Object({
    projection: Type.String({ maxLength: 100 }),
    subject: Type.String({ maxLength: 200 }),
  }),
});
export type ParkedSubjectRetried = RecordOf<typeof ParkedSubjectRetried>;
