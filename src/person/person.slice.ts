import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { erasuresView } from "./erasures.view.js";
import { identityLinkAggregate } from "./identity-link.js";
import { identityLinksView } from "./identity-links.view.js";
import { identityLookupView } from "./identity-lookup.view.js";
import { linkedOnceProcessManager } from "./linked-once.process-manager.js";
import { personAggregate } from "./person.js";
import { personProfileView } from "./person-profile.view.js";
import { proposalsView } from "./proposals.view.js";

export const personSlice = slice({
  aggregates: [anyAggregate(personAggregate), anyAggregate(identityLinkAggregate)],
  views: [personProfileView, identityLinksView, identityLookupView, proposalsView, erasuresView],
  processManagers: [linkedOnceProcessManager],
});
