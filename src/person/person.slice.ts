import { anyAggregate, type AnyAggregate } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { identityLinkAggregate } from "./identity-link.js";
import { identityLinksView } from "./identity-links.view.js";
import { identityLookupView } from "./identity-lookup.view.js";
import { personAggregate } from "./person.js";
import { personProfileView } from "./person-profile.view.js";
import { proposalsView } from "./proposals.view.js";

export const personAggregates: readonly AnyAggregate[] = [
  anyAggregate(personAggregate),
  anyAggregate(identityLinkAggregate),
];

export const personViews: readonly Projection[] = [
  personProfileView,
  identityLinksView,
  identityLookupView,
  proposalsView,
];
