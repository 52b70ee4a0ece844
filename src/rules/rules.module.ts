import { Module } from "@nestjs/common";
import { RulesCommands, RulesQueries } from "./rules.controller.js";

/** Editions of what the law asks for. */
@Module({ controllers: [RulesCommands, RulesQueries] })
export class RulesModule {}
