import { Controller, Get, Inject, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { Temporal } from "temporal-polyfill";
import { officesOf } from "../access/offices.js";
import { Permits } from "../access/permit.js";
import { SIGHT_VIEWS } from "../access/sight.js";
import { agenciesView } from "../agency/agencies.view.js";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK, EVENT_STORE } from "../event-sourcing/ports.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import { validated } from "../http/validated.js";
import { UuidField } from "../http/fields.js";
import { Positions } from "../http/positions.js";
import { rowsOf } from "../http/queries.js";
import { AsTable } from "../http/table.js";
import { Views, type Many } from "../http/views.js";
import { filledPage, leaves } from "../timeline/timeline.js";
import { timelineView } from "../timeline/timeline.view.js";
import { openStreams } from "./open-streams.js";
import { FilterParameters, filterOf } from "./timeline-parameters.js";
import { TRAIL_COLUMNS } from "./trail-table.js";
import { timelineRows, type TimelineRow } from "./timeline-rows.js";

class OfficeParameters extends FilterParameters {
  @UuidField({ optional: true, description: "An auditor names the agency; all others are answered of their own" })
  agency?: string;
}

@ApiTags("office")
@Controller("office")
export class OfficeQueries {
  constructor(
    readonly views: Views,
    readonly positions: Positions,
    readonly registry: EventRegistry,
    @Inject(EVENT_STORE) readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get("timeline")
  @Permits("HISTORY_READ")
  @AsTable(TRAIL_COLUMNS)
  @ApiOperation({
    operationId: "office.timeline",
    summary: "What officers of my office recorded, in the order recorded; since Monday where no time is named",
    description: "Of persons, cases and repatriations that are in the caller's sight today",
  })
  async timeline(@Query(validated(OfficeParameters)) parameters: OfficeParameters): Promise<Many<TimelineRow>> {
    const { seen, after, agency: named, ...filters } = parameters;
    const limit = rowsOf(parameters);
    const { from, ...filter } = filterOf(filters, this.registry);
    const offices = officesOf(named);
    const query = { of: "offices", ids: offices, order: "recorded", to: filter.to } as const;
    const since = from ?? (filters.to === undefined ? this.#monday(filters.zone ?? DEFAULT_ZONE) : undefined);
    const dataAsOf = await this.views.upTo(timelineView.name, seen);
    for (const view of [agenciesView.name, ...SIGHT_VIEWS]) await this.views.upTo(view, seen);
    const { documents, next } = await filledPage(
      this.views.readModel,
      { ...query, from: since, limit, after },
      async (events) => {
        const own = events.filter(({ actor }) => actor.agency !== null && offices.includes(actor.agency));
        const left = own.filter((event) => leaves(filter, event));
        return left.filter(await openStreams(this.views, left));
      },
    );
    return { data: await timelineRows(this, documents, false), ...(next !== undefined && { next }), dataAsOf };
  }

  /** The beginning of this week's Monday in a zone. */
  #monday(zone: string): string {
    const today = Temporal.PlainDate.from(dateIn(zone, this.clock.now()));
    const monday = today.subtract({ days: today.dayOfWeek - 1 });
    return new Date(monday.toZonedDateTime(zone).epochMilliseconds).toISOString();
  }
}
