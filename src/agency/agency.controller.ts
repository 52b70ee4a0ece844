import { Permits } from "../access/permit.js";
import { Controller, Get, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { commandRoutes } from "../http/command-routes.js";
import { idParam } from "../http/ids-in-path.js";
import { validated } from "../http/validated.js";
import { CodeField, CountryField, RegionField } from "../http/fields.js";
import { PageQuery, rowsOf, SeenQuery } from "../http/queries.js";
import { Views } from "../http/views.js";
import { agencyDecider } from "./agency.commands.js";
import { AGENCY_KINDS } from "../facts/agency-kinds.js";
import { agenciesView, type AgencyDocument } from "./agencies.view.js";

export const AgencyCommands = commandRoutes(agencyDecider, "agencies", "REGISTRY_KEEP");

class AgenciesQuery extends PageQuery {
  @CodeField(AGENCY_KINDS, { optional: true })
  kind?: string;

  @RegionField({ optional: true })
  region?: string;

  @CountryField({ optional: true })
  country?: string;
}

@ApiTags("agencies")
@Controller("agencies")
export class AgencyQueries {
  constructor(private readonly views: Views) {}

  @Get()
  @Permits("REGISTRY_READ")
  @ApiOperation({ summary: "The registry of agencies, with every name that each has had" })
  list(@Query(validated(AgenciesQuery)) query: AgenciesQuery) {
    const { seen, after, limit: _limit, format: _format, ...filters } = query;
    const limit = rowsOf(query);
    const where = Object.entries(filters).flatMap(([field, is]): Condition[] =>
      is === undefined ? [] : [{ field, is }],
    );
    return this.views.many<AgencyDocument>(agenciesView.name, { where, limit, after }, seen);
  }

  @Get(":id")
  @Permits("REGISTRY_READ")
  @ApiOperation({ summary: "One agency" })
  one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    return this.views.one<AgencyDocument>(agenciesView.name, id, seen);
  }
}
