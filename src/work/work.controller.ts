import { agenciesOf } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { sightKey } from "../access/need-to-know.view.js";
import { inSight } from "../access/sight.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { agenciesView } from "../agency/agencies.view.js";
import { officersView } from "../agency/officers.view.js";
import { orphanedAmong, orphanedOf, type Orphaned } from "../agency/orphaned-work.js";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK } from "../event-sourcing/ports.js";
import type { Condition, Query as ViewQuery } from "../event-sourcing/projecting/read-model.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { validated } from "../http/validated.js";
import { CodeField, UuidField } from "../http/fields.js";
import { DEFAULT_LIMIT, PageQuery } from "../http/queries.js";
import { Views, type Many } from "../http/views.js";
import type { Opened } from "../privacy/masking.js";
import { workItemsView, type WorkItem, type WorkRow } from "./work-items.view.js";

class WorkQuery extends PageQuery {
  @UuidField({ optional: true, description: "The officer whose work it is; with no agency either: who calls" })
  officer?: string;

  @UuidField({ optional: true })
  agency?: string;

  @CodeField(["true"], {
    optional: true,
    description:
      "With no officer: only work whose officer has left its agency; with no agency either, of one's own office",
  })
  orphaned?: "true";
}

/** An item, whether it was due before today, and whether its officer has left. */
export type WorkAnswer = WorkItem & { readonly overdue: boolean; readonly orphaned: Orphaned | null };

/** Of which stream the id of an item is. */
const CATEGORIES: { readonly [K in WorkItem["kind"]]: Parameters<typeof sightKey>[0] } = {
  CASE: "case",
  REPATRIATION_STEP: "repatriation",
  CLEARANCE_REVIEW: "migrant",
};

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
    summary:
      "My work: cases, steps of repatriations and clearances under review that an officer or agency has, " +
      "what is due first comes first",
  })
  async list(@Query(validated(WorkQuery)) query: WorkQuery): Promise<Many<Opened<WorkAnswer>>> {
    const caller = currentCaller();
    const { seen, limit = DEFAULT_LIMIT, after } = query;
    const today = dateIn(DEFAULT_ZONE, this.clock.now());
    for (const view of [officersView, agenciesView]) await this.views.upTo(view.name, seen);
    const { where, sort, isFor } = await this.#asked(query);
    return this.views.page<WorkRow, WorkAnswer>(
      workItemsView.name,
      { where: [...where, ...inSight(caller)], sort, limit, after },
      seen,
      async (rows) => {
        const work = rows.map((row) => row.work);
        const orphaned = await orphanedAmong(this.views.readModel, work, this.clock.now());
        return work.map((item) => ({
          ...item,
          overdue: item.due !== null && item.due < today,
          orphaned: orphaned(item),
        }));
      },
      ({ work }) => work.id,
      ({ work: { kind, id } }) => sightKey(CATEGORIES[kind], id),
      isFor,
    );
  }

  /** Who has left is no part of the question to the index: a page after somebody left goes on where the one before ended. */
  async #asked({ officer, agency, orphaned }: WorkQuery): Promise<Asked> {
    const caller = currentCaller();
    if (orphaned === undefined || officer !== undefined)
      return workOf((officer ?? agency) ? { officer, agency } : { officer: caller.actor.id });
    const agencies = agency === undefined ? agenciesOf(caller) : [agency];
    const isOrphaned = await orphanedOf(this.views.readModel, agencies, this.clock.now());
    return {
      where: [{ field: "agency", in: agencies }],
      sort: { field: "place", direction: "asc" },
      isFor: ({ work }) => isOrphaned(work),
    };
  }
}

interface Asked extends Required<Pick<ViewQuery, "where" | "sort">> {
  /** Which of the rows found are asked for; absent for all. */
  readonly isFor?: (row: WorkRow) => boolean;
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
