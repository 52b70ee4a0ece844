import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "../../described.js";
import { Permits } from "../../access/permit.js";
import { SIGHT_VIEWS } from "../../access/sight.js";
import { agenciesView } from "../../agency/agencies.view.js";
import { officersView } from "../../agency/officers.view.js";
import type { Clock } from "../../event-sourcing/clock.js";
import { DECLARED_DEADLINES } from "../../deadlines/deadlines.controller.js";
import type { DeclaredDeadline } from "../../deadlines/declared-deadline.js";
import { dueDeadlinesView } from "../../deadlines/due-deadlines.view.js";
import { InvalidField } from "../../event-sourcing/deciding/rejection.js";
import { splitStream } from "../../event-sourcing/deciding/decider.js";
import { CLOCK, EVENT_STORE } from "../../event-sourcing/ports.js";
import type { EventStore } from "../../event-sourcing/stored-event/event-store.js";
import { DEFAULT_ZONE, isZone } from "../../event-sourcing/stored-event/occurred-at.js";
import { EventRegistry } from "../../event-sourcing/stored-event/registry.js";
import { CodeField, TextField } from "../../http/fields.js";
import { idParam } from "../../http/ids-in-path.js";
import { Positions } from "../../http/positions.js";
import { SeenQuery } from "../../http/queries.js";
import { TABLE_FORMATS } from "../../http/table.js";
import { validated } from "../../http/validated.js";
import { Views, type Many } from "../../http/views.js";
import { READ_LOG, type ReadLog } from "../../log-of-reads/read-log.js";
import { identityLinksView, linkedPersons } from "../../person/identity-links.view.js";
import type { Masked } from "../../privacy/masking.js";
import { referralsView } from "../../referral/referrals.view.js";
import { timelineView } from "../../timeline/timeline.view.js";
import { momentOf, type AnsweredMoment } from "../moment.js";
import { openStreams } from "../open-streams.js";
import { streamsNaming } from "../person-at.js";
import type { Moment } from "../replay.js";
import type { UnreadEvent } from "../trail.js";
import type { HolderRow, Lane } from "./holder-rows.js";
import { holdersOf } from "./holders.js";
import { WORK } from "./meanings.js";

class HoldersQuery extends SeenQuery {
  @TextField(35, {
    optional: true,
    description: "What had happened by then: a time with an offset, or a date, which stands for its end",
  })
  asOf?: string;

  @TextField(40, {
    optional: true,
    description: "What was known by then: a position, a time with an offset, or a date, which stands for its end",
  })
  knownAt?: string;

  @TextField(64, { optional: true, example: DEFAULT_ZONE, description: "IANA zone in which dates are counted" })
  zone?: string;

  @CodeField(["json", ...TABLE_FORMATS], {
    optional: true,
    description: "`csv` or `xlsx` for the rows as a table; `json` if left out",
  })
  format?: "json" | (typeof TABLE_FORMATS)[number];
}

/** Who had it, as rows and as a chart draws it. */
export interface HoldersAnswer extends Many<HolderRow> {
  /** Intervals of each agency, which don't overlap, and those in which nobody had it. */
  readonly lanes: readonly Lane[];
  readonly moment: AnsweredMoment;
  /** ISO 8601, UTC: what goes on is counted to here. */
  readonly countedTo: string;
  /** How many repatriations that the case opened are out of the caller's sight: of them nothing is told. */
  readonly hidden: number;
  /** How many events perhaps had happened by `asOf`, and are left out, as their time is not known well enough. */
  readonly possible: number;
  /** False where only the newest reads are told of; hidden from who may not read the log of reads. */
  readonly readsComplete: boolean | Masked;
  readonly unreadable?: readonly (Omit<UnreadEvent, "number"> & { readonly position: string })[];
}

const DESCRIPTION =
  "A row for each stretch of time: an agency had it (`HELD`) or a part of it (`PART`), nobody had it (`NOBODY`), it had ended (`CLOSED`), an agency recorded something and had nothing of it (`BESIDE`), an agency was asked for something by a referral (`REFERRED`), it owed something by a time (`DEADLINE`), an officer took emergency access (`EMERGENCY`). With what the agency was asked, what it recorded, and who read it meanwhile. Agencies have the name of the day on which the row begins, and that of today. Corrected and late facts count as they are read now, or as they were known at `knownAt`";

/** What a kind of route shares: the answer about some streams of work. */
class HoldersQueries {
  constructor(
    protected readonly views: Views,
    private readonly positions: Positions,
    private readonly registry: EventRegistry,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_LOG) private readonly reads: ReadLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DECLARED_DEADLINES) private readonly declaredDeadlines: readonly DeclaredDeadline[],
  ) {}

  protected async answer(
    { seen, asOf, knownAt, zone }: HoldersQuery,
    find: (moment: Moment) => Promise<{ readonly streams: readonly string[]; readonly persons: readonly string[] }>,
  ): Promise<HoldersAnswer> {
    if (zone !== undefined && !isZone(zone)) throw new InvalidField("invalid-field", "zone", "is no IANA time zone");
    const { views, positions, registry, store, reads, declaredDeadlines } = this;
    const dataAsOf = await views.upTo(timelineView.name, seen);
    await views.waitsFor(
      [agenciesView, officersView, identityLinksView, referralsView, dueDeadlinesView].map(({ name }) => name),
      seen,
    );
    await views.waitsFor(SIGHT_VIEWS, seen);
    const { moment, answered } = await momentOf({ store, views, positions }, { asOf, knownAt, zone }, (clock) => clock);
    const times = [moment.asOf, moment.knownAt?.recordedAt, this.clock.now()];
    const countedTo = times.flatMap((time) => time ?? []).toSorted()[0]!;
    const { streams, persons } = await find(moment);
    const holders = await holdersOf(
      { views, registry, store, reads, declaredDeadlines },
      streams,
      persons,
      moment,
      countedTo,
    );
    const { rows: data, unreadable, ...more } = holders;
    const unread = unreadable.map(({ number, ...event }) => ({ ...event, position: positions.of(number) }));
    return {
      data,
      ...more,
      moment: answered,
      countedTo,
      ...(unread.length > 0 && { unreadable: unread }),
      dataAsOf,
    };
  }
}

@ApiTags("cases")
@Controller("cases")
export class CaseHoldersQueries extends HoldersQueries {
  @Get(":id/holders")
  @Permits("HISTORY_READ", "case")
  @ApiOperation({
    operationId: "case.holders",
    summary: "Who had a case, and the repatriations that it opened, from when to when; and when nobody had it",
    description: DESCRIPTION,
  })
  async holders(
    @Param("id", idParam) id: string,
    @Query(validated(HoldersQuery)) query: HoldersQuery,
  ): Promise<HoldersAnswer> {
    return this.answer(query, async () => ({ streams: [`case-${id}`], persons: [] }));
  }
}

@ApiTags("repatriations")
@Controller("repatriations")
export class RepatriationHoldersQueries extends HoldersQueries {
  @Get(":id/holders")
  @Permits("HISTORY_READ", "repatriation")
  @ApiOperation({
    operationId: "repatriation.holders",
    summary: "Who had a repatriation and each of its steps, from when to when; and when nobody had it",
    description: DESCRIPTION,
  })
  async holders(
    @Param("id", idParam) id: string,
    @Query(validated(HoldersQuery)) query: HoldersQuery,
  ): Promise<HoldersAnswer> {
    return this.answer(query, async () => ({ streams: [`repatriation-${id}`], persons: [] }));
  }
}

@ApiTags("persons")
@Controller("persons")
export class PersonHoldersQueries extends HoldersQueries {
  @Get(":id/holders")
  @Permits("HISTORY_READ", "person")
  @ApiOperation({
    operationId: "person.holders",
    summary: "Who had the cases and repatriations of a person, under all of their records, from when to when",
    description: DESCRIPTION,
  })
  async holders(
    @Param("id", idParam) id: string,
    @Query(validated(HoldersQuery)) query: HoldersQuery,
  ): Promise<HoldersAnswer> {
    return this.answer(query, async (moment) => {
      const { readModel } = this.views;
      const persons = [id, ...(await this.views.visible(await linkedPersons(readModel, id)))];
      const found = new Set<string>();
      for (const person of persons)
        for (const stream of await streamsNaming(readModel, person, moment))
          if (WORK.includes(splitStream(stream)[0])) found.add(stream);
      const all = [...found].map((stream) => ({ stream }));
      const isOpen = await openStreams(this.views, all);
      return { streams: all.filter(isOpen).map(({ stream }) => stream), persons };
    });
  }
}
