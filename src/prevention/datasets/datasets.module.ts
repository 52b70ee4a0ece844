import { Module } from "@nestjs/common";
import { DatasetCommands, DatasetQueries } from "./dataset.controller.js";

/** What sources counted. */
@Module({ controllers: [DatasetCommands, DatasetQueries] })
export class DatasetsModule {}
