import { anyAggregate, type AnyAggregate } from "../event-sourcing/decider.js";
import type { Projection } from "../event-sourcing/projection.js";
import { companiesView } from "./companies.view.js";
import { companyAggregate } from "./company.js";

export const companyAggregates: readonly AnyAggregate[] = [anyAggregate(companyAggregate)];

export const companyViews: readonly Projection[] = [companiesView];
