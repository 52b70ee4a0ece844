import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "../described.js";
import { Permits } from "../access/permit.js";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK } from "../event-sourcing/ports.js";
import { dayOf } from "../figures/dimension.js";
import { commandRoutes } from "../http/command-routes.js";
import { idParam } from "../http/ids-in-path.js";
import { SeenQuery } from "../http/queries.js";
import { validated } from "../http/validated.js";
import { Views, type DataAsOf, type One } from "../http/views.js";
import { publicationDecider } from "./publication.commands.js";
import { lastQuarters, publicationId } from "./quarter.js";
import { publicationsView, type PublicationDocument } from "./publications.view.js";

export const PublicationCommands = commandRoutes(publicationDecider, "publications", "PUBLICATION_PROPOSE");

/** A quarter that may be published, and what became of it. */
export interface QuarterRow {
  /** Of its publication, for the commands. */
  readonly id: string;
  readonly quarter: string;
  /** What was proposed last, by whom; null where nothing is proposed. */
  readonly proposal: { readonly id: string; readonly officer: string; readonly proposedAt: string } | null;
  readonly publishedAt: string | null;
}

/** Three years. */
const QUARTERS_LISTED = 12;

@ApiTags("publications")
@Controller("publications")
export class PublicationQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permits("PUBLICATION_PROPOSE")
  @ApiOperation({
    operationId: "publication.list",
    summary: "The last twelve quarters that may be published: which are proposed, and which are public",
  })
  async list(
    @Query(validated(SeenQuery)) { seen }: SeenQuery,
  ): Promise<{ readonly data: readonly QuarterRow[]; readonly dataAsOf: DataAsOf }> {
    const dataAsOf = await this.views.upTo(publicationsView.name, seen);
    const quarters = lastQuarters(dayOf(this.clock.now()), QUARTERS_LISTED);
    const documents = await this.views.readModel.getMany<PublicationDocument>(
      publicationsView.name,
      quarters.map(publicationId),
    );
    const data = quarters.map((quarter): QuarterRow => {
      const id = publicationId(quarter);
      const { proposal = null, published = null } = documents.find((each) => each.id === id) ?? {};
      return {
        id,
        quarter,
        proposal: proposal && {
          id: proposal.proposal,
          officer: proposal.officer,
          proposedAt: proposal.proposedAt,
        },
        publishedAt: published && published.publishedAt,
      };
    });
    return { data, dataAsOf };
  }

  @Get(":id")
  @Permits("PUBLICATION_PROPOSE")
  @ApiOperation({
    operationId: "publication.one",
    summary: "The tables of a quarter as they were proposed: what a second officer publishes; `null` is suppressed",
  })
  one(
    @Param("id", idParam) id: string,
    @Query(validated(SeenQuery)) { seen }: SeenQuery,
  ): Promise<One<PublicationDocument>> {
    return this.views.one<PublicationDocument>(publicationsView.name, id, seen) as Promise<One<PublicationDocument>>;
  }
}
