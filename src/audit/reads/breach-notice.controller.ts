import { Controller, Get, Inject, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "../../described.js";
import { Permits } from "../../access/permit.js";
import type { Clock } from "../../event-sourcing/clock.js";
import { DEFAULT_ZONE } from "../../event-sourcing/stored-event/occurred-at.js";
import { CLOCK } from "../../event-sourcing/ports.js";
import { validated } from "../../http/validated.js";
import { TextField, UuidField } from "../../http/fields.js";
import { ViewBehind } from "../../event-sourcing/projecting/read-model.js";
import { Views } from "../../http/views.js";
import { boundOf } from "../times.js";
import { breachNotice } from "./breach-notice.js";
import { READ_LOG, type ReadLog } from "../../log-of-reads/read-log.js";
import { readsView } from "../../log-of-reads/reads.view.js";

class BreachQuery {
  @TextField(35, { description: "A time with an offset or a date" })
  from!: string;

  @TextField(35, { description: "A time with an offset or a date: its end" })
  to!: string;

  @TextField(64, { optional: true, example: DEFAULT_ZONE, description: "IANA zone in which dates are counted" })
  zone?: string;

  @UuidField({ optional: true, description: "Reads of this officer only" })
  officer?: string;

  @UuidField({ optional: true, description: "Reads for this agency only" })
  agency?: string;
}

@ApiTags("breach notices")
@Controller("breach-notices")
export class BreachNoticeQueries {
  constructor(
    @Inject(READ_LOG) private readonly reads: ReadLog,
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get("draft")
  @Permits("BREACH_DRAFT")
  @ApiOperation({
    operationId: "breachNotice.draft",
    summary: "Draft of a breach notice (UU 27/2022 art. 46) for a span of time: what was read, whose, when, by whom",
  })
  async draft(@Query(validated(BreachQuery)) query: BreachQuery) {
    const span = {
      from: boundOf(query.from, "from", query.zone, "earliest"),
      to: boundOf(query.to, "to", query.zone, "latest"),
      officer: query.officer,
      agency: query.agency,
    };
    if (!(await this.reads.caughtUp())) throw new ViewBehind();
    const { readModel } = this.views;
    const data = await breachNotice({ reads: this.reads, readModel }, span, this.clock.now());
    const { recordedAt } = await readModel.freshness(readsView.name);
    return { data, dataAsOf: { position: null, recordedAt } };
  }
}
