import { Logger } from "@nestjs/common";
import type { ProjectionsOptions } from "./projections.js";
import type { ProjectingData } from "./thread.js";

/** Tells the operator's log what the thread that keeps the views has to say. Ids and codes only. */
export function reportsToLog(): Pick<
  ProjectionsOptions<ProjectingData>,
  "onAlarm" | "onRefused" | "onForeign" | "onFailure"
> {
  const log = new Logger("Views");
  return {
    onAlarm: ({ projection, subject, event, error }) =>
      log.error(`${projection} has parked ${subject} at event ${event}: ${error}`),
    onRefused: ({ projection, version }, reason) =>
      log.error(`version ${version} of ${projection} is not served: ${reason}`),
    onForeign: (projection, standing) =>
      log.warn(
        `${projection} is built again from the log: what was stored of it is ${standing === "ahead" ? "ahead of the events, which an older copy was put in place of" : "of other events"}`,
      ),
    onFailure: (error) => log.warn(`trying again: ${error}`),
  };
}
