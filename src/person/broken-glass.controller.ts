import { Controller, Get, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { validated } from "../http/validated.js";
import { CodeField } from "../http/fields.js";
import { PageQuery, rowsOf } from "../http/queries.js";
import { Views } from "../http/views.js";
import { brokenGlassView, type BrokenGlass } from "../access/broken-glass.view.js";
import { sightKey } from "../access/need-to-know.view.js";
import { Permits } from "../access/permit.js";

class EmergencyAccessQuery extends PageQuery {
  @CodeField(["OPEN", "CLOSED"], { optional: true, description: "OPEN until another officer has reviewed it" })
  review?: "OPEN" | "CLOSED";
}

/** Tells the owner of a file who saw it by emergency access, and what waits for review. */
@ApiTags("emergency-access")
@Controller("emergency-access")
export class BrokenGlassQueries {
  constructor(private readonly views: Views) {}

  @Get()
  @Permits("GLASS_REVIEW")
  @ApiOperation({
    operationId: "emergencyAccess.list",
    summary: "List emergency accesses to files in your sight, the newest first, also those that wait for a review",
  })
  async list(@Query(validated(EmergencyAccessQuery)) query: EmergencyAccessQuery) {
    const { seen, after, review } = query;
    return this.views.many<BrokenGlass>(
      brokenGlassView.name,
      {
        where: review === undefined ? [] : [{ field: "review", is: review }],
        sort: { field: "at", direction: "desc" },
        limit: rowsOf(query),
        after,
      },
      seen,
      undefined,
      ({ person }) => person,
      ({ person }) => sightKey("person", person),
    );
  }
}
