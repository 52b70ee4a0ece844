import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { storeAggregate } from "./store.js";

export const storeSlice = slice({ aggregates: [anyAggregate(storeAggregate)] });
