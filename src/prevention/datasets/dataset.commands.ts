import { deciderOf, type DeclaredCommand } from "../../http/command.js";
import { datasetAggregate, type Dataset } from "./dataset.js";
import { recordCounts } from "./record-counts.js";
import { verifyCounts } from "./verify-counts.js";

/** Every command of a dataset. */
export const datasetDecider = deciderOf(datasetAggregate, [
  recordCounts,
  verifyCounts,
] as readonly DeclaredCommand<Dataset>[]);
