import { anyAggregate } from "../../event-sourcing/deciding/decider.js";
import type { Projection } from "../../event-sourcing/projecting/projection.js";
import { slice } from "../../event-sourcing/slice.js";
import { datasetAggregate } from "./dataset.js";
import { datasetsView } from "./datasets.view.js";

export const datasetsSlice = slice({
  aggregates: [anyAggregate(datasetAggregate)],
  views: [datasetsView as Projection],
});
