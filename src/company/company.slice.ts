import { anyAggregate, type AnyAggregate } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { companiesView } from "./companies.view.js";
import { companyAggregate } from "./company.js";

export const companyAggregates: readonly AnyAggregate[] = [anyAggregate(companyAggregate)];

export const companyViews: readonly Projection[] = [companiesView];
