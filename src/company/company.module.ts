import { Module } from "@nestjs/common";
import { CompanyCommands, CompanyQueries } from "./company.controller.js";

/** Who places, recruits and employs. */
@Module({ controllers: [CompanyCommands, CompanyQueries] })
export class CompanyModule {}
