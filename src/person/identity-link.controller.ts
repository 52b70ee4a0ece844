import { sightKey } from "../access/need-to-know.view.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { idParam, validated } from "../http/command-routes.js";
import { commandRoutes, creation, route } from "../http/old-routes.js";
import { UuidField } from "../http/fields.js";
import { DEFAULT_LIMIT, PageQuery, SeenQuery } from "../http/queries.js";
import { Views } from "../http/views.js";
import { LinkIdentities, UnlinkIdentities } from "./identity-link.commands.js";
import { identityLinkAggregate } from "./identity-link.js";
import { identityLinksView, type IdentityLinkDocument } from "./identity-links.view.js";

export const IdentityLinkCommands = commandRoutes(identityLinkAggregate, "identity-links", "IDENTITY_LINK", [
  creation(LinkIdentities, "Link two records of one human being"),
  route("unlink", UnlinkIdentities, "Undo a link: they are two after all"),
]);

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
  @ApiOperation({ operationId: "identityLink.list", summary: "Links between records, those undone among them" })
  async list(@Query(validated(IdentityLinksQuery)) { seen, limit = DEFAULT_LIMIT, after, person }: IdentityLinksQuery) {
    const where: Condition[] = person === undefined ? [] : [{ field: "persons", has: person.toLowerCase() }];
    return this.views.many<IdentityLinkDocument>(
      identityLinksView.name,
      { where, limit, after },
      seen,
      undefined,
      undefined,
      ({ id }) => sightKey("identityLink", id),
    );
  }

  @Get(":id")
  @Permits("IDENTITY_LINK_READ", "identityLink")
  @ApiOperation({ operationId: "identityLink.one", summary: "One link" })
  one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    return this.views.one<IdentityLinkDocument>(identityLinksView.name, id, seen);
  }
}
