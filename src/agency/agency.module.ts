import { Module } from "@nestjs/common";
import { AgencyCommands, AgencyQueries } from "./agency.controller.js";
import { OfficerCommands, OfficerQueries } from "./officer.controller.js";
import { ResponsibleQueries } from "./responsible.controller.js";
import { RegionQueries } from "./regions.controller.js";

/** The registers of agencies and of officers, and the list of regions. */
@Module({
  controllers: [AgencyCommands, AgencyQueries, OfficerCommands, OfficerQueries, RegionQueries, ResponsibleQueries],
})
export class AgencyModule {}
