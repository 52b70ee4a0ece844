import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { regionPath } from "../places/regions.js";
import { companyAggregate, type Company } from "./company.js";
import { companyEvents } from "./company.events.js";

export interface CompanyDocument extends Company {
  readonly id: string;
  readonly regions: readonly string[];
}

/** Who places, recruits and employs migrants. */
export const companiesView: Projection<CompanyDocument> = {
  name: "companies",
  version: 3,
  types: companyEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`company-${id}`],
  revisionOf: (id) => `company-${id}`,
  indexes: [
    { field: "kind", type: "text" },
    { field: "country", type: "text" },
    { field: "regions", type: "set" },
    { field: "person", type: "text" },
  ],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve(document, event, id) {
    const company = companyAggregate.evolve(stateIn(companyAggregate.initial, document), event);
    return { ...company, id, regions: company.region === null ? [] : regionPath(company.region) };
  },
};
