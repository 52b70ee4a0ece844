import { Module } from "@nestjs/common";
import { RepatriationCommands, RepatriationQueries } from "./repatriation.controller.js";

/** The way home, of the living and of remains. */
@Module({ controllers: [RepatriationQueries, RepatriationCommands] })
export class RepatriationModule {}
