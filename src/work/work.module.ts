import { Module } from "@nestjs/common";
import { WorkHandovers } from "./handovers.controller.js";
import { ResponsibilityGaps } from "./responsibility-gaps.controller.js";
import { WorkQueries } from "./work.controller.js";

/** What an officer or an agency has to do. */
@Module({ controllers: [WorkQueries, WorkHandovers, ResponsibilityGaps] })
export class WorkModule {}
