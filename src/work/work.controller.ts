import { currentCaller } from "../access/current-caller.js";
import { sightKey } from "../access/need-to-know.view.js";
import { inSight } from "../access/sight.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK } from "../event-sourcing/ports.js";
import type { Condition, Query as ViewQuery } from "../event-sourcing/projecting/read-model.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { validated } from "../http/validated.js";
import { UuidField } from "../http/fields.js";
import { DEFAULT_LIMIT, PageQuery } from "../http/queries.js";
import { Views, type Many } from "../http/views.js";
import type { Opened } from "../privacy/masking.js";
import { workItemsView, type WorkItem, type WorkRow } from "./work-items.view.js";

class WorkQuery extends PageQuery {
  @UuidField({ optional: true, description: "The officer whose work it is; with no agency either: who calls" })
  officer?: string;

  @UuidField({ optional: true })
  agency?: string;
}

/** An item, and whether it was due before today. */
export type WorkAnswer = WorkItem & { readonly overdue: boolean };

@ApiTags("work")
@Controller("work")
export class WorkQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permits("WORK_READ")
  @ApiOperation({
    operationId: "work.mine",
    summary: "My work: cases and steps of repatriations that an officer or agency has, what is due first comes first",
  })
  async list(@Query(validated(WorkQuery)) query: WorkQuery): Promise<Many<Opened<WorkAnswer>>> {
    const caller = currentCaller();
    const { seen, limit = DEFAULT_LIMIT, after } = query;
    const today = dateIn(DEFAULT_ZONE, this.clock.now());
    const whose = { officer: query.officer, agency: query.agency };
    const { where, sort } = workOf((whose.officer ?? whose.agency) ? whose : { officer: caller.actor.id });
    return this.views.many<WorkRow, WorkAnswer>(
      workItemsView.name,
      { where: [...where, ...inSight(caller)], sort, limit, after },
      seen,
      ({ work }) => ({ ...work, overdue: work.due !== null && work.due < today }),
      ({ work }) => work.id,
      ({ work: { kind, id } }) => sightKey(kind === "CASE" ? "case" : "repatriation", id),
    );
  }
}

/** Whose work: of an officer, of an agency, or of an officer there. What is due first comes first, and last what has no day. */
export function workOf({
  officer,
  agency,
}: {
  readonly officer?: string | undefined;
  readonly agency?: string | undefined;
}): Required<Pick<ViewQuery, "where" | "sort">> {
  const field = officer === undefined ? "ofAgency" : "ofOfficer";
  const where: Condition[] = [{ field, prefix: `${officer ?? agency ?? ""} ` }];
  if (officer !== undefined && agency !== undefined) where.push({ field: "agency", is: agency });
  return { where, sort: { field, direction: "asc" } };
}
