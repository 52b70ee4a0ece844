import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { Permits } from "../access/permit.js";
import { SIGHT_VIEWS } from "../access/sight.js";
import { agenciesView } from "../agency/agencies.view.js";
import { officersView } from "../agency/officers.view.js";
import { EVENT_STORE } from "../event-sourcing/ports.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import { idParam } from "../http/ids-in-path.js";
import { validated } from "../http/validated.js";
import { Positions } from "../http/positions.js";
import { rowsOf } from "../http/queries.js";
import { AsTable } from "../http/table.js";
import { Views, type Many } from "../http/views.js";
import { LIMITS } from "../limits.js";
import { fileNumbersView, numbersOf } from "../numbering/file-numbers.view.js";
import { timelineView } from "../timeline/timeline.view.js";
import { openStreams } from "./open-streams.js";
import { filterOf, TimelineParameters } from "./timeline-parameters.js";
import { timelineRows, type TimelineRow } from "./timeline-rows.js";
import { trailOfCase, trailOfRepatriation, trailPage, type Trail, type UnreadEvent } from "./trail.js";
import { TRAIL_COLUMNS } from "./trail-table.js";

/** A page of a trail, and what of the whole trail this release can't read. */
export interface TrailAnswer extends Many<TimelineRow> {
  /** Of the case or repatriation: to be said on the phone; null for one of a store that gave none yet. */
  readonly number: string | null;
  readonly unreadable?: readonly (Omit<UnreadEvent, "number"> & { readonly position: string })[];
}

const STORED =
  "With `stored=true` an auditor gets the stored bytes of each event: `hash` is the SHA-256 of their UTF-8 in base64url without padding, and `previous` the hash of the event before it in the same stream. For others they are hidden: they have both hashes and can't compute them again";

@ApiTags("cases")
@Controller("cases")
export class CaseTrailQueries {
  constructor(
    readonly views: Views,
    readonly positions: Positions,
    readonly registry: EventRegistry,
    @Inject(EVENT_STORE) readonly store: EventStore,
  ) {}

  @Get(":id/timeline")
  @Permits("HISTORY_READ", "case")
  @AsTable(TRAIL_COLUMNS)
  @ApiOperation({
    operationId: "case.timeline",
    summary: "All that was recorded of a case and of the repatriations that it opened, as far as the caller sees them",
    description: STORED,
  })
  async timeline(
    @Param("id", idParam) id: string,
    @Query(validated(TimelineParameters)) parameters: TimelineParameters,
  ): Promise<TrailAnswer> {
    const limit = rowsOf(parameters);
    return answered(this, id, () => trailOfCase(this, id), { ...parameters, limit });
  }

  @Get(":id/trail")
  @Permits("TRAIL_READ", "case")
  @AsTable(TRAIL_COLUMNS)
  @ApiOperation({
    operationId: "case.trail",
    summary: "The whole trail of a case in one answer: every event in order, as JSON or as a table",
    description: `As the timeline, with up to ${LIMITS.trailRows.most} events at once. ${STORED}`,
  })
  async trail(
    @Param("id", idParam) id: string,
    @Query(validated(TimelineParameters)) parameters: TimelineParameters,
  ): Promise<TrailAnswer> {
    return answered(this, id, () => trailOfCase(this, id), { ...parameters, limit: whole(parameters) });
  }
}

@ApiTags("repatriations")
@Controller("repatriations")
export class RepatriationTrailQueries {
  constructor(
    readonly views: Views,
    readonly positions: Positions,
    readonly registry: EventRegistry,
    @Inject(EVENT_STORE) readonly store: EventStore,
  ) {}

  @Get(":id/timeline")
  @Permits("HISTORY_READ", "repatriation")
  @AsTable(TRAIL_COLUMNS)
  @ApiOperation({
    operationId: "repatriation.timeline",
    summary: "All that was recorded of a repatriation",
    description: STORED,
  })
  async timeline(
    @Param("id", idParam) id: string,
    @Query(validated(TimelineParameters)) parameters: TimelineParameters,
  ): Promise<TrailAnswer> {
    const limit = rowsOf(parameters);
    return answered(this, id, () => trailOfRepatriation(this, id), { ...parameters, limit });
  }

  @Get(":id/trail")
  @Permits("TRAIL_READ", "repatriation")
  @AsTable(TRAIL_COLUMNS)
  @ApiOperation({
    operationId: "repatriation.trail",
    summary: "The whole trail of a repatriation in one answer: every event in order, as JSON or as a table",
    description: `As the timeline, with up to ${LIMITS.trailRows.most} events at once. ${STORED}`,
  })
  async trail(
    @Param("id", idParam) id: string,
    @Query(validated(TimelineParameters)) parameters: TimelineParameters,
  ): Promise<TrailAnswer> {
    return answered(this, id, () => trailOfRepatriation(this, id), { ...parameters, limit: whole(parameters) });
  }
}

function whole({ limit = LIMITS.trailRows.most }: TimelineParameters): number {
  return limit;
}

interface Sources {
  readonly views: Views;
  readonly positions: Positions;
  readonly registry: EventRegistry;
  readonly store: EventStore;
}

/** What the caller sees of a trail, filtered before it is cut into pages. */
async function answered(
  sources: Sources,
  id: string,
  read: () => Promise<Trail>,
  parameters: TimelineParameters & { readonly limit: number },
): Promise<TrailAnswer> {
  const { seen, limit, after, order = "recorded", stored } = parameters;
  const { views, positions, registry } = sources;
  const query = { order, limit, after, ...filterOf(parameters, registry) };
  const dataAsOf = await views.upTo(timelineView.name, seen);
  for (const view of [agenciesView.name, officersView.name, fileNumbersView.name, ...SIGHT_VIEWS])
    await views.upTo(view, seen);
  const trail = await read();
  const isOpen = await openStreams(views, [...trail.events, ...trail.unreadable]);
  const { documents, next } = trailPage(trail.events.filter(isOpen), query);
  const unreadable = trail.unreadable
    .filter(isOpen)
    .map(({ number, ...event }) => ({ ...event, position: positions.of(number) }));
  return {
    number: (await numbersOf(views.readModel, [id])).get(id) ?? null,
    data: await timelineRows(sources, documents, stored !== undefined),
    ...(next !== undefined && { next }),
    ...(unreadable.length > 0 && { unreadable }),
    dataAsOf,
  };
}
