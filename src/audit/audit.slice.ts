import { ReplayQueries } from "./replay.controller.js";
import { TimelineQueries } from "./timeline.controller.js";
import { timelineView } from "./timeline.view.js";

export const auditViews = [timelineView];
export const auditControllers = [TimelineQueries, ReplayQueries];
