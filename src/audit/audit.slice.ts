import type { Projection } from "../event-sourcing/projecting/projection.js";
import { timelineView } from "../timeline/timeline.view.js";

export const auditViews = [timelineView] as readonly object[] as readonly Projection[];
