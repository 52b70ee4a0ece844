import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { agenciesView } from "./agencies.view.js";
import { agencyAggregate } from "./agency.js";
import { officerAggregate } from "./officer.js";
import { officersView } from "./officers.view.js";

export const agencySlice = slice({
  aggregates: [anyAggregate(agencyAggregate), anyAggregate(officerAggregate)],
  views: [agenciesView, officersView],
});
