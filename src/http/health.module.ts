import { Module } from "@nestjs/common";
import { HealthController } from "./health.controller.js";

/** Whether the service works. */
@Module({ controllers: [HealthController] })
export class HealthModule {}
