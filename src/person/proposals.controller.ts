import { Controller, Get, Inject, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { sightKey } from "../access/need-to-know.view.js";
import { Permits } from "../access/permit.js";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK } from "../event-sourcing/ports.js";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { validated } from "../http/validated.js";
import { CodeField, UuidField } from "../http/fields.js";
import { PageQuery, rowsOf } from "../http/queries.js";
import { Views } from "../http/views.js";
import { proposalsView, type ProposalDocument } from "./proposals.view.js";

class ProposalsQuery extends PageQuery {
  @CodeField(["OPEN", "CARRIED_OUT"], { optional: true, description: "OPEN until a second officer has approved it" })
  status?: "OPEN" | "CARRIED_OUT";

  @UuidField({ optional: true, description: "Proposals on this person's file only" })
  person?: string;
}

/** What waits for a second officer, so that they find it. */
@ApiTags("proposals")
@Controller("proposals")
export class ProposalQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permits("PROPOSAL_READ")
  @ApiOperation({
    operationId: "proposal.list",
    summary: "List proposed erasures, releases of holds and unsealings of files in your sight, the newest first",
  })
  async list(@Query(validated(ProposalsQuery)) query: ProposalsQuery) {
    const { seen, after, status, person } = query;
    const where: Condition[] = [];
    if (status !== undefined) where.push({ field: "status", is: status });
    if (person !== undefined) where.push({ field: "person", is: person });
    const now = this.clock.now();
    return this.views.many(
      proposalsView.name,
      { where, sort: { field: "at", direction: "desc" }, limit: rowsOf(query), after },
      seen,
      (proposal: ProposalDocument) => ({ ...proposal, expired: proposal.status === "OPEN" && now >= proposal.until }),
      ({ person: of }) => of,
      ({ person: of }) => sightKey("person", of),
    );
  }
}
