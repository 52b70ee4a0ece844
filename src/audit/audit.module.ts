import { Module } from "@nestjs/common";
import { BreachNoticeQueries } from "./reads/breach-notice.controller.js";
import { ReadsQueries } from "./reads/reads.controller.js";
import { SubjectAccessQueries } from "./reads/subject-access.controller.js";
import { ReplayQueries } from "./replay.controller.js";
import { TimelineQueries } from "./timeline.controller.js";

/** Timelines, replays, and who looked at whom. */
@Module({ controllers: [TimelineQueries, ReplayQueries, ReadsQueries, SubjectAccessQueries, BreachNoticeQueries] })
export class AuditModule {}
