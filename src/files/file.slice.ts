import { anyAggregate, type AnyAggregate } from "../event-sourcing/deciding/decider.js";
import { fileAggregate } from "./file.js";

export const fileAggregates: readonly AnyAggregate[] = [anyAggregate(fileAggregate)];
