import { currentCaller } from "../access/current-caller.js";
import { sightKey } from "../access/need-to-know.view.js";
import { Permits } from "../access/permit.js";
import { randomUUID } from "node:crypto";
import { Controller, Get, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import type { Condition } from "../event-sourcing/read-model.js";
import { commandRoutes, idParam, validated } from "../http/command-routes.js";
import { UuidField } from "../http/fields.js";
import { DEFAULT_LIMIT, PageQuery, SeenQuery } from "../http/queries.js";
import { Views } from "../http/views.js";
import { LinkIdentities, UnlinkIdentities } from "./identity-link.commands.js";
import { identityLinkAggregate } from "./identity-link.js";
import { identityLinksView, type IdentityLinkDocument } from "./identity-links.view.js";

export const IdentityLinkCommands = commandRoutes(identityLinkAggregate, "identity-links", "IDENTITY_LINK", [
  { command: "LinkIdentities", body: LinkIdentities, summary: "Link two records of one human being" },
  {
    command: "UnlinkIdentities",
    path: "unlink",
    body: UnlinkIdentities,
    summary: "Undo a link: they are two after all",
  },
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
    // Of a person who is out of sight no link is found, as of one who isn't there.
    const [of] = person === undefined ? [] : [...(await this.views.visible([person.toLowerCase()])), randomUUID()];
    const where: Condition[] = of === undefined ? [] : [{ field: "persons", has: of }];
    const page = await this.views.many<IdentityLinkDocument>(identityLinksView.name, { where, limit, after }, seen);
    // A page may hold fewer rows than its limit: whom the caller sees, no index of this view knows.
    const keys = page.data.map(({ id }) => sightKey("identityLink", id));
    const visible = await this.views.sight.seen(currentCaller(), keys);
    const data = page.data.filter(({ id }) => visible.has(sightKey("identityLink", id)));
    return this.views.withoutUnseen({ ...page, data }, [...visible]);
  }

  @Get(":id")
  @Permits("IDENTITY_LINK_READ", "identityLink")
  @ApiOperation({ operationId: "identityLink.one", summary: "One link" })
  async one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    const link = await this.views.one<IdentityLinkDocument>(identityLinksView.name, id, seen);
    return this.views.withoutUnseen(link, [sightKey("identityLink", id)]);
  }
}
