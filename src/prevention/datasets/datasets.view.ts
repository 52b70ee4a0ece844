import { splitStream } from "../../event-sourcing/deciding/decider.js";
import type { Projection } from "../../event-sourcing/projecting/projection.js";
import { stateIn } from "../../event-sourcing/projecting/stored-state.js";
import { regionPath } from "../../places/regions.js";
import { datasetEvents } from "./dataset.events.js";
import { datasetAggregate, type Dataset } from "./dataset.js";

export interface DatasetDocument extends Dataset {
  readonly id: string;
  /** The regions counted, and those that they lie in. */
  readonly regions: readonly string[];
  readonly countedThings: readonly string[];
}

/** What sources counted: hotspots, cases, victims. */
export const datasetsView: Projection<DatasetDocument> = {
  name: "datasets",
  version: 1,
  types: datasetEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`dataset-${id}`],
  revisionOf: (id) => `dataset-${id}`,
  indexes: [
    { field: "regions", type: "set" },
    { field: "countedThings", type: "set" },
    { field: "status", type: "text", narrows: true },
    { field: "agency", type: "text", narrows: true },
    { field: "publication", type: "text", narrows: true },
    { field: "supersedes", type: "text" },
  ],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve(document, event, id) {
    const dataset = datasetAggregate.evolve(stateIn(datasetAggregate.initial, document), event);
    const regions = [...new Set(dataset.figures.flatMap(({ region }) => regionPath(region)))];
    const countedThings = [...new Set(dataset.figures.map(({ counted }) => counted))];
    return { ...dataset, id, regions, countedThings };
  },
};
