import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { atDeathProcessManager } from "./at-death.process-manager.js";
import { casePapersProcessManager } from "./case-papers.process-manager.js";
import { comingHomeProcessManager } from "./coming-home.process-manager.js";
import { doNotTellProcessManager } from "./do-not-tell.process-manager.js";
import { repatriationAggregate } from "./repatriation.js";
import { repatriationBoardView } from "./repatriation-board.view.js";
import { reportToCaseProcessManager } from "./report-to-case.process-manager.js";
import { withdrawnProcessManager } from "./withdrawn.process-manager.js";
import { shelterAtHandoverProcessManager } from "./shelter-at-handover.process-manager.js";

export const repatriationSlice = slice({
  aggregates: [anyAggregate(repatriationAggregate)],
  views: [repatriationBoardView],
  processManagers: [
    atDeathProcessManager,
    comingHomeProcessManager,
    shelterAtHandoverProcessManager,
    doNotTellProcessManager,
    reportToCaseProcessManager,
    casePapersProcessManager,
    withdrawnProcessManager,
  ],
});
