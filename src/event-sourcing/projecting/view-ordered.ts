import { Type } from "typebox";
import { defineEvent, type RecordOf } from "../stored-event/event-definition.js";
import { grantsNothing } from "../stored-event/sight.js";

/**
 * What an operator may order of a view.
 * - `REBUILD`: build it anew beside the build that is served, which goes on being served.
 * - `CANCEL` and `RESUME`: stop building one, and go on where it was stopped.
 * - `VERIFY`: compare a build with a fold of the log that shares nothing with how it was built.
 * - `SWITCH`: serve a build that has caught up and is found right. The one before it is kept.
 * - `ROLL_BACK`: serve the one that was kept.
 * - `DROP`: take one away that is not served.
 */
export const VIEW_ORDERS = ["REBUILD", "CANCEL", "RESUME", "VERIFY", "SWITCH", "ROLL_BACK", "DROP"] as const;
export type ViewOrder = (typeof VIEW_ORDERS)[number];

/**
 * An operator's order about a view. An event of the store itself: so it reaches the one instance that keeps the view,
 * whichever that is, and it is obeyed after a crash, too. What became of it stands beside the views.
 */
export const ViewOrdered = defineEvent({
  type: "ViewOrdered",
  title: {
    en: "An operator ordered something of a view",
    indonesian: "Operator memerintahkan sesuatu terhadap tampilan",
  },
  sight: grantsNothing("is about a view, and not about what it shows"),
  facts: Type.Object({
    order: Type.Enum([...VIEW_ORDERS]),
    projection: Type.String({ maxLength: 100 }),
    version: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description: "Version of the build that it is about; null for a rebuild, which makes one",
    }),
    build: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description: "Number of the build among those of its version; null for a rebuild, whose revision it becomes",
    }),
  }),
});
export type ViewOrdered = RecordOf<typeof ViewOrdered>;
