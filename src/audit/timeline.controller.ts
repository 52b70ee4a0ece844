import { agenciesOf, type Caller } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { requestContext } from "../access/request-context.js";
import { SIGHT_VIEWS } from "../access/sight.js";
import { openStreams } from "./open-streams.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { agenciesView } from "../agency/agencies.view.js";
import { behindIn } from "../event-sourcing/projecting/behind.js";
import { NotFound } from "../event-sourcing/deciding/rejection.js";
import { EVENT_STORE } from "../event-sourcing/ports.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import { idParam } from "../http/ids-in-path.js";
import { validated } from "../http/validated.js";
import { Positions } from "../http/positions.js";
import { rowsOf } from "../http/queries.js";
import { AsTable } from "../http/table.js";
import { Views, type Many } from "../http/views.js";
import { identityLinksView, linkedPersons } from "../person/identity-links.view.js";
import { filterOf, TimelineParameters } from "./timeline-parameters.js";
import { TRAIL_COLUMNS } from "./trail-table.js";
import { timelineRows, type TimelineRow } from "./timeline-rows.js";
import { filledPage, leaves } from "../timeline/timeline.js";
import { timelineView, type TimelineDocument } from "../timeline/timeline.view.js";

@ApiTags("persons")
@Controller("persons")
export class TimelineQueries {
  constructor(
    readonly views: Views,
    readonly positions: Positions,
    readonly registry: EventRegistry,
    @Inject(EVENT_STORE) readonly store: EventStore,
  ) {}

  @Get(":id/timeline")
  @Permits("HISTORY_READ", "person", { afterwards: "OWN_RECORDS" })
  @AsTable(TRAIL_COLUMNS)
  @ApiOperation({
    description:
      "An agency that saw the person by a place, and sees them no longer, is shown what its officers recorded",
    summary: "All that was recorded about a person, in every stream: who, for which agency, what, when, and when known",
  })
  async timeline(
    @Param("id", idParam) id: string,
    @Query(validated(TimelineParameters)) parameters: TimelineParameters,
  ): Promise<Many<TimelineRow>> {
    const { seen, after, order = "recorded", stored } = parameters;
    const limit = rowsOf(parameters);
    const { from, to, ...filter } = filterOf(parameters, this.registry);
    const { readModel } = this.views;
    const dataAsOf = await this.views.upTo(timelineView.name, seen);
    for (const { name } of [identityLinksView, agenciesView]) await this.views.upTo(name, seen);
    for (const view of SIGHT_VIEWS) await this.views.upTo(view, seen);
    const sawUntil = requestContext()?.sawUntil;
    const linked = sawUntil === undefined ? await linkedPersons(readModel, id) : [];
    const persons = [...new Set([id, ...(await this.views.visible(linked))])];
    const { documents, next } = await filledPage(
      readModel,
      { of: "persons", ids: persons, order, limit, after, from, to },
      async (events) => {
        const left = events.filter((event) => leaves(filter, event));
        // Of a case that another office has, its part of the person's history is theirs.
        if (sawUntil === undefined) return left.filter(await openStreams(this.views, left));
        return ownRecords(currentCaller(), left);
      },
    );
    if (documents.length === 0 && !(await isKnown(this.views, persons)))
      throw new NotFound(`nothing is recorded about ${id}`);
    const data = await timelineRows(this, documents, stored !== undefined);
    const behind = await behindIn(readModel, timelineView.name);
    // Of a stream from which this page has an event, a later one may be held that names nobody yet.
    const gaps = documents.filter(({ stream }) => behind.hasStream(stream));
    const parked = persons.filter(
      (person) => behind.has(person) || gaps.some(({ subjects }) => subjects.some((each) => each.person === person)),
    );
    return { data, ...(next !== undefined && { next }), dataAsOf, ...(parked.length > 0 && { parked }) };
  }
}

/** What officers of the caller's agency recorded, as they did: what others made of it later is not theirs to see. */
function ownRecords(caller: Caller, documents: readonly TimelineDocument[]): TimelineDocument[] {
  const agencies = agenciesOf(caller);
  return documents
    .filter(({ actor }) => actor.kind === "OFFICER" && actor.agency !== null && agencies.includes(actor.agency))
    .map((document) => ({ ...document, correctedBy: [], withdrawnBy: null, asCorrected: null }));
}

/** Whether anything at all is recorded about one of these persons. */
async function isKnown({ readModel }: Views, persons: readonly string[]): Promise<boolean> {
  for (const person of persons) {
    const { documents } = await readModel.find(timelineView.name, {
      where: [{ field: "persons", has: person }],
      limit: 1,
    });
    if (documents.length > 0) return true;
  }
  return false;
}
