import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { CALLERS, type Callers } from "../access/callers.js";
import { Permits } from "../access/permit.js";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { commandRoutes, idParam, validated } from "../http/command-routes.js";
import { UuidField } from "../http/fields.js";
import { DEFAULT_LIMIT, PageQuery, SeenQuery } from "../http/queries.js";
import { Views } from "../http/views.js";
import { officerDecider } from "./officer.commands.js";
import { officersView, type OfficerDocument } from "./officers.view.js";

export const OfficerCommands = commandRoutes(officerDecider, "officers", "OFFICER_ASSIGN");

class OfficersQuery extends PageQuery {
  @UuidField({ optional: true })
  agency?: string;
}

@ApiTags("officers")
@Controller()
export class OfficerQueries {
  constructor(
    private readonly views: Views,
    @Inject(CALLERS) private readonly callers: Callers,
  ) {}

  @Get("me")
  @Permits("SIGNED_IN")
  @ApiOperation({
    operationId: "officer.me",
    summary: "Who I am here: my officer's id, which an administrator assigns to an agency, and my assignments of today",
  })
  async me() {
    return { data: await this.callers.whoami() };
  }

  @Get("officers")
  @Permits("OFFICER_READ")
  @ApiOperation({ operationId: "officer.list", summary: "Officers, with every assignment that each has had" })
  list(@Query(validated(OfficersQuery)) { seen, limit = DEFAULT_LIMIT, after, agency }: OfficersQuery) {
    const where: Condition[] = agency === undefined ? [] : [{ field: "agencies", has: agency.toLowerCase() }];
    return this.views.many<OfficerDocument>(officersView.name, { where, limit, after }, seen);
  }

  @Get("officers/:id")
  @Permits("OFFICER_READ")
  @ApiOperation({ operationId: "officer.one", summary: "One officer" })
  one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    return this.views.one<OfficerDocument>(officersView.name, id, seen);
  }
}
