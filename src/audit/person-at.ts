import { splitStream, type AnyAggregate, type Aggregate } from "../event-sourcing/deciding/decider.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { reactionAggregate } from "../event-sourcing/reacting/reaction.js";
import type { Condition, ReadModel } from "../event-sourcing/projecting/read-model.js";
import { UnreadableEvent, type EventRegistry } from "../event-sourcing/stored-event/registry.js";
import { knownBy, replay, type Moment, type Possibility } from "./replay.js";
import { timelineView, type TimelineDocument } from "../timeline/timeline.view.js";

/** Injection token of the aggregates by which streams are replayed: every one of the service. */
export const AGGREGATES = Symbol("Aggregates");

/** A person at a moment on two clocks, in every stream that names the person. */
export interface PersonAt {
  /** In the order in which they first named the person. Empty: nothing about the person was known. */
  readonly streams: readonly StreamAt[];
  /** Streams that name the person and could not be replayed. */
  readonly notReplayed: readonly { readonly stream: string; readonly reason: "NO_AGGREGATE" | "UNREADABLE" }[];
}

export interface StreamAt {
  readonly stream: string;
  /** Revision of the last event known. */
  readonly revision: number;
  /** Null when nothing in this stream had certainly happened. */
  readonly state: object | null;
  readonly possibly: readonly Possibility<object>[];
  /** What the state is made of: to tell which event made a difference, and no part of an answer. */
  readonly made: Made;
}

/** How a state came about. */
export interface Made {
  readonly aggregate: Pick<Aggregate<object>, "initial" | "evolve">;
  /** As it happened and as it was read then, corrections left out. */
  readonly events: readonly EventRecord[];
  /** All that was known, in the order recorded, corrections among it. */
  readonly known: readonly EventRecord[];
}

export interface ReplaySources {
  readonly store: EventStore;
  readonly registry: EventRegistry;
  /** Only to find the streams. */
  readonly readModel: ReadModel;
  readonly aggregates: readonly AnyAggregate[];
}

const PAGE = 200;

/** Replays a person from the event store. States hold personal fields sealed. */
export async function personAt(sources: ReplaySources, person: string, moment: Moment): Promise<PersonAt> {
  const streams: StreamAt[] = [];
  const notReplayed: PersonAt["notReplayed"][number][] = [];
  for (const stream of await streamsNaming(sources.readModel, person, moment)) {
    const [category] = splitStream(stream);
    // What a process manager did about an event is no state of a person.
    if (category === reactionAggregate.category) continue;
    const aggregate = sources.aggregates.find((each) => each.category === category);
    if (!aggregate) {
      notReplayed.push({ stream, reason: "NO_AGGREGATE" });
      continue;
    }
    try {
      const recorded = (await sources.store.readStream(stream)).map((raw) => sources.registry.read(raw));
      streams.push(streamAt(stream, aggregate as unknown as Aggregate<object>, recorded, moment));
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      notReplayed.push({ stream, reason: "UNREADABLE" });
    }
  }
  return { streams, notReplayed };
}

/** States by stream, as they are compared; a stream in which nothing had happened is not there. */
export function statesOf({ streams }: PersonAt): { readonly [stream: string]: object } {
  return Object.fromEntries(streams.flatMap(({ stream, state }) => (state === null ? [] : [[stream, state]])));
}

function streamAt(
  stream: string,
  aggregate: Aggregate<object>,
  recorded: readonly EventRecord[],
  moment: Moment,
): StreamAt {
  const { state, events, possibly } = replay(aggregate, recorded, moment);
  const known = knownBy(recorded, moment.knownAt ?? {});
  const revision = known.at(-1)?.revision ?? -1;
  return {
    stream,
    revision,
    state: events.length === 0 ? null : state,
    possibly,
    made: { aggregate, events, known },
  };
}

/** Streams in which an event that was known by then names the person, in the order in which they first did. */
export async function streamsNaming(readModel: ReadModel, person: string, { knownAt = {} }: Moment): Promise<string[]> {
  const { number, recordedAt } = knownAt;
  const where: Condition[] = [{ field: "persons", has: person }];
  if (number !== undefined) where.push({ field: "number", to: number });
  if (recordedAt !== undefined) where.push({ field: "recordedAt", to: recordedAt });
  const sort = { field: "number", direction: "asc" } as const;
  const streams = new Set<string>();
  let after: string | undefined;
  do {
    const page = await readModel.find<TimelineDocument>(timelineView.name, { where, sort, limit: PAGE, after });
    for (const { stream } of page.documents) streams.add(stream);
    after = page.next;
  } while (after !== undefined);
  return [...streams];
}
