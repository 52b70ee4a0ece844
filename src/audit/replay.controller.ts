import { openStreams, type InStream } from "./open-streams.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "../described.js";
import type { AnyAggregate } from "../event-sourcing/deciding/decider.js";
import type { Actor } from "../event-sourcing/stored-event/envelope.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { behindIn } from "../event-sourcing/projecting/behind.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { EVENT_STORE } from "../event-sourcing/ports.js";
import { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import { InvalidField, NotFound } from "../event-sourcing/deciding/rejection.js";
import { idParam } from "../http/ids-in-path.js";
import { validated } from "../http/validated.js";
import { TextField } from "../http/fields.js";
import { LIMITS } from "../limits.js";
import { Positions } from "../http/positions.js";
import { SeenQuery } from "../http/queries.js";
import { Views, type One } from "../http/views.js";
import type { Masked, Opened } from "../privacy/masking.js";
import { agencyNames, type NamedAgency } from "../agency/agency-names.js";
import { attributed, type AttributedDifference } from "./attribution.js";
import { momentOf, type AnsweredMoment, type NamedMoment } from "./moment.js";
import { difference, withValuesOfFields, type Difference } from "./difference.js";
import { AGGREGATES, personAt, statesOf, type PersonAt } from "./person-at.js";
import { possiblePage } from "./possible-page.js";
import { timelineView } from "../timeline/timeline.view.js";
import type { Title } from "../event-sourcing/stored-event/event-definition.js";

const AS_OF = "What had happened by then: a time with an offset, or a date, for its end";
const KNOWN_AT = "What had been recorded by then: a position, a time with an offset, or a date, for its end";
const MomentField = (description: string) => TextField(40, { optional: true, description });
const ZoneField = () =>
  TextField(64, { optional: true, description: "IANA zone in which dates are counted; Asia/Jakarta if left out" });

class StateParameters extends SeenQuery {
  @MomentField(AS_OF)
  asOf?: string;

  @MomentField(KNOWN_AT)
  knownAt?: string;

  @ZoneField()
  zone?: string;

  @TextField(LIMITS.cursorCharacters.most, {
    optional: true,
    description:
      "The `next` of the page before, for more of `possibly`; name the `knownAt.position` of its `moment` as `knownAt`",
  })
  after?: string;
}

class DifferenceParameters extends SeenQuery {
  @MomentField(AS_OF)
  fromAsOf?: string;

  @MomentField(KNOWN_AT)
  fromKnownAt?: string;

  @MomentField(AS_OF)
  toAsOf?: string;

  @MomentField(KNOWN_AT)
  toKnownAt?: string;

  @ZoneField()
  zone?: string;
}

export interface PersonAtMoment {
  readonly person: string;
  readonly moment: AnsweredMoment;
  /** Whether anything about the person had been recorded by then. */
  readonly known: boolean;
  /** Says so when nothing was known, or nothing had certainly happened. */
  readonly note?: Title;
  /** How much had perhaps happened, in all streams and on all pages. */
  readonly possible: number;
  readonly streams: readonly StreamAtMoment[];
  readonly notReplayed: PersonAt["notReplayed"];
}

export interface StreamAtMoment {
  readonly stream: string;
  readonly revision: number;
  /** Null when nothing in this stream had certainly happened. */
  readonly state: object | null;
  /** What had perhaps happened by then, each with the state that it would give: what of it is on this page. */
  readonly possibly: readonly (PossibleEvent & { readonly state: object })[];
}

export interface PossibleEvent extends EventTold {
  readonly happened: OccurredAt;
}

/** An event by what it is called, who recorded it, for which agency, and when. */
export interface EventTold {
  readonly event: string;
  readonly position: string;
  readonly type: string;
  readonly title: Title;
  readonly who: Omit<Actor, "agency">;
  /** The agency by the name that it had on the day of recording. */
  readonly agency: NamedAgency | null;
  readonly recordedAt: string;
}

/** What differs, with the event that made the difference. */
export type ToldDifference = {
  readonly [List in keyof Difference]: readonly (Difference[List][number] & {
    readonly by: EventTold | Masked | null;
  })[];
};

export interface PersonDifference {
  readonly person: string;
  readonly from: Side;
  readonly to: Side;
  /** Pointers begin with the stream: `/migrant-<id>/…`. */
  readonly difference: ToldDifference;
}

/** One of the two moments: which it is, and what had perhaps happened by then, which is not compared. */
export interface Side {
  readonly moment: AnsweredMoment;
  readonly known: boolean;
  /** How much had perhaps happened. */
  readonly possible: number;
  /** The first of it. */
  readonly possibly: readonly PossibleEvent[];
}

const NOTHING_KNOWN: Title = {
  en: "Nothing about this person had been recorded by then",
  indonesian: "Belum ada catatan tentang orang ini pada saat itu",
};
const NOTHING_HAPPENED: Title = {
  en: "Of what was recorded by then, nothing had certainly happened",
  indonesian: "Dari yang tercatat pada saat itu, belum ada yang pasti sudah terjadi",
};

@ApiTags("persons")
@Controller("persons")
export class ReplayQueries {
  constructor(
    private readonly views: Views,
    private readonly positions: Positions,
    private readonly registry: EventRegistry,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(AGGREGATES) private readonly aggregates: readonly AnyAggregate[],
  ) {}

  @Get(":id/state")
  @Permits("HISTORY_READ", "person")
  @ApiOperation({ summary: "A person at any moment, on two clocks: what had happened, and what was known of it" })
  async state(
    @Param("id", idParam) person: string,
    @Query(validated(StateParameters)) { seen, after, ...named }: StateParameters,
  ): Promise<One<Opened<PersonAtMoment>> & { readonly next?: string }> {
    const dataAsOf = await this.views.upTo(timelineView.name, seen);
    const { at, moment } = await this.#at(person, named, (clock) => clock);
    const known = await this.#assertKnown(person, at);
    const { rows, count, next } = possiblePage(at.streams, after);
    const told = await this.#told(rows.map(({ event }) => event));
    const answer: PersonAtMoment = {
      person,
      moment,
      known,
      ...noteOf(at, known),
      possible: count,
      streams: at.streams.map(({ made: _made, ...stream }) => ({
        ...stream,
        possibly: rows
          .filter((row) => row.stream === stream.stream)
          .map(({ event, state }) => ({ ...possible(told, event), state })),
      })),
      notReplayed: at.notReplayed,
    };
    const data = await this.views.open(answer);
    return { data, ...(next !== undefined && { next }), dataAsOf, ...(await this.#parked(person)) };
  }

  @Get(":id/difference")
  @Permits("HISTORY_READ", "person")
  @ApiOperation({ summary: "What differs between two moments, on either clock: added, removed and changed" })
  async difference(
    @Param("id", idParam) person: string,
    @Query(validated(DifferenceParameters)) parameters: DifferenceParameters,
  ): Promise<One<PersonDifference>> {
    const { seen, zone, fromAsOf, fromKnownAt, toAsOf, toKnownAt } = parameters;
    if ([fromAsOf, fromKnownAt, toAsOf, toKnownAt].every((each) => each === undefined))
      throw new InvalidField("missing-field", "fromAsOf", "or one of fromKnownAt, toAsOf and toKnownAt is needed");
    const dataAsOf = await this.views.upTo(timelineView.name, seen);
    const from = await this.#at(person, { asOf: fromAsOf, knownAt: fromKnownAt, zone }, (clock) =>
      clock === "asOf" ? "fromAsOf" : "fromKnownAt",
    );
    const to = await this.#at(person, { asOf: toAsOf, knownAt: toKnownAt, zone }, (clock) =>
      clock === "asOf" ? "toAsOf" : "toKnownAt",
    );
    const side = async ({ at, moment }: typeof from): Promise<Side> => {
      const known = await this.#assertKnown(person, at);
      const perhaps = at.streams.flatMap(({ possibly }) => possibly.map(({ event }) => event));
      const first = perhaps.slice(0, LIMITS.pageRows.most);
      const told = await this.#told(first);
      return { moment, known, possible: perhaps.length, possibly: first.map((event) => possible(told, event)) };
    };
    const sealed = difference(statesOf(from.at), statesOf(to.at));
    const opened = withValuesOfFields(await this.views.open(sealed));
    const data: PersonDifference = {
      person,
      from: await side(from),
      to: await side(to),
      difference: await this.#withEvents(attributed(opened, from.at, to.at)),
    };
    return { data, dataAsOf, ...(await this.#parked(person)) };
  }

  async #at(
    person: string,
    named: NamedMoment,
    field: (clock: "asOf" | "knownAt") => string,
  ): Promise<{ at: PersonAt; moment: AnsweredMoment }> {
    const { store, views, positions, registry, aggregates } = this;
    const { moment, answered } = await momentOf({ store, views, positions }, named, field);
    const whole = await personAt({ store, registry, readModel: views.readModel, aggregates }, person, moment);
    const open = await openStreams<InStream>(views, [...whole.streams, ...whole.notReplayed]);
    const at: PersonAt = { streams: whole.streams.filter(open), notReplayed: whole.notReplayed.filter(open) };
    return { at, moment: answered };
  }

  /** @throws NotFound when nothing is recorded about the person at any time */
  async #assertKnown(person: string, { streams, notReplayed }: PersonAt): Promise<boolean> {
    if (streams.length > 0 || notReplayed.length > 0) return true;
    const { documents } = await this.views.readModel.find(timelineView.name, {
      where: [{ field: "persons", has: person }],
      limit: 1,
    });
    if (documents.length === 0) throw new NotFound(`nothing is recorded about ${person}`);
    return false;
  }

  async #withEvents(all: AttributedDifference): Promise<ToldDifference> {
    const entries = Object.values(all).flat() as { readonly by: EventRecord | null }[];
    const told = await this.#told(entries.flatMap(({ by }) => by ?? []));
    const named = <Entry extends { readonly by: EventRecord | null }>(list: readonly Entry[]) =>
      list.map((entry) => ({ ...entry, by: entry.by && told(entry.by) }));
    return {
      added: named(all.added),
      removed: named(all.removed),
      changed: named(all.changed),
      reordered: named(all.reordered),
    };
  }

  /** Tells of these events what they are called, and who recorded them. */
  async #told(events: readonly EventRecord[]): Promise<(event: EventRecord) => EventTold> {
    const { readModel } = this.views;
    const names = await agencyNames(
      readModel,
      events.map(({ actor }) => actor.agency),
    );
    return ({ id, number, type, actor, recordedAt }) => {
      const { agency, ...who } = actor;
      return {
        event: id,
        position: this.positions.of(number),
        type,
        title: this.registry.titleOf(type),
        who,
        agency: names(agency, recordedAt),
        recordedAt,
      };
    };
  }

  /** An event that the timeline could not take may be of a stream that was not found. */
  async #parked(person: string): Promise<{ parked?: true }> {
    const behind = await behindIn(this.views.readModel, timelineView.name);
    return behind.has(person) ? { parked: true } : {};
  }
}

function possible(told: (event: EventRecord) => EventTold, event: EventRecord): PossibleEvent {
  return { ...told(event), happened: event.occurredAt };
}

function noteOf({ streams }: PersonAt, known: boolean): { note?: Title } {
  if (!known) return { note: NOTHING_KNOWN };
  return streams.some(({ state }) => state !== null) ? {} : { note: NOTHING_HAPPENED };
}
