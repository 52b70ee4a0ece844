import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { slice, type Slice } from "../event-sourcing/slice.js";
import { calendarsView } from "./calendars/calendars.view.js";
import { calendarAggregate } from "./calendars/published-calendar.js";
import { deadlineAggregate } from "./deadline.js";
import { deadlineTimer } from "./deadline.timer.js";
import { deadlinesProcessManager } from "./deadlines.process-manager.js";
import type { DeclaredDeadline } from "./declared-deadline.js";
import { dueDeadlinesView } from "./due-deadlines.view.js";

/** @param declared what starts deadlines, and what ends them: each slice declares its own */
export const deadlinesSlice = (declared: readonly DeclaredDeadline[]): Slice =>
  slice({
    aggregates: [anyAggregate(calendarAggregate), anyAggregate(deadlineAggregate)],
    views: [calendarsView as Projection, dueDeadlinesView as Projection],
    processManagers: [deadlinesProcessManager(declared)],
    timers: [deadlineTimer],
  });
