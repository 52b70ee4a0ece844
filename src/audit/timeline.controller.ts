import { agenciesOf, type Caller } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { requestContext } from "../access/request-context.js";
import { SIGHT_VIEWS } from "../access/sight.js";
import { openStreams } from "./open-streams.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { nameOn } from "../agency/agency.js";
import { agenciesView, type AgencyDocument } from "../agency/agencies.view.js";
import { dateIn, DEFAULT_ZONE, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { NotFound } from "../event-sourcing/deciding/rejection.js";
import { idParam, validated } from "../http/command-routes.js";
import { CodeField, TextField } from "../http/fields.js";
import { Positions } from "../http/positions.js";
import { DEFAULT_LIMIT, PageQuery } from "../http/queries.js";
import { Views, type Many } from "../http/views.js";
import type { Opened, OpenedValue } from "../privacy/masking.js";
import { identityLinksView, linkedPersons } from "../person/identity-links.view.js";
import { boundOf } from "./times.js";
import { timelinePage, type TimelineOrder } from "../timeline/timeline.js";
import {
  placedFields,
  withoutEmpty,
  wordsIn,
  type OpenedValues,
  type PlacedFields,
} from "../timeline/timeline-fields.js";
import { timelineView, type TimelineDocument } from "../timeline/timeline.view.js";
import type { Title } from "../event-sourcing/stored-event/event-definition.js";
import { EventRegistry } from "../event-sourcing/stored-event/registry.js";

class TimelineParameters extends PageQuery {
  @TextField(35, { optional: true, description: "A time with an offset or a date, on the clock of `order`" })
  from?: string;

  @TextField(35, { optional: true, description: "A time with an offset or a date: its end" })
  to?: string;

  @TextField(64, { optional: true, example: DEFAULT_ZONE, description: "IANA zone in which dates are counted" })
  zone?: string;

  @CodeField(["recorded", "occurred"], { optional: true, description: "`recorded` if left out" })
  order?: TimelineOrder;
}

/** Who did what, for which agency, when it happened, and when it was recorded. */
export interface TimelineRow {
  readonly event: string;
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly title: Title;
  readonly persons: TimelineDocument["subjects"];
  readonly who: {
    readonly kind: string;
    readonly id: string;
    readonly onBehalfOf: string | null;
    readonly role: string;
  };
  /** The agency by the name that it had on the day of recording; null for a name that no registry gives. */
  readonly agency: { readonly id: string; readonly name: string | null } | null;
  readonly purpose: string;
  readonly lawfulBasis: string;
  /** With the words of the source, where there are any; they may be masked. */
  readonly happened: OccurredAt & { readonly asReported?: OpenedValue };
  readonly recordedAt: string;
  readonly facts: object;
  readonly personal: readonly OpenedValues[];
  readonly corrects: string | null;
  readonly correctedBy: readonly string[];
  /** How the event is read now, where it was corrected. */
  readonly asCorrected: { readonly happened: TimelineRow["happened"]; readonly facts: object } | null;
  readonly causation: string | null;
  readonly correlation: string;
  readonly hash: string;
  readonly previous: string | null;
}

@ApiTags("persons")
@Controller("persons")
export class TimelineQueries {
  constructor(
    private readonly views: Views,
    private readonly positions: Positions,
    private readonly registry: EventRegistry,
  ) {}

  @Get(":id/timeline")
  @Permits("HISTORY_READ", "person", { afterwards: "OWN_RECORDS" })
  @ApiOperation({
    description:
      "An agency that saw the person by a place, and sees them no longer, is shown what its officers recorded",
    summary: "All that was recorded about a person, in every stream: who, for which agency, what, when, and when known",
  })
  async timeline(
    @Param("id", idParam) id: string,
    @Query(validated(TimelineParameters)) parameters: TimelineParameters,
  ): Promise<Many<TimelineRow>> {
    const { seen, limit = DEFAULT_LIMIT, after, order = "recorded", from, to, zone } = parameters;
    const query = {
      order,
      limit,
      after,
      from: from === undefined ? undefined : boundOf(from, "from", zone, "earliest"),
      to: to === undefined ? undefined : boundOf(to, "to", zone, "latest"),
    };
    const { readModel } = this.views;
    const dataAsOf = await this.views.upTo(timelineView.name, seen);
    for (const { name } of [identityLinksView, agenciesView]) await this.views.upTo(name, seen);
    for (const view of SIGHT_VIEWS) await this.views.upTo(view, seen);
    const sawUntil = requestContext()?.sawUntil;
    const linked = sawUntil === undefined ? await linkedPersons(readModel, id) : [];
    const persons = [...new Set([id, ...(await this.views.visible(linked))])];
    const page = await timelinePage(readModel, { ...query, persons });
    const { next } = page;
    // Of a case that another office has, its part of the person's history is theirs: a page may hold fewer rows.
    const documents =
      sawUntil === undefined
        ? page.documents.filter(await openStreams(this.views, page.documents))
        : ownRecords(currentCaller(), page.documents);
    if (page.documents.length === 0 && !(await isKnown(this.views, persons)))
      throw new NotFound(`nothing is recorded about ${id}`);
    const agencies = await readModel.getMany<AgencyDocument>(agenciesView.name, [
      ...new Set(documents.flatMap(({ actor }) => actor.agency ?? [])),
    ]);
    const placed = documents.map((document) => ({ ...document, ...placedFields(document) }));
    const opened = await this.views.open(placed);
    const data = opened.map((document) => this.#row(document, agencies));
    const parked = (await readModel.parked(timelineView.name))
      .map(({ subject }) => subject)
      .filter((subject) => persons.includes(subject));
    return { data, ...(next !== undefined && { next }), dataAsOf, ...(parked.length > 0 && { parked }) };
  }

  /** @param document with its personal fields opened */
  #row(document: Opened<TimelineDocument & PlacedFields>, agencies: readonly AgencyDocument[]): TimelineRow {
    const { id, number, stream, revision, type, subjects, actor, purpose, lawfulBasis, recordedAt } = document;
    const { agency, ...who } = actor;
    const registered = agencies.find((each) => each.id === agency);
    const name = registered && nameOn(registered, dateIn(registered.zone, recordedAt));
    const { asCorrected } = document;
    return {
      event: id,
      position: this.positions.of(number),
      stream,
      revision,
      type,
      title: this.registry.titleOf(type),
      persons: subjects,
      who,
      agency: agency === null ? null : { id: agency, name: name ?? null },
      purpose,
      lawfulBasis,
      happened: happened(document),
      recordedAt,
      facts: document.facts,
      personal: withoutEmpty(document.personal),
      corrects: document.corrects,
      correctedBy: document.correctedBy,
      asCorrected: asCorrected && { happened: happened(asCorrected), facts: asCorrected.facts },
      causation: document.causation,
      correlation: document.correlation,
      hash: document.hash,
      previous: document.previous,
    };
  }
}

function happened({
  occurredAt,
  asReported,
}: Opened<Pick<TimelineDocument & PlacedFields, "occurredAt" | "asReported">>): TimelineRow["happened"] {
  const words = wordsIn(asReported);
  return words === undefined ? occurredAt : { ...occurredAt, asReported: words };
}

/** What officers of the caller's agency recorded, as they did: what others made of it later is not theirs to see. */
function ownRecords(caller: Caller, documents: readonly TimelineDocument[]): TimelineDocument[] {
  const agencies = agenciesOf(caller);
  return documents
    .filter(({ actor }) => actor.kind === "OFFICER" && actor.agency !== null && agencies.includes(actor.agency))
    .map((document) => ({ ...document, correctedBy: [], asCorrected: null }));
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
