import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { CALLERS, type Callers } from "../access/callers.js";
import { agenciesOf } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { Permits } from "../access/permit.js";
import { permits } from "../access/policy.js";
import { NotFound } from "../event-sourcing/deciding/rejection.js";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { commandRoutes } from "../http/command-routes.js";
import { idParam } from "../http/ids-in-path.js";
import { validated } from "../http/validated.js";
import { UuidField } from "../http/fields.js";
import { PageQuery, rowsOf, SeenQuery } from "../http/queries.js";
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
  @Permits("COLLEAGUE_READ")
  @ApiOperation({
    operationId: "officer.list",
    summary: "Officers, with every assignment that each has had; for most roles those of one's own agency only",
  })
  list(@Query(validated(OfficersQuery)) query: OfficersQuery) {
    const { seen, after, agency } = query;
    const own = ownOnly();
    const where: Condition[] = agency === undefined ? [] : [{ field: "agencies", has: agency }];
    if (own !== undefined) where.push({ field: "agencies", hasAny: own });
    return this.views.many<OfficerDocument>(
      officersView.name,
      { where, limit: rowsOf(query), after },
      seen,
      (officer) => (own === undefined ? officer : asColleague(officer, own)),
    );
  }

  @Get("officers/:id")
  @Permits("COLLEAGUE_READ")
  @ApiOperation({ operationId: "officer.one", summary: "One officer; for most roles one of one's own agency" })
  one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    const own = ownOnly();
    return this.views.one<OfficerDocument>(officersView.name, id, seen, (officer) => {
      if (own === undefined) return officer;
      if (!officer.agencies.some((agency) => own.includes(agency)))
        throw new NotFound(`there is no ${officersView.name} ${id}`);
      return asColleague(officer, own);
    });
  }
}

/** The agencies whose officers the caller may read about; undefined where it is those of all. */
function ownOnly(): readonly string[] | undefined {
  const caller = currentCaller();
  return permits("OFFICER_READ", caller.role, caller.jurisdiction.kind) ? undefined : agenciesOf(caller);
}

/** An officer as a colleague sees them: for whom else they act is not theirs to know. */
function asColleague(officer: OfficerDocument, own: readonly string[]): OfficerDocument {
  const assignments = officer.assignments.filter(({ agency }) => own.includes(agency));
  const known = new Set(assignments.map(({ id }) => id));
  return {
    ...officer,
    assignments,
    agencies: officer.agencies.filter((agency) => own.includes(agency)),
    ends: officer.ends.filter(({ assignment }) => known.has(assignment)),
  };
}
