import { anyAggregate, type AnyAggregate } from "../event-sourcing/deciding/decider.js";
import type { ProcessManager } from "../event-sourcing/reacting/process-manager.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { migrantAggregate } from "./migrant.js";
import { migrantProfileView } from "./migrant-profile.view.js";
import { migrantRegistration } from "./migrant-registration.js";

export const migrantAggregates: readonly AnyAggregate[] = [anyAggregate(migrantAggregate)];

export const migrantViews: readonly Projection[] = [migrantProfileView];

export const migrantProcessManagers: readonly ProcessManager[] = [migrantRegistration];
