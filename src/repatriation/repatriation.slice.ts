import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { atDeath } from "./at-death.js";
import { casePapers } from "./case-papers.js";
import { caseTold } from "./case-told.js";
import { comingHome } from "./coming-home.js";
import { doNotTellWatch } from "./do-not-tell-watch.js";
import { repatriationAggregate } from "./repatriation.js";
import { repatriationBoardView } from "./repatriation-board.view.js";

export const repatriationSlice = slice({
  aggregates: [anyAggregate(repatriationAggregate)],
  views: [repatriationBoardView],
  processManagers: [atDeath, comingHome, doNotTellWatch, caseTold, casePapers],
});
