import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { Permits } from "../../access/permit.js";
import { ApiOperation, ApiParam, ApiTags } from "../../described.js";
import { CommandHandling } from "../../event-sourcing/deciding/command-handling.js";
import { InvalidField, Rejection } from "../../event-sourcing/deciding/rejection.js";
import { commandRoutes } from "../../http/command-routes.js";
import { SeenQuery } from "../../http/queries.js";
import { validated } from "../../http/validated.js";
import { Views, type One } from "../../http/views.js";
import { isCountry } from "../../places/countries.js";
import { yearOf, type CalendarYear } from "./calendar.js";
import { calendarsView } from "./calendars.view.js";
import { CALENDAR_LACKS_YEAR, calendarDecider } from "./publish-calendar.js";
import { calendarId, publishedOf } from "./published-calendar.js";

export const CalendarCommands = commandRoutes(calendarDecider, "calendars", "REGISTRY_KEEP", { correctable: false });

/** A year of a country's calendar, with the id under which more of it is published. */
export interface CalendarAnswer extends CalendarYear {
  readonly id: string;
}

const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;

@ApiTags("calendars")
@Controller("calendars")
export class CalendarQueries {
  constructor(
    private readonly views: Views,
    @Inject(CommandHandling) private readonly handling: CommandHandling,
  ) {}

  @Get(":country/:year")
  @Permits("REGISTRY_READ")
  @ApiOperation({
    operationId: "calendar.year",
    summary: "The holidays, the weekend and the days that are worked after all of one year of a country",
    description:
      "A year of which nothing is known is a `409` of the rule `calendar-lacks-year`: no deadline is counted in it.",
  })
  @ApiParam({ name: "country", schema: { type: "string", example: "ID" } })
  @ApiParam({ name: "year", schema: { type: "integer", minimum: FIRST_YEAR, maximum: LAST_YEAR, example: 2026 } })
  async year(
    @Param("country") country: string,
    @Param("year") text: string,
    @Query(validated(SeenQuery)) { seen }: SeenQuery,
  ): Promise<One<CalendarAnswer>> {
    const year = Number(text);
    if (!isCountry(country)) throw new InvalidField("invalid-field", "country", "must be an ISO 3166-1 code");
    if (!/^\d{4}$/.test(text) || year < FIRST_YEAR || year > LAST_YEAR)
      throw new InvalidField("invalid-field", "year", `must be a year from ${FIRST_YEAR} to ${LAST_YEAR}`);
    const dataAsOf = await this.views.upTo(calendarsView.name, seen);
    const { publications } = await this.handling.load(publishedOf(country));
    const found = yearOf(country, year, publications);
    if (!found) throw new Rejection(CALENDAR_LACKS_YEAR, { country, year, calendar: calendarId(country) });
    return { data: { id: calendarId(country), ...found }, dataAsOf };
  }
}
