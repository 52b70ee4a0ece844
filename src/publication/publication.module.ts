import { Module } from "@nestjs/common";
import { PublicationCommands, PublicationQueries } from "./publication.controller.js";
import { PublicTableQueries } from "./public-tables.controller.js";
import { QuarterlyTables } from "./quarterly-tables.js";

/** Public tables: how they are made and published, and what everybody may read. */
@Module({ controllers: [PublicationCommands, PublicationQueries, PublicTableQueries], providers: [QuarterlyTables] })
export class PublicationModule {}
