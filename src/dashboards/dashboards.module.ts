import { Module } from "@nestjs/common";
import { FigureQueries } from "./figures.controller.js";

/** Figures of what was recorded, for whoever steers by them. */
@Module({ controllers: [FigureQueries] })
export class DashboardsModule {}
