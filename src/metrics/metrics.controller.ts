import { Controller, Get, Header, Inject, VERSION_NEUTRAL, type OnModuleDestroy } from "@nestjs/common";
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from "../described.js";
import { Permits } from "../access/permit.js";
import { METRICS, MetricsPage } from "./metrics-page.js";

/** The form that Prometheus reads. */
const TEXT = "text/plain; version=0.0.4; charset=utf-8";

@ApiTags("health")
@Controller({ path: "metrics", version: VERSION_NEUTRAL })
export class MetricsController implements OnModuleDestroy {
  constructor(@Inject(METRICS) private readonly page: MetricsPage) {}

  @Get()
  // Who may read them is judged at the edge, before anything else: `guardMetrics`.
  @Permits("NOBODY")
  @Header("content-type", TEXT)
  @ApiOperation({ summary: "Metrics for Prometheus: for this machine, or with the token of KAWAL_METRICS_TOKEN_FILE" })
  @ApiProduces("text/plain")
  @ApiOkResponse({ schema: { type: "string" } })
  metrics(): Promise<string> {
    return this.page.text();
  }

  onModuleDestroy(): Promise<void> {
    return this.page.stop();
  }
}
