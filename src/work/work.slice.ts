import { slice } from "../event-sourcing/slice.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { workItemsView } from "./work-items.view.js";

export const workSlice = slice({ views: [workItemsView as Projection] });
