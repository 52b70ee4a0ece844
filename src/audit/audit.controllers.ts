import type { Type } from "@nestjs/common";
import { BreachNoticeQueries } from "./reads/breach-notice.controller.js";
import { ReadsQueries } from "./reads/reads.controller.js";
import { SubjectAccessQueries } from "./reads/subject-access.controller.js";
import { ReplayQueries } from "./replay.controller.js";
import { TimelineQueries } from "./timeline.controller.js";

/** What answers for timelines, replays and reads over HTTP; apart from the slice, as the workers that fold views need none. */
export const auditControllers: readonly Type[] = [
  TimelineQueries,
  ReplayQueries,
  ReadsQueries,
  SubjectAccessQueries,
  BreachNoticeQueries,
];
