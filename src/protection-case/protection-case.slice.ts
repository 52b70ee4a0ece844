import { anyAggregate, type AnyAggregate } from "../event-sourcing/deciding/decider.js";
import type { ProcessManager } from "../event-sourcing/reacting/process-manager.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { allegations } from "./allegations.js";
import { caseBoardView } from "./case-board.view.js";
import { contactWatch } from "./contact-watch.js";
import { caseAggregate } from "./protection-case.js";

export const caseAggregates: readonly AnyAggregate[] = [anyAggregate(caseAggregate)];

export const caseViews: readonly Projection[] = [caseBoardView];

export const caseProcessManagers: readonly ProcessManager[] = [allegations, contactWatch];
