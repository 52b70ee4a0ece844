import type { Projection } from "../event-sourcing/projecting/projection.js";
import { slice } from "../event-sourcing/slice.js";
import { timelineView } from "../timeline/timeline.view.js";

export const auditSlice = slice({ views: [timelineView as object as Projection] });
