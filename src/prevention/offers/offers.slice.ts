import { anyAggregate } from "../../event-sourcing/deciding/decider.js";
import { slice } from "../../event-sourcing/slice.js";
import { offerAggregate } from "./offer.js";
import { offersView } from "./offers.view.js";

export const offersSlice = slice({ aggregates: [anyAggregate(offerAggregate)], views: [offersView] });
