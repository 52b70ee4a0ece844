import type { Type } from "@nestjs/common";
import { ReplayQueries } from "./replay.controller.js";
import { TimelineQueries } from "./timeline.controller.js";

/** What answers for timelines and replays over HTTP; apart from the slice, as the workers that fold views need none. */
export const auditControllers: readonly Type[] = [TimelineQueries, ReplayQueries];
