import type { Projection } from "../event-sourcing/projection.js";
import { timelineView } from "./timeline.view.js";

export const auditViews = [timelineView] as readonly object[] as readonly Projection[];
