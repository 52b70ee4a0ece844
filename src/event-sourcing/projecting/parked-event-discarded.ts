import { Type } from "typebox";
import { defineEvent, type RecordOf } from "../stored-event/event-definition.js";
import { grantsNothing } from "../stored-event/sight.js";

/**
 * An operator gave up an event for one view, as the view can't take it and its subject waits behind it. An event of the
 * store itself, as views are deleted to be rebuilt: the runner obeys it where it stands in the log.
 */
export const ParkedEventDiscarded = defineEvent({
  type: "ParkedEventDiscarded",
  title: {
    en: "An event was left out of a view, for a reason",
    indonesian: "Peristiwa dikeluarkan dari tampilan dengan alasan",
  },
  sight: grantsNothing("is about a view, and not about what it shows"),
  version: 2,
  facts: Type.Object({
    projection: Type.String({ maxLength: 100 }),
    subject: Type.String({ maxLength: 200 }),
    stream: Type.String({ minLength: 1, maxLength: 200, description: "Stream of the event that parked the subject" }),
    revision: Type.Integer({ minimum: 0, description: "Its revision there" }),
  }),
  // The first version named the event by a number that another engine gives to another event, or to none: it is not
  // obeyed, the subject is parked, and can be discarded again.
  upcasters: {
    1: ({ projection, subject }) => ({ projection: projection!, subject: subject!, stream: "", revision: -1 }),
  },
  personal: { narrative: ["reason"] },
});
export type ParkedEventDiscarded = RecordOf<typeof ParkedEventDiscarded>;
