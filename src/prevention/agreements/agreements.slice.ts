import { anyAggregate } from "../../event-sourcing/deciding/decider.js";
import type { Projection } from "../../event-sourcing/projecting/projection.js";
import { slice } from "../../event-sourcing/slice.js";
import { agreementAggregate } from "./agreement.js";
import { agreementsView } from "./agreements.view.js";

export const agreementsSlice = slice({
  aggregates: [anyAggregate(agreementAggregate)],
  views: [agreementsView as Projection],
});
