import { currentCaller } from "../access/current-caller.js";
import { sightKey } from "../access/need-to-know.view.js";
import { inSight } from "../access/sight.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "../described.js";
import { agenciesView } from "../agency/agencies.view.js";
import { officersView } from "../agency/officers.view.js";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK } from "../event-sourcing/ports.js";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { commandRoutes } from "../http/command-routes.js";
import { idParam } from "../http/ids-in-path.js";
import { validated } from "../http/validated.js";
import { CodeField, CountryField, RegionField, UuidField } from "../http/fields.js";
import { dayBefore, dayOfList, ofDay } from "../http/day-of-list.js";
import { PageQuery, rowsOf, SeenQuery } from "../http/queries.js";
import { Views, type Many } from "../http/views.js";
import type { Opened } from "../privacy/masking.js";
import { fileNumbersView } from "../numbering/file-numbers.view.js";
import { inNumber, NumberField } from "../numbering/number-field.js";
import { recordsInSight } from "../person/records-in-sight.js";
import { personProfileView } from "../person/person-profile.view.js";
import { REPATRIATION_KINDS } from "./codes.js";
import { tasksOnPage } from "../tasks/tasks-on-page.js";
import { named, type Named } from "./named.js";
import {
  boardCase,
  boardDay,
  boardRow,
  isOverdueAt,
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

  @NumberField()
  number?: string;
}

/** Views of what is shown beside a case. */
const SHOWN_BESIDE = [personProfileView, agenciesView, officersView, fileNumbersView].map(({ name }) => name);

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
  async list(@Query(validated(BoardQuery)) query: BoardQuery): Promise<Many<Opened<Named<BoardRow>>>> {
    const { seen, overdue } = query;
    const limit = rowsOf(query);
    const today = boardDay(this.clock.now());
    const { day, after } = overdue === undefined ? { day: today, after: query.after } : dayOfList(query.after, today);
    const { agency } = query;
    await this.views.waitsFor(SHOWN_BESIDE, seen);
    const records = query.person === undefined ? undefined : await recordsInSight(this.views, query.person, seen);
    const ofPerson: Condition[] = records === undefined ? [] : [{ field: "person", in: records }];
    const numbered = await inNumber(this.views, query);
    const page = await this.views.page<BoardDocument, Named<BoardRow>>(
      repatriationBoardView.name,
      {
        where: [...conditions(query, day), ...ofPerson, ...numbered, ...inSight(currentCaller())],
        sort: { field: "requested", direction: "asc" },
        limit,
        after,
      },
      seen,
      (documents) =>
        named(
          documents.map((document) => boardRow(document, day)),
          this.views.readModel,
          day,
          this.clock.now(),
        ),
      undefined,
      ({ id }) => sightKey("repatriation", id),
      // The index knows a case's earliest day, and not whose it is.
      overdue === undefined || agency === undefined ? undefined : (document) => isOverdueAt(document, agency, day),
    );
    return overdue === undefined ? page : ofDay(page, day);
  }

  @Get(":id")
  @Permits("REPATRIATION_READ", "repatriation")
  @ApiOperation({
    operationId: "repatriation.case",
    summary: "Show a repatriation: each step with its status, who can provide it and who has it to do, and the papers",
  })
  async one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    const today = boardDay(this.clock.now());
    await this.views.waitsFor(SHOWN_BESIDE, seen);
    return this.views.one(repatriationBoardView.name, id, seen, async (document: BoardDocument) => {
      const { readModel } = this.views;
      const now = this.clock.now();
      const [answer] = await named([boardCase(document, today)], readModel, today, now);
      return { ...answer!, tasks: await tasksOnPage(answer!.tasks, readModel, now) };
    });
  }
}

/** @param day the one on which what is overdue is judged */
function conditions({ agency, country, origin, kind, step, missing, overdue, open }: BoardQuery, day: string) {
  const where: Condition[] = [];
  if (agency !== undefined) where.push({ field: "agencies", has: agency });
  if (country !== undefined) where.push({ field: "country", is: country });
  if (origin !== undefined) where.push({ field: "origins", has: origin });
  if (kind !== undefined) where.push({ field: "kind", is: kind });
  if (step !== undefined) where.push({ field: "step", is: step });
  if (missing !== undefined) where.push({ field: "missing", has: missing });
  if (open === "true") where.push({ field: "status", is: "OPEN" });
  if (open === "false") where.push({ field: "status", in: ["CANCELLED", "CLOSED"] });
  if (overdue !== undefined) where.push({ field: "due", to: dayBefore(day) });
  return where;
}
