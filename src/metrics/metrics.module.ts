import { Module } from "@nestjs/common";
import { MetricsController } from "./metrics.controller.js";

/** What Prometheus reads. */
@Module({ controllers: [MetricsController] })
export class MetricsModule {}
