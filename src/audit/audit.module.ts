import { Module } from "@nestjs/common";
import { CaseHoldersQueries, PersonHoldersQueries, RepatriationHoldersQueries } from "./holders/holders.controller.js";
import { OfficeQueries } from "./office.controller.js";
import { BreachNoticeQueries } from "./reads/breach-notice.controller.js";
import { ReadsQueries } from "./reads/reads.controller.js";
import { SubjectAccessQueries } from "./reads/subject-access.controller.js";
import { ReplayQueries } from "./replay.controller.js";
import { TimelineQueries } from "./timeline.controller.js";
import { CaseTrailQueries, RepatriationTrailQueries } from "./trail.controller.js";

/** Timelines, trails, replays, and who looked at whom. */
@Module({
  controllers: [
    TimelineQueries,
    CaseTrailQueries,
    RepatriationTrailQueries,
    CaseHoldersQueries,
    RepatriationHoldersQueries,
    PersonHoldersQueries,
    OfficeQueries,
    ReplayQueries,
    ReadsQueries,
    SubjectAccessQueries,
    BreachNoticeQueries,
  ],
})
export class AuditModule {}
