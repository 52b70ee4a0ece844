import { anyAggregate, type AnyAggregate } from "../event-sourcing/deciding/decider.js";
import type { ProcessManager } from "../event-sourcing/reacting/process-manager.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { atDeath } from "./at-death.js";
import { casePapers } from "./case-papers.js";
import { caseTold } from "./case-told.js";
import { comingHome } from "./coming-home.js";
import { doNotTellWatch } from "./do-not-tell-watch.js";
import { repatriationAggregate } from "./repatriation.js";
import { repatriationBoardView } from "./repatriation-board.view.js";

export const repatriationAggregates: readonly AnyAggregate[] = [anyAggregate(repatriationAggregate)];

export const repatriationViews: readonly Projection[] = [repatriationBoardView];

export const repatriationProcessManagers: readonly ProcessManager[] = [
  atDeath,
  comingHome,
  doNotTellWatch,
  caseTold,
  casePapers,
];
