import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { companiesView } from "./companies.view.js";
import { companyAggregate } from "./company.js";

export const companySlice = slice({ aggregates: [anyAggregate(companyAggregate)], views: [companiesView] });
