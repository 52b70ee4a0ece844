import { Logger } from "@nestjs/common";
import type { ProjectionsOptions } from "./projections.js";
import type { ProjectingData } from "./thread.js";

/** Tells the operator's log what the thread that keeps the views has to say. Ids and codes only. */
export function reportsToLog(): Pick<ProjectionsOptions<ProjectingData>, "onAlarm" | "onRefused" | "onFailure"> {
  const log = new Logger("Views");
  return {
    onAlarm: ({ projection, subject, event, error }) =>
      log.error(`${projection} has parked ${subject} at event ${event}: ${error}`),
    onRefused: ({ projection, version }, reason) =>
      log.error(`version ${version} of ${projection} is not served: ${reason}`),
    onFailure: (error) => log.warn(`trying again: ${error}`),
  };
}
