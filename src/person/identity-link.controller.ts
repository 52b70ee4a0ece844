import { sightKey } from "../access/need-to-know.view.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { commandRoutes } from "../http/command-routes.js";
import { idParam } from "../http/ids-in-path.js";
import { validated } from "../http/validated.js";
import { UuidField } from "../http/fields.js";
import { PageQuery, rowsOf, SeenQuery } from "../http/queries.js";
import { Views } from "../http/views.js";
import { identityLinkDecider } from "./identity-link.commands.js";
import { identityLinksView, type IdentityLinkDocument } from "./identity-links.view.js";

export const IdentityLinkCommands = commandRoutes(identityLinkDecider, "identity-links", "IDENTITY_LINK");

class IdentityLinksQuery extends PageQuery {
  @UuidField({ optional: true, description: "Links of this person only" })
  person?: string;
}

@ApiTags("identity-links")
@Controller("identity-links")
export class IdentityLinkQueries {
  constructor(private readonly views: Views) {}

  @Get()
  @Permits("IDENTITY_LINK_READ")
  @ApiOperation({ operationId: "identityLink.list", summary: "List links between records, also those undone" })
  async list(@Query(validated(IdentityLinksQuery)) query: IdentityLinksQuery) {
    const { seen, after, person } = query;
    const where: Condition[] = person === undefined ? [] : [{ field: "persons", has: person }];
    return this.views.many<IdentityLinkDocument>(
      identityLinksView.name,
      { where, limit: rowsOf(query), after },
      seen,
      undefined,
      undefined,
      ({ id }) => sightKey("identityLink", id),
    );
  }

  @Get(":id")
  @Permits("IDENTITY_LINK_READ", "identityLink")
  @ApiOperation({ operationId: "identityLink.one", summary: "Read one link" })
  one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    return this.views.one<IdentityLinkDocument>(identityLinksView.name, id, seen);
  }
}
