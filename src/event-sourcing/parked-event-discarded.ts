import { Type } from "typebox";
import { defineEvent, type RecordOf } from "./event-definition.js";

/**
 * An operator gave up an event for one view, as the view can't take it and its subject waits behind it. An event of the
 * store itself, as views are deleted to be rebuilt: the runner obeys it where it stands in the log.
 */
export const ParkedEventDiscarded = defineEvent({
  type: "ParkedEventDiscarded",
  facts: Type.Object({
    projection: Type.String({ maxLength: 100 }),
    subject: Type.String({ maxLength: 200 }),
    /** Number of the event. */
    event: Type.Integer({ minimum: 0 }),
  }),
  personal: { narrative: ["reason"] },
});
export type ParkedEventDiscarded = RecordOf<typeof ParkedEventDiscarded>;
