import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { clearanceReviewProcessManager } from "./clearance-review.process-manager.js";
import { migrantAggregate } from "./migrant.js";
import { migrantProfileView } from "./migrant-profile.view.js";
import { migrantRegistrationProcessManager } from "./migrant-registration.process-manager.js";

export const migrantSlice = slice({
  aggregates: [anyAggregate(migrantAggregate)],
  views: [migrantProfileView],
  processManagers: [migrantRegistrationProcessManager, clearanceReviewProcessManager],
});
