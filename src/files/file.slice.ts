import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { fileAggregate } from "./file.js";

export const fileSlice = slice({ aggregates: [anyAggregate(fileAggregate)] });
