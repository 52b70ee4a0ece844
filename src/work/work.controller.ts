import { sightKey } from "../access/need-to-know.view.js";
import { inSight, SIGHT_VIEWS } from "../access/sight.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { currentCaller } from "../access/current-caller.js";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK } from "../event-sourcing/ports.js";
import { InvalidCursor } from "../event-sourcing/projecting/read-model.js";
import { validated } from "../http/command-routes.js";
import { UuidField } from "../http/fields.js";
import { DEFAULT_LIMIT, PageQuery } from "../http/queries.js";
import { Views, type Many } from "../http/views.js";
import type { Opened } from "../privacy/masking.js";
import { caseBoardView, caseDay } from "../protection-case/case-board.view.js";
import { repatriationBoardView } from "../repatriation/repatriation-board.view.js";
import { orderOf, workOf, type Whose, type WorkItem } from "./work.js";

class WorkQuery extends PageQuery {
  @UuidField({ optional: true, description: "The officer whose work it is; with no agency either: who calls" })
  officer?: string;

  @UuidField({ optional: true })
  agency?: string;
}

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
    summary: "My work: cases and steps of repatriations that an officer or agency has, what is due first first",
  })
  async list(@Query(validated(WorkQuery)) query: WorkQuery): Promise<Many<Opened<WorkItem>>> {
    const caller = currentCaller();
    const { seen, limit = DEFAULT_LIMIT, after } = query;
    const named: Whose = { officer: query.officer?.toLowerCase(), agency: query.agency?.toLowerCase() };
    const whose = (named.officer ?? named.agency) ? named : { officer: caller.actor.id };
    const fresh = await Promise.all([
      this.views.upTo(caseBoardView.name, seen),
      this.views.upTo(repatriationBoardView.name, seen),
    ]);
    for (const view of SIGHT_VIEWS) await this.views.upTo(view, seen);
    for (const { name } of [caseBoardView, repatriationBoardView]) await this.views.sight.certain(name);
    const today = caseDay(this.clock.now());
    const all = await workOf(this.views.readModel, whose, today, inSight(caller));
    const keyed = all.map((item) => ({ item, key: sightKey(item.kind === "CASE" ? "case" : "repatriation", item.id) }));
    const visible = await this.views.sight.seen(caller, [...new Set(keyed.map(({ key }) => key))]);
    const items = keyed.flatMap(({ item, key }) => (visible.has(key) ? [item] : []));
    const last = after === undefined ? "" : placeOf(after);
    const ahead = items.filter((item) => orderOf(item) > last);
    const page = ahead.slice(0, limit);
    return {
      data: await this.views.open(page),
      ...(ahead.length > limit && { next: Buffer.from(orderOf(page.at(-1)!)).toString("base64url") }),
      // As of the one that has come less far.
      dataAsOf: fresh.toSorted((a, b) => ((a.recordedAt ?? "") < (b.recordedAt ?? "") ? -1 : 1))[0]!,
    };
  }
}

/** @throws InvalidCursor when it is none that a page of work ended with */
function placeOf(cursor: string): string {
  const place = Buffer.from(cursor, "base64url").toString();
  if (!/^\d{4}(-\d{2}-\d{2})? \S+ (case|repatriation)\/\S+$/.test(place))
    throw new InvalidCursor("is no place in a list of work");
  return place;
}
