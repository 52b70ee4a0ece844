import { Module } from "@nestjs/common";
import { OutreachCommands, OutreachQueries } from "./outreach.controller.js";

/** Meetings, leaflets, home visits and trainings. */
@Module({ controllers: [OutreachCommands, OutreachQueries] })
export class OutreachModule {}
