import { expect } from "@jest/globals";
import { v5 as uuidv5 } from "uuid";
import { decideCorrection, CORRECT_FACT, type CorrectFact } from "../src/event-sourcing/deciding/correcting.js";
import type { Aggregate, Decider, Given, Load } from "../src/event-sourcing/deciding/decider.js";
import { SEAL_SCHEME, STORED_FORMAT, type SealedPart } from "../src/event-sourcing/stored-event/envelope.js";
import type { EventDefinition, NewEvent, PersonalPart } from "../src/event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../src/event-sourcing/stored-event/event-record.js";
import { asItHappened } from "../src/event-sourcing/stored-event/history.js";
import { instant, resolveTime, type ReportedTime } from "../src/event-sourcing/stored-event/occurred-at.js";
import {
  pathsOf,
  valueOf,
  type OpenField,
  type PersonalRecord,
} from "../src/event-sourcing/stored-event/personal-field.js";
import { EventRegistry } from "../src/event-sourcing/stored-event/registry.js";
import { Rejection } from "../src/event-sourcing/deciding/rejection.js";

export const NOW = "2025-06-01T03:00:00.000Z";
export const OFFICER = "0f5b6c3e-0000-4000-8000-000000000001";
export const AGENCY = "0f5b6c3e-0000-4000-8000-00000000000a";
/** Id of the aggregate under test. */
export const ID = "0f5b6c3e-0000-4000-8000-0000000000ff";

/** An event of the past, for `given`. */
export interface PastEvent {
  readonly type: string;
  readonly facts: object;
  readonly occurred?: ReportedTime;
  readonly by?: string;
  readonly agency?: string;
  readonly personal?: NewEvent["personal"];
  readonly subjects?: NewEvent["subjects"];
  /** Which of the past events it corrects or withdraws, from 0. */
  readonly corrects?: number;
  /** Id of the event of another stream from which it followed. */
  readonly causation?: string;
}

interface Options {
  /** Histories of other streams that the decision loads, by stream. */
  readonly others?: { readonly [stream: string]: readonly PastEvent[] };
  readonly now?: string;
  readonly by?: string;
  readonly agency?: string;
  readonly role?: string;
}

/** A decider; an aggregate alone, where a test only looks at what follows from the past. */
type Testable<State> = Aggregate<State> & Partial<Pick<Decider<State>, "decisions">>;

/**
 * `given(decider, [...]).when(command, data).then([...])` or `.thenRejected("I3")`. Sealed values are kept readable
 * in a test's events, so that what a decision opens is what the test wrote.
 */
export function given<State>(decider: Testable<State>, past: readonly PastEvent[], options: Options = {}) {
  const recorded = past.map((event, i) => record(decider, ID, event, i));
  return {
    state: () => asItHappened(recorded).reduce(decider.evolve, decider.initial),
    /** Ids of the past events, in order. */
    ids: recorded.map(({ id }) => id),
    when: (command: string, data: object) => outcome(() => decide(decider, recorded, command, data, options)),
  };
}

function outcome(run: () => readonly NewEvent[]) {
  return {
    /** Compares type and facts of every event, and what else the expectation names. */
    then(expected: readonly object[]) {
      expect(run()).toMatchObject(expected);
      expect(run()).toHaveLength(expected.length);
    },
    /** The events, to look at more closely. */
    events: run,
    thenRejected(rule: string, details: object = {}) {
      let thrown: unknown;
      try {
        run();
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(Rejection);
      expect((thrown as Rejection).rule.id).toBe(rule);
      expect((thrown as Rejection).details).toMatchObject(details);
    },
    thenFails(error: object | (new (...args: never[]) => Error)) {
      expect(run).toThrow(error as Error);
    },
  };
}

function decide<State>(
  decider: Testable<State>,
  recorded: readonly EventRecord[],
  command: string,
  data: object,
  options: Options,
) {
  const now = options.now ?? NOW;
  const registry = new EventRegistry(decider.events as readonly EventDefinition[]);
  if (command === CORRECT_FACT)
    return decideCorrection(decider, registry, recorded, data as CorrectFact, now, openInTests);
  const decision = decider.decisions![command]!;
  const history = asItHappened(recorded);
  const state = history.reduce(decider.evolve, decider.initial);
  const loads = (decision.loads?.(data as never, state, ID) ?? {}) as Record<string, Load<unknown>>;
  const loaded = Object.fromEntries(
    Object.entries(loads).map(([name, load]) => {
      const events = options.others?.[`${load.aggregate.category}-${load.id}`] ?? [];
      const others = events.map((event, i) => record(load.aggregate, load.id, event, i));
      return [name, asItHappened(others).reduce(load.aggregate.evolve, load.aggregate.initial)];
    }),
  );
  let ids = 0;
  const made = decision.decide(data as never, state, {
    id: ID,
    now,
    actor: {
      kind: "OFFICER",
      id: options.by ?? OFFICER,
      onBehalfOf: null,
      agency: options.agency ?? AGENCY,
      role: options.role ?? "CASEWORKER",
    },
    loaded: loaded as never,
    open: openInTests,
    newId: () => uuidv5(`new/${ids++}`, ID),
    history,
  } satisfies Given<never>);
  for (const event of made) registry.assertValid(event);
  return made;
}

/** A sealed part of a test: what stands in place of the ciphertext is its values as they were written. */
export function readablePart(
  part: Pick<SealedPart, "person" | "class"> & { readonly names?: readonly string[] },
  values: PersonalPart["values"],
  description: Partial<SealedPart["description"]> = {},
): SealedPart {
  return {
    person: part.person,
    class: part.class,
    names: part.names ?? [],
    description: { scheme: SEAL_SCHEME, key: "", stream: "", event: "", ...description },
    commitments: [],
    ciphertext: JSON.stringify(values),
  };
}

/** Opens the parts of a test. */
export const openInTests: OpenField = ({ part, path }) => {
  const value = (JSON.parse(part.ciphertext) as { readonly [path: string]: string | undefined })[path];
  return value === undefined ? { status: "absent" } : { status: "open", value };
};

/** The values that a record of a test has, by path. */
export function valuesIn(held: PersonalRecord): { readonly [path: string]: string } {
  return Object.fromEntries(
    pathsOf(held).flatMap((path) => {
      const value = valueOf(held, path, openInTests);
      return value === undefined ? [] : [[path, value]];
    }),
  );
}

function record(
  aggregate: Pick<Aggregate<never>, "category" | "events">,
  id: string,
  event: PastEvent,
  i: number,
): EventRecord {
  const stream = `${aggregate.category}-${id}`;
  const eventId = uuidv5(`${stream}/${i}`, ID);
  const recordedAt = new Date(Date.parse("2025-05-01T00:00:00.000Z") + i * 1000).toISOString();
  const registry = new EventRegistry(aggregate.events as readonly EventDefinition[]);
  // What an aggregate of another slice reads of a stream has no events of its own.
  if (aggregate.events.length > 0)
    registry.assertValid({
      ...event,
      corrects: undefined,
      subjects: [],
      occurredAt: instant(recordedAt),
      facts: event.facts as never,
    });
  return {
    format: STORED_FORMAT,
    stream,
    revision: i,
    number: i,
    id: eventId,
    type: event.type,
    schema: 1,
    subjects: event.subjects ?? [{ person: id, role: "MIGRANT" }],
    commandId: eventId,
    fingerprint: { key: "2025-05", mac: "" },
    correlation: eventId,
    causation: event.causation ?? null,
    actor: {
      kind: "OFFICER",
      id: event.by ?? OFFICER,
      onBehalfOf: null,
      agency: event.agency ?? AGENCY,
      role: "CASEWORKER",
    },
    purpose: "PROTECTION",
    lawfulBasis: "PUBLIC_TASK",
    basedOn: [],
    corrects:
      event.corrects === undefined
        ? null
        : { event: uuidv5(`${stream}/${event.corrects}`, ID), revision: event.corrects },
    occurredAt: resolveTime(event.occurred, recordedAt),
    recordedAt,
    facts: event.facts as EventRecord["facts"],
    sealed: (event.personal ?? []).map((part) => readablePart(part, part.values, { stream, event: eventId })),
    previous: null,
    hash: "",
    mayHold: registry.mayHold(event.type, event.facts),
    correctedBy: [],
    readAsOf: i,
    sight: aggregate.events.find(({ type }) => type === event.type)?.sight ?? [],
  };
}
