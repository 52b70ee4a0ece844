import { Permits } from "../access/permit.js";
import { Controller, Get, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { commandRoutes } from "../http/command-routes.js";
import { validated } from "../http/validated.js";
import { PageQuery, rowsOf } from "../http/queries.js";
import { Views } from "../http/views.js";
import { RULE_KINDS } from "./kinds.js";
import { rulesDecider } from "./rules.commands.js";
import { rulesView, type RulesDocument } from "./rules.view.js";

export const RulesCommands = commandRoutes(rulesDecider, "rules", "REGISTRY_KEEP");

@ApiTags("rules")
@Controller("rules")
export class RulesQueries {
  constructor(private readonly views: Views) {}

  @Get()
  @Permits("REGISTRY_READ")
  @ApiOperation({ summary: "Every rule set with its editions: document sets, countries, steps" })
  list(@Query(validated(PageQuery)) query: PageQuery) {
    const { seen, after } = query;
    const limit = rowsOf(query, RULE_KINDS.length);
    return this.views.many<RulesDocument>(rulesView.name, { where: [], limit, after }, seen);
  }
}
