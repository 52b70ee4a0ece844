import { Module } from "@nestjs/common";
import { AgencyCommands, AgencyQueries } from "./agency.controller.js";
import { OfficerCommands, OfficerQueries } from "./officer.controller.js";

/** The registers of agencies and of officers. */
@Module({ controllers: [AgencyCommands, AgencyQueries, OfficerCommands, OfficerQueries] })
export class AgencyModule {}
