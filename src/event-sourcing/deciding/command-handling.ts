import { v5 as uuidv5, v7 as uuidv7 } from "uuid";
import type { Clock } from "../clock.js";
import { LIMITS } from "../../limits.js";
import { decideCorrection, CORRECT_FACT, type CorrectFact } from "./correcting.js";
import { streamOf, type Aggregate, type Decider, type Decision, type Load } from "./decider.js";
import {
  canonicalBytes,
  hashOf,
  STORED_FORMAT,
  type Actor,
  type Envelope,
  type SealedPart,
  type StreamRevision,
} from "../stored-event/envelope.js";
import { TIME_AS_REPORTED, type NewEvent, type PersonalPart } from "../stored-event/event-definition.js";
import type { EventRecord } from "../stored-event/event-record.js";
import { RevisionConflict, type EventStore, type ReadyEvent } from "../stored-event/event-store.js";
import { i11HappenedBeforeRecorded } from "./happened-before-recorded.js";
import type { FieldSealing, OpenField } from "../stored-event/personal-field.js";
import { RecentStreams } from "./recent-streams.js";
import type { StreamHistory } from "./stream-history.js";
import { EventTooLarge, type EventRegistry } from "../stored-event/registry.js";
import { OF_A_PARTY, participantsIn, type Participant } from "../stored-event/sight.js";
import { Contention, KeyReused, NotFound, Rejection, StaleRevision, type Rule } from "./rejection.js";

/** Who sends a command, and why; all of it but `ifMatch` goes into the envelope. */
export interface CommandContext {
  /** Whom the idempotency key belongs to: the officer, or the process manager. */
  readonly caller: string;
  /** Method and path, with ids: the same key on another route is another command. */
  readonly route: string;
  /** The idempotency key, a UUID. */
  readonly key: string;
  /** Revision that the caller has seen; others' changes since then are an error. */
  readonly ifMatch?: number | undefined;
  readonly actor: Actor;
  readonly purpose: string;
  readonly lawfulBasis: string;
  /**
   * Whether the caller may see a stream that the command itself names; one that isn't seen is decided on as if it
   * weren't there. What the rules look up by themselves they see. Left out: everything is seen.
   * @param whole whether all of it, and not only who a person is and how to reach them
   */
  readonly sees?: ((category: string, id: string, whole: boolean) => Promise<boolean>) | undefined;
  /** The caller sees the stream no longer: what they still tell of it may let nobody see anything. */
  readonly grantsNothing?: boolean | undefined;
  /** Defaults to the id of the command. */
  readonly correlation?: string | undefined;
  readonly causation?: string | undefined;
}

export interface Answer {
  /** Id of the aggregate. */
  readonly id: string;
  /** Revision of the last event that the command made. */
  readonly revision: number;
  /** Number of that event in the global order. */
  readonly number: number;
  /** True when the command had been handled before, and this is the answer of then. */
  readonly repeated: boolean;
  /** Of that event, and of all that follows from it elsewhere. */
  readonly correlation: string;
  /** One of its events may take sight away from somebody. */
  readonly narrows?: true;
}

export const ALREADY_THERE: Rule = {
  id: "already-there",
  source: "[design]",
  en: "This has been recorded already, by another command",
  indonesian: "Data ini sudah dicatat melalui perintah lain",
};

const MAX_ATTEMPTS = 8;
/** Namespace of the ids that follow from commands; final, as stored ids depend on it. */
const NAMESPACE = "6f2d7c1e-9a53-5b0e-8c44-1d3f5a7b9e20";

/** The id of a command: the same for every repeat of it. */
export function commandIdOf(caller: string, route: string, key: string): string {
  return uuidv5(JSON.stringify([caller, route, key]), NAMESPACE);
}

/** The id of what a creating command makes. */
export function idOfCreated(commandId: string): string {
  return uuidv5(commandId, NAMESPACE);
}

/** The ids that a decision makes for what its events name (`newId`), by their order. */
export function idWithin(commandId: string, index: number): string {
  return uuidv5(`${commandId}/${index}`, NAMESPACE);
}

/** Loads a stream, decides, and appends to it; the one way in which Kawal's history grows. */
export class CommandHandling {
  readonly #streams: RecentStreams;

  constructor(
    private readonly store: EventStore,
    private readonly registry: EventRegistry,
    private readonly sealing: FieldSealing,
    private readonly clock: Clock,
  ) {
    this.#streams = new RecentStreams(store, registry);
  }

  /**
   * Handles one command for one stream.
   * @param id of the aggregate; undefined for what the command creates, whose id follows from the command's
   * @throws Rejection, NotFound, StaleRevision, KeyReused, Contention, EventTooLarge, StoreUnavailable; nothing was
   *   appended then, but after StoreUnavailable, when it may have been: a repeat with the same key tells
   */
  async handle<State>(
    decider: Decider<State>,
    id: string | undefined,
    command: string,
    data: object,
    context: CommandContext,
  ): Promise<Answer> {
    const commandId = commandIdOf(context.caller, context.route, context.key);
    const aggregateId = id ?? idOfCreated(commandId);
    const stream = streamOf(decider.category, aggregateId);
    const asked = JSON.parse(JSON.stringify(data)) as object;
    const request = canonicalBytes({ command, data: asked });
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const history = await this.#streams.read(stream);
      const { recorded } = history;
      const repeated = recorded.findLast((event) => event.commandId === commandId);
      if (repeated) {
        if (!(await this.sealing.matches(repeated.fingerprint, request)))
          throw new KeyReused("the idempotency key was used for another request");
        const { revision, number, correlation } = repeated;
        const own = recorded.filter((event) => event.commandId === commandId);
        return { id: aggregateId, revision, number, repeated: true, correlation, ...this.#narrowing(own) };
      }
      const last = recorded.at(-1);
      const revision = last?.revision ?? -1;
      if (context.ifMatch !== undefined && context.ifMatch !== revision)
        throw new StaleRevision(context.ifMatch, revision);
      const now = later(this.clock.now(), last?.recordedAt);
      const { made, basedOn } = await this.#decide(
        decider,
        aggregateId,
        command,
        { data, asked },
        history,
        now,
        context,
        commandId,
      );
      const ready = await this.#ready(stream, made, recorded, now, { commandId, request, basedOn, context });
      try {
        const number = await this.store.append(stream, revision, ready);
        const correlation = context.correlation ?? commandId;
        const answer = { id: aggregateId, revision: revision + ready.length, number, repeated: false, correlation };
        return { ...answer, ...this.#narrowing(ready) };
      } catch (error) {
        this.#streams.forget(stream);
        if (!(error instanceof RevisionConflict)) throw error;
      }
    }
    throw new Contention(`others keep changing ${stream}`);
  }

  /**
   * Whether a command would be taken now: it is decided as `handle` does, and nothing is appended.
   * @returns the revision on which it was decided
   * @throws what `handle` throws of a command that is refused
   */
  async wouldTake<State>(
    decider: Decider<State>,
    id: string,
    command: string,
    data: object,
    context: CommandContext,
  ): Promise<number> {
    const history = await this.#streams.read(streamOf(decider.category, id));
    const last = history.recorded.at(-1);
    const now = later(this.clock.now(), last?.recordedAt);
    const asked = JSON.parse(JSON.stringify(data)) as object;
    const commandId = commandIdOf(context.caller, context.route, context.key);
    await this.#decide(decider, id, command, { data, asked }, history, now, context, commandId);
    return last?.revision ?? -1;
  }

  #narrowing(events: readonly { readonly type: string }[]): Pick<Answer, "narrows"> {
    return events.some(({ type }) => this.registry.narrows(type)) ? { narrows: true } : {};
  }

  /** State of a stream as it stands; `initial` for an empty one. */
  async load<State>({ aggregate, id }: Load<State>): Promise<State> {
    return (await this.#load(aggregate, id)).state;
  }

  /** The same, with the revision that the stream has then; -1 for an empty one. */
  async loadAt<State>({ aggregate, id }: Load<State>): Promise<{ readonly state: State; readonly revision: number }> {
    const { state, at } = await this.#load(aggregate, id);
    return { state, revision: at.revision };
  }

  async #load<State>(aggregate: Aggregate<State>, id: string) {
    const stream = streamOf(aggregate.category, id);
    const history = await this.#streams.read(stream);
    const { recorded } = history;
    return {
      state: history.stateOf(aggregate),
      recorded,
      at: { stream, revision: recorded.at(-1)?.revision ?? -1 } satisfies StreamRevision,
    };
  }

  async #decide<State>(
    decider: Decider<State>,
    id: string,
    command: string,
    // What was looked up for the decision is in the data, and no part of what the caller asked.
    { data, asked }: { readonly data: object; readonly asked: object },
    history: StreamHistory,
    now: string,
    context: CommandContext,
    commandId: string,
  ): Promise<{ made: readonly NewEvent[]; basedOn: StreamRevision[] }> {
    const { recorded } = history;
    if (command === CORRECT_FACT) {
      if (recorded.length === 0) throw new NotFound(`there is no ${decider.category} ${id}`);
      const open = await this.sealing.opener(recorded.flatMap((event) => event.sealed));
      const made = decideCorrection(decider, this.registry, recorded, data as CorrectFact, now, open);
      return { made, basedOn: [] };
    }
    const decision = decider.decisions[command] as Decision<object, State, Record<string, unknown>> | undefined;
    if (!decision) throw new Error(`${decider.category} has no command ${command}`);
    if (decision.creates === true && recorded.length > 0) throw new Rejection(ALREADY_THERE);
    if (!decision.creates && recorded.length === 0) throw new NotFound(`there is no ${decider.category} ${id}`);
    const state = history.stateOf(decider);
    const loaded: Record<string, unknown> = {};
    const basedOn: StreamRevision[] = [];
    const sealed = recorded.flatMap((event) => event.sealed);
    for (const [name, load] of Object.entries(decision.loads?.(data, state, id) ?? {})) {
      if (context.sees && isNamed(asked, load.id) && !(await context.sees(load.aggregate.category, load.id, false))) {
        loaded[name] = load.aggregate.initial;
        continue;
      }
      const other = await this.#load(load.aggregate, load.id);
      loaded[name] = other.state;
      if (!load.unnamed && !basedOn.some(({ stream }) => stream === other.at.stream)) basedOn.push(other.at);
      sealed.push(...other.recorded.flatMap((event) => event.sealed));
    }
    const fresh = new Set<string>();
    const decideWith = (open: OpenField) => {
      let ids = 0;
      const newId = () => {
        const made = idWithin(commandId, ids++);
        fresh.add(made);
        return made;
      };
      const { actor } = context;
      return decision.decide(data, state, { id, now, actor, loaded, open, newId, history: history.happened });
    };
    const made = await this.#opening(sealed, decideWith);
    if (made.length === 0) throw new Error(`${command} made no event`);
    if (context.grantsNothing) this.#assertGrantsNothing(made);
    const known = new Set([id, ...recorded.flatMap(({ subjects }) => subjects.map(({ person }) => person))]);
    await this.#assertSubjectsSeen(made, asked, { known, fresh }, context);
    return { made, basedOn };
  }

  /**
   * Most decisions open nothing, and looking up keys costs more than deciding: a decision that does open a field, which
   * is a pure function, is made once more with the keys of all that it may open.
   */
  async #opening<Made>(sealed: readonly SealedPart[], decide: (open: OpenField) => Made): Promise<Made> {
    const opened = Symbol("opened");
    try {
      return decide(() => {
        throw opened;
      });
    } catch (error) {
      if (error !== opened) throw error;
    }
    return decide(await this.sealing.opener(sealed));
  }

  /**
   * Nobody is brought into a stream, named by the command or found by its rule, whom the caller doesn't see: the work
   * that a stream is shows who takes part in it. Whoever is to be seen whole there must be seen whole already.
   * Who has no file can't be seen in one: an id that this decision made for a subject needs nobody's sight, as long as
   * nobody is registered under it, and the command doesn't name it.
   * @param subjects.known who was concerned by the stream before, and the stream's own person
   * @param subjects.fresh the ids that the decision made
   * @throws NotFound as if there were no such person
   */
  async #assertSubjectsSeen(
    made: readonly NewEvent[],
    data: object,
    { known, fresh }: { readonly known: ReadonlySet<string>; readonly fresh: ReadonlySet<string> },
    { sees }: CommandContext,
  ): Promise<void> {
    if (!sees) return;
    const whole = new Set(
      made
        .flatMap((event) => participantsIn(this.registry.definition(event.type).sight, event))
        .flatMap((each) => (showsMore(each) ? (each.person ?? []) : [])),
    );
    const subjects = new Set(made.flatMap((event) => event.subjects.map(({ person }) => person)));
    for (const person of subjects) {
      if (!isNamed(data, person)) {
        if (known.has(person)) continue;
        if (fresh.has(person) && (await this.#isNobody(person))) continue;
      }
      if (!(await sees("person", person, whole.has(person)))) throw new NotFound(`there is no person ${person}`);
    }
  }

  async #isNobody(person: string): Promise<boolean> {
    return (await this.#streams.read(streamOf("person", person))).recorded.length === 0;
  }

  #assertGrantsNothing(made: readonly NewEvent[]): void {
    const granting = made.find(({ type }) =>
      this.registry.definition(type).sight.some(({ kind }) => kind !== "nothing"),
    );
    if (granting) throw new Error(`${granting.type} may not be told late: it is declared to let somebody see`);
  }

  async #ready(
    stream: string,
    made: readonly NewEvent[],
    recorded: readonly EventRecord[],
    recordedAt: string,
    command: { commandId: string; request: Uint8Array; basedOn: StreamRevision[]; context: CommandContext },
  ): Promise<ReadyEvent[]> {
    const { context, commandId } = command;
    const fingerprint = await this.sealing.fingerprint(command.request, recordedAt);
    let previous = recorded.at(-1)?.hash ?? null;
    let revision = recorded.at(-1)?.revision ?? -1;
    const ready: ReadyEvent[] = [];
    for (const event of made) {
      this.registry.assertValid(event);
      i11HappenedBeforeRecorded(event.occurredAt, recordedAt);
      const id = uuidv7();
      const envelope: Envelope = {
        format: STORED_FORMAT,
        stream,
        revision: ++revision,
        id,
        type: event.type,
        schema: this.registry.definition(event.type).version,
        subjects: event.subjects,
        commandId,
        fingerprint,
        correlation: context.correlation ?? commandId,
        causation: context.causation ?? null,
        actor: context.actor,
        purpose: context.purpose,
        lawfulBasis: context.lawfulBasis,
        basedOn: command.basedOn,
        corrects: event.corrects ?? null,
        occurredAt: event.occurredAt,
        recordedAt,
        facts: event.facts,
        sealed: await this.sealing.seal(stream, id, partsOf(event)),
        previous,
      };
      const bytes = canonicalBytes(envelope);
      if (bytes.byteLength > LIMITS.eventBytes.most) throw new EventTooLarge(bytes.byteLength);
      previous = hashOf(bytes);
      ready.push({ id, type: event.type, bytes });
    }
    return ready;
  }
}

/** The words of the source about a time are a narrative, which may name any of the event's subjects. */
function partsOf(event: NewEvent): readonly PersonalPart[] {
  const parts = event.personal ?? [];
  if (event.asReported === undefined) return parts;
  const names = event.subjects.map((subject) => subject.person);
  return [...parts, { person: null, class: "narrative", names, values: { [TIME_AS_REPORTED]: event.asReported } }];
}

/** Whether more is shown of somebody than who they are and how to reach them: only who sees all of it may show it. */
function showsMore({ whole, classes = [] }: Participant): boolean {
  return whole || classes.some((each) => !OF_A_PARTY.includes(each));
}

/** Whether a command holds an id anywhere in its data. */
function isNamed(value: unknown, id: string): boolean {
  if (typeof value === "string") return value.toLowerCase() === id;
  return value !== null && typeof value === "object" && Object.values(value).some((each) => isNamed(each, id));
}

function later(now: string, previous: string | undefined): string {
  return previous !== undefined && previous > now ? previous : now;
}
