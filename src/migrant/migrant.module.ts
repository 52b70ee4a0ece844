import { Module } from "@nestjs/common";
import { MigrantCommands, MigrantQueries } from "./migrant.controller.js";

/** Journeys to work abroad, with their documents. */
@Module({ controllers: [MigrantQueries, MigrantCommands] })
export class MigrantModule {}
