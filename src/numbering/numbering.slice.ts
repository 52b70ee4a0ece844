import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { fileNumbersProcessManager } from "./file-numbers.process-manager.js";
import { fileNumbersView } from "./file-numbers.view.js";
import { numberSeriesAggregate } from "./number-series.js";

/** The numbers of cases and repatriations. */
export const numberingSlice = slice({
  aggregates: [anyAggregate(numberSeriesAggregate)],
  views: [fileNumbersView],
  processManagers: [fileNumbersProcessManager],
});
