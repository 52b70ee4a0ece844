import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { allegationsProcessManager } from "./allegations.process-manager.js";
import { atDeathProcessManager } from "./at-death.process-manager.js";
import { caseBoardView } from "./case-board.view.js";
import { contactWatchProcessManager } from "./contact-watch.process-manager.js";
import { caseAggregate } from "./protection-case.js";

export const protectionCaseSlice = slice({
  aggregates: [anyAggregate(caseAggregate)],
  views: [caseBoardView],
  processManagers: [allegationsProcessManager, atDeathProcessManager, contactWatchProcessManager],
});
