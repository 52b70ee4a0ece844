import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import type { Clock } from "../event-sourcing/clock.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { CLOCK } from "../event-sourcing/ports.js";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { commandRoutes } from "../http/command-routes.js";
import { idParam } from "../http/ids-in-path.js";
import { validated } from "../http/validated.js";
import { CodeField, CountryField, RegionField, UuidField } from "../http/fields.js";
import { PageQuery, rowsOf, SeenQuery } from "../http/queries.js";
import { Views } from "../http/views.js";
import { companiesView, type CompanyDocument } from "./companies.view.js";
import { companyDecider } from "./company.commands.js";
import { COMPANY_KINDS } from "./company.events.js";
import { licenceOn } from "./company.js";

export const CompanyCommands = commandRoutes(companyDecider, "companies", "COMPANY_RECORD");

class CompaniesQuery extends PageQuery {
  @CodeField(COMPANY_KINDS, { optional: true })
  kind?: string;

  @CountryField({ optional: true })
  country?: string;

  @RegionField({ optional: true })
  region?: string;

  @UuidField({ optional: true, description: "The person who trades under it" })
  person?: string;
}

@ApiTags("companies")
@Controller("companies")
export class CompanyQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permits("REGISTRY_READ")
  @ApiOperation({ operationId: "company.list", summary: "Who places, recruits and employs, with the licence of today" })
  list(@Query(validated(CompaniesQuery)) query: CompaniesQuery) {
    const { seen, after, kind, country, region, person } = query;
    const limit = rowsOf(query);
    const where: Condition[] = [];
    if (kind !== undefined) where.push({ field: "kind", is: kind });
    if (country !== undefined) where.push({ field: "country", is: country });
    if (region !== undefined) where.push({ field: "regions", has: region });
    if (person !== undefined) where.push({ field: "person", is: person });
    return this.views.many(companiesView.name, { where, limit, after }, seen, this.#shape());
  }

  @Get(":id")
  @Permits("REGISTRY_READ")
  @ApiOperation({ operationId: "company.one", summary: "One of them, with every name and licence that it has had" })
  one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    return this.views.one(companiesView.name, id, seen, this.#shape());
  }

  #shape() {
    const today = dateIn(DEFAULT_ZONE, this.clock.now());
    return (document: CompanyDocument) => ({ ...document, licence: licenceOn(document, today) });
  }
}
