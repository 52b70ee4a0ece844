import { Module } from "@nestjs/common";
import { CalendarCommands, CalendarQueries } from "./calendars/calendars.controller.js";
import { DeadlineCommands, DeadlineQueries } from "./deadlines.controller.js";

/** Time that is given for something, and the calendars by which it is counted. */
@Module({ controllers: [CalendarCommands, CalendarQueries, DeadlineCommands, DeadlineQueries] })
export class DeadlinesModule {}
