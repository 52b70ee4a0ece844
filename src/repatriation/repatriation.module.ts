import { Module } from "@nestjs/common";
import { RepatriationQueries } from "./repatriation.controller.js";
import { RepatriationCommands } from "./repatriation.routes.js";

/** The way home, of the living and of remains. */
@Module({ controllers: [RepatriationQueries, RepatriationCommands] })
export class RepatriationModule {}
