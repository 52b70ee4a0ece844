import { Controller, Get, Param, Query } from "@nestjs/common";
import { sightKey } from "../../access/need-to-know.view.js";
import { currentCaller } from "../../access/current-caller.js";
import { Permits } from "../../access/permit.js";
import { inSight } from "../../access/sight.js";
import { ApiOperation, ApiTags } from "../../described.js";
import type { Condition } from "../../event-sourcing/projecting/read-model.js";
import { commandRoutes } from "../../http/command-routes.js";
import { CodeField, DateField, RegionField } from "../../http/fields.js";
import { idParam } from "../../http/ids-in-path.js";
import { PageQuery, rowsOf, SeenQuery } from "../../http/queries.js";
import { validated } from "../../http/validated.js";
import { Views, type Many, type One } from "../../http/views.js";
import type { Opened } from "../../privacy/masking.js";
import { OUTREACH_FORMS } from "./codes.js";
import { outreachDecider } from "./outreach.commands.js";
import { outreachView, type OutreachDocument } from "./outreach.view.js";

export const OutreachCommands = commandRoutes(outreachDecider, "outreach", "OUTREACH_RECORD");

class OutreachQuery extends PageQuery {
  @RegionField({ optional: true, description: "This region, and what lies in it" })
  region?: string;

  @CodeField(OUTREACH_FORMS, { optional: true })
  form?: string;

  @DateField({ kind: "EXPIRY", optional: true, description: "What can have happened on this day, or later" })
  from?: string;

  @DateField({ kind: "EXPIRY", optional: true, description: "What can have happened on this day, or earlier" })
  to?: string;
}

/** An activity as it is read. */
export type OutreachAnswer = Omit<OutreachDocument, "regions" | "sight">;

@ApiTags("outreach")
@Controller("outreach")
export class OutreachQueries {
  constructor(private readonly views: Views) {}

  @Get()
  @Permits("OUTREACH_READ")
  @ApiOperation({
    operationId: "outreach.list",
    summary: "List outreach of my region, or that my office recorded: the newest first",
  })
  list(@Query(validated(OutreachQuery)) query: OutreachQuery): Promise<Many<Opened<OutreachAnswer>>> {
    const { seen, after, region, form, from, to } = query;
    const where: Condition[] = [...inSight(currentCaller())];
    if (region !== undefined) where.push({ field: "regions", has: region });
    if (form !== undefined) where.push({ field: "form", is: form });
    if (from !== undefined) where.push({ field: "lastDay", from });
    if (to !== undefined) where.push({ field: "firstDay", to });
    return this.views.many<OutreachDocument, OutreachAnswer>(
      outreachView.name,
      { where, sort: { field: "firstDay", direction: "desc" }, limit: rowsOf(query), after },
      seen,
      shown,
      undefined,
      ({ id }) => sightKey("outreach", id),
    );
  }

  @Get(":id")
  @Permits("OUTREACH_READ", "outreach")
  @ApiOperation({ operationId: "outreach.one", summary: "Read an activity: who was told what, where, by whom" })
  one(
    @Param("id", idParam) id: string,
    @Query(validated(SeenQuery)) { seen }: SeenQuery,
  ): Promise<One<Opened<OutreachAnswer>>> {
    return this.views.one<OutreachDocument, OutreachAnswer>(outreachView.name, id, seen, shown);
  }
}

function shown({ regions: _, sight: __, ...outreach }: OutreachDocument): OutreachAnswer {
  return outreach;
}
