import { Module } from "@nestjs/common";
import { FigureQueries } from "./figures.controller.js";
import { UsageQueries } from "./usage/usage.controller.js";

/** Figures of what was recorded, for whoever steers by them. */
@Module({ controllers: [FigureQueries, UsageQueries] })
export class DashboardsModule {}
