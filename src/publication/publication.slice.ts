import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { publicationAggregate } from "./publication.js";
import { publicationsView, publicTablesView } from "./publications.view.js";

export const publicationSlice = slice({
  aggregates: [anyAggregate(publicationAggregate)],
  views: [publicationsView, publicTablesView],
});
