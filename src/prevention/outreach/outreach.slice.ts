import { anyAggregate } from "../../event-sourcing/deciding/decider.js";
import { slice } from "../../event-sourcing/slice.js";
import { measuring } from "../../figures/measure.js";
import { outreachAggregate } from "./outreach.js";
import { outreachView } from "./outreach.view.js";
import { officialsTrained, outreachReach, outreachSessions } from "./outreach-figures.js";

export const outreachSlice = measuring(
  slice({ aggregates: [anyAggregate(outreachAggregate)], views: [outreachView] }),
  [outreachSessions, outreachReach, officialsTrained],
);
