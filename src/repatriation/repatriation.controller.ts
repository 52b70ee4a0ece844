import { currentCaller } from "../access/current-caller.js";
import { sightKey } from "../access/need-to-know.view.js";
import { inSight } from "../access/sight.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { Temporal } from "temporal-polyfill";
import { agenciesView } from "../agency/agencies.view.js";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK } from "../event-sourcing/ports.js";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { commandRoutes, idParam, validated } from "../http/command-routes.js";
import { CodeField, CountryField, RegionField, UuidField } from "../http/fields.js";
import { DEFAULT_LIMIT, PageQuery, SeenQuery } from "../http/queries.js";
import { Views, type Many } from "../http/views.js";
import { recordsInSight } from "../person/records-in-sight.js";
import { personProfileView } from "../person/person-profile.view.js";
import { REPATRIATION_KINDS } from "./codes.js";
import { named, type Named } from "./named.js";
import {
  boardCase,
  boardDay,
  boardRow,
  repatriationBoardView,
  type BoardDocument,
  type BoardRow,
} from "./repatriation-board.view.js";
import { repatriationDecider } from "./repatriation.commands.js";
import { STEP_CODES } from "./steps.js";

export const RepatriationCommands = commandRoutes(repatriationDecider, "repatriations", "REPATRIATION_HANDLE");

class BoardQuery extends PageQuery {
  @UuidField({ optional: true, description: "Only cases in which this agency has a step to do" })
  agency?: string;

  @CountryField({ optional: true })
  country?: string;

  @RegionField({ optional: true, description: "Home lies in this province, regency, district or village" })
  origin?: string;

  @CodeField(REPATRIATION_KINDS, { optional: true })
  kind?: string;

  @CodeField(["REQUESTED", ...STEP_CODES], { optional: true, description: "The furthest step of the way that is done" })
  step?: string;

  @CodeField(STEP_CODES, { optional: true, description: "A step that is lacking" })
  missing?: string;

  @CodeField(["true"], {
    optional: true,
    description: "Only cases with a step that was due before today; with `agency`, one that this agency has",
  })
  overdue?: "true";

  @CodeField(["true", "false"], { optional: true, description: "Neither cancelled nor closed; or one of both" })
  open?: "true" | "false";

  @UuidField({ optional: true, description: "Cases of this person, under all of their records" })
  person?: string;
}

@ApiTags("repatriations")
@Controller("repatriations")
export class RepatriationQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permits("REPATRIATION_LIST")
  @ApiOperation({
    operationId: "repatriation.board",
    summary: "List repatriations, oldest request first: their furthest step, what is missing, and who has it to do",
  })
  async list(@Query(validated(BoardQuery)) query: BoardQuery): Promise<Many<Named<BoardRow>>> {
    const { seen, limit = DEFAULT_LIMIT, after } = query;
    const today = boardDay(this.clock.now());
    await this.#namesUpTo(seen);
    const records = query.person === undefined ? undefined : await recordsInSight(this.views, query.person, seen);
    const ofPerson: Condition[] = records === undefined ? [] : [{ field: "person", in: records }];
    const page = await this.views.page<BoardDocument, Named<BoardRow>>(
      repatriationBoardView.name,
      {
        where: [...conditions(query, today), ...ofPerson, ...inSight(currentCaller())],
        sort: { field: "requested", direction: "asc" },
        limit,
        after,
      },
      seen,
      (documents) =>
        named(
          documents.map((document) => boardRow(document, today)),
          this.views.readModel,
          today,
        ),
      ({ person }) => person ?? undefined,
      ({ id }) => sightKey("repatriation", id),
    );
    const { agency, overdue } = query;
    if (agency === undefined || overdue === undefined) return page;
    // The index knows a case's earliest day, not whose it is: a page of this query may hold fewer rows than its limit.
    const data = page.data.filter(({ assigned }) => assigned.some((step) => step.overdue && step.agency === agency));
    return { ...page, data };
  }

  @Get(":id")
  @Permits("REPATRIATION_READ", "repatriation")
  @ApiOperation({
    operationId: "repatriation.case",
    summary: "Show a repatriation: each step with its status, who can provide it and who has it to do, and the papers",
  })
  async one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    const today = boardDay(this.clock.now());
    await this.#namesUpTo(seen);
    return this.views.one(repatriationBoardView.name, id, seen, async (document: BoardDocument) => {
      const [answer] = await named([boardCase(document, today)], this.views.readModel, today);
      return answer!;
    });
  }

  async #namesUpTo(seen: string | undefined): Promise<void> {
    for (const view of [personProfileView, agenciesView]) await this.views.upTo(view.name, seen);
  }
}

function conditions({ agency, country, origin, kind, step, missing, overdue, open }: BoardQuery, today: string) {
  const where: Condition[] = [];
  if (agency !== undefined) where.push({ field: "agencies", has: agency });
  if (country !== undefined) where.push({ field: "country", is: country });
  if (origin !== undefined) where.push({ field: "origins", has: origin });
  if (kind !== undefined) where.push({ field: "kind", is: kind });
  if (step !== undefined) where.push({ field: "step", is: step });
  if (missing !== undefined) where.push({ field: "missing", has: missing });
  if (open === "true") where.push({ field: "status", is: "OPEN" });
  if (open === "false") where.push({ field: "status", in: ["CANCELLED", "CLOSED"] });
  if (overdue !== undefined)
    where.push({ field: "due", to: Temporal.PlainDate.from(today).subtract({ days: 1 }).toString() });
  return where;
}
