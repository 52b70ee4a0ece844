import { Type } from "typebox";
import { defineEvent, type RecordOf } from "../stored-event/event-definition.js";
import { grantsNothing } from "../stored-event/sight.js";

/**
 * An operator has a view take again what a parked subject holds, in order. An event of the store itself, so that it
 * reaches the one instance that keeps the view, whichever that is.
 */
export const ParkedSubjectRetried = defineEvent({
  type: "ParkedSubjectRetried",
  title: {
    en: "A view was told to take again what it had left aside",
    indonesian: "Tampilan diminta mengambil lagi peristiwa yang tertunda",
  },
  sight: grantsNothing("is about a view, and not about what it shows"),
  facts: Type.Object({
    projection: Type.String({ maxLength: 100 }),
    subject: Type.String({ maxLength: 200 }),
  }),
});
export type ParkedSubjectRetried = RecordOf<typeof ParkedSubjectRetried>;
