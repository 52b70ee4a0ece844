import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { Type } from "typebox";
import type { CommandHandling } from "../../../src/event-sourcing/deciding/command-handling.js";
import type { Checkpoints, ReactionsCheckpoint } from "../../../src/event-sourcing/reacting/checkpoints.js";
import { anyDecider, type Decider } from "../../../src/event-sourcing/deciding/decider.js";
import { anyDefinitions, defineEvent, newEvent } from "../../../src/event-sourcing/stored-event/event-definition.js";
import { StoreUnavailable } from "../../../src/event-sourcing/stored-event/event-store.js";
import { alone, type OneAtATime } from "../../../src/event-sourcing/reacting/one-at-a-time.js";
import { instant } from "../../../src/event-sourcing/stored-event/occurred-at.js";
import type { ProcessManager } from "../../../src/event-sourcing/reacting/process-manager.js";
import { reactionAggregate } from "../../../src/event-sourcing/reacting/reaction.js";
import { Reactions } from "../../../src/event-sourcing/reacting/reactions.js";
import type { ReadModel } from "../../../src/event-sourcing/projecting/read-model.js";
import { EventRegistry } from "../../../src/event-sourcing/stored-event/registry.js";
import { Rejection } from "../../../src/event-sourcing/deciding/rejection.js";
import { officerContext, openTemporaryStore, settableClock } from "../../temporary.js";
import { grantsNothing } from "../../../src/event-sourcing/stored-event/sight.js";
import { MINUTES, until } from "../../waiting.js";

const NOTHING = grantsNothing("is of a test");

const Rung = defineEvent({
  type: "BellRung",
  title: { en: "Of a test", indonesian: "Dari sebuah uji" },
  sight: NOTHING,
  facts: Type.Object({ doors: Type.Array(Type.String()) }),
});
const Opened = defineEvent({
  type: "DoorOpened",
  title: { en: "Of a test", indonesian: "Dari sebuah uji" },
  sight: NOTHING,
  facts: Type.Object({}),
});
const JAMMED = { id: "door-jammed", source: "[design]", en: "The door is jammed", indonesian: "Pintu macet" };

const bell: Decider<number> = {
  category: "bell",
  events: anyDefinitions([Rung]),
  initial: 0,
  evolve: (rings) => rings + 1,
  decisions: {
    Ring: {
      creates: true,
      decide: (facts: { doors: string[] }, _state, { now }) => [
        newEvent(Rung, { subjects: [], occurredAt: instant(now), facts }),
      ],
    },
  },
};

let jammed: ReadonlySet<string>;
const door: Decider<number> = {
  category: "door",
  events: anyDefinitions([Opened]),
  initial: 0,
  evolve: (times) => times + 1,
  decisions: {
    Open: {
      creates: true,
      decide: (_command: object, _state, { id, now }) => {
        if (jammed.has(id)) throw new Rejection(JAMMED);
        return [newEvent(Opened, { subjects: [], occurredAt: instant(now), facts: {} })];
      },
    },
  },
};

const opening: ProcessManager = {
  name: "opening",
  when: [Rung.type],
  thenSend: async ({ facts }) =>
    (facts["doors"] as string[]).map((id) => ({ category: "door", id, command: "Open", data: {} })),
};

const registry = new EventRegistry([bell, door, reactionAggregate].flatMap(({ events }) => events));
/** Number of the newest event that the views take. */
let upTo: number;
const views = { waitFor: async (number: number) => number <= upTo } as unknown as ReadModel;

let t: Awaited<ReturnType<typeof openTemporaryStore>>;
let checkpoint: ReactionsCheckpoint | null;
let alarms: unknown[];
let reactions: Reactions;

beforeEach(async () => {
  t = await openTemporaryStore(registry, settableClock("2025-06-01T00:00:00.000Z"));
  checkpoint = null;
  alarms = [];
  upTo = Infinity;
  jammed = new Set();
  start();
});
afterEach(async () => {
  await reactions.stop();
  await t.close();
});

const checkpoints: Checkpoints = {
  load: async () => checkpoint,
  save: async (_name, saved) => void (checkpoint = saved),
  forget: async () => void (checkpoint = null),
};

function start(handling = t.handling, managers: readonly ProcessManager[] = [opening]): void {
  reactions = instance(handling, managers, alone);
  reactions.start();
}

function instance(handling: CommandHandling, managers: readonly ProcessManager[], oneAtATime: OneAtATime): Reactions {
  return new Reactions({
    store: t.store,
    registry,
    handling,
    views,
    checkpoints,
    oneAtATime,
    managers,
    deciders: [anyDecider(door), anyDecider(reactionAggregate)],
    alarm: (alarm) => alarms.push(alarm),
  });
}

/** Lets the instances have their turn in the order asked for, each once the one before it has ended. */
function turns(): OneAtATime {
  let free: Promise<unknown> = Promise.resolve();
  return async (_name, signal, work) => {
    const before = free;
    const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    const mine = before.then(() => (signal.aborted ? undefined : work(signal)));
    free = Promise.race([mine, aborted.then(() => before)]);
    await Promise.race([mine, aborted]);
  };
}

async function ring(doors: readonly string[]): Promise<number> {
  return (await t.handling.handle(bell, undefined, "Ring", { doors }, officerContext(randomUUID()))).number;
}

async function all() {
  return (await t.store.readAll(null, 1000)).map((raw) => registry.read(raw));
}

async function opened(): Promise<string[]> {
  return (await all()).filter(({ type }) => type === Opened.type).map(({ stream }) => stream.slice("door-".length));
}

describe("a process manager", () => {
  test("sends what follows, for whoever caused it, and says what it did", async () => {
    const doors = [randomUUID(), randomUUID()];
    expect(await reactions.settled(await ring(doors), MINUTES)).toBe(true);
    expect(await opened()).toEqual(doors);
    const [source, planned, first] = await all();
    expect(planned).toMatchObject({ stream: `process-opening-${source!.id}`, type: "ReactionPlanned" });
    expect(first).toMatchObject({
      type: "DoorOpened",
      causation: source!.id,
      correlation: source!.correlation,
      actor: { kind: "PROCESS_MANAGER", id: "opening", onBehalfOf: source!.actor.id, agency: source!.actor.agency },
    });
    expect((await all()).map(({ type }) => type).filter((type) => type === "FollowUpDone")).toHaveLength(2);
    expect(alarms).toEqual([]);
  });

  test("that lost its checkpoint reads everything again and sends nothing again", async () => {
    await reactions.settled(await ring([randomUUID()]), MINUTES);
    await reactions.stop();
    const before = await t.store.head();
    checkpoint = null;
    start();
    expect(await reactions.settled(before, MINUTES)).toBe(true);
    expect(await t.store.head()).toBe(before);
  });

  test.each<[string, (stored: ReactionsCheckpoint) => ReactionsCheckpoint]>([
    ["ahead of the log", (stored) => ({ ...stored, number: stored.number + 100 })],
    ["of another log", (stored) => ({ ...stored, mark: { ...stored.mark!, hash: "of another event" } })],
    ["of which nobody knows the log", ({ mark: _mark, ...stored }) => stored],
  ])("whose checkpoint is %s begins anew: it passes nothing by, and sends nothing twice", async (_, changed) => {
    await reactions.settled(await ring([randomUUID()]), 5000);
    await reactions.stop();
    const missed = randomUUID();
    await ring([missed]);
    const events = await t.store.head();
    checkpoint = changed(checkpoint!);
    start();
    expect(await reactions.settled(events, 5000)).toBe(true);
    expect((await opened()).filter((each) => each === missed)).toHaveLength(1);
    expect(new Set(await opened()).size).toBe((await opened()).length);
    expect(alarms).toContainEqual(expect.objectContaining({ reason: expect.stringContaining("of other events") }));
  });

  test("that was killed after sending, before it wrote that down, sends nothing twice", async () => {
    await reactions.stop();
    const dying = new Proxy(t.handling, {
      get: (target, name) =>
        name === "handle"
          ? (aggregate: Decider<never>, id: string, command: string, data: object, context: never) =>
              command === "RecordDone"
                ? Promise.reject(new StoreUnavailable("killed"))
                : target.handle(aggregate, id, command, data, context)
          : Reflect.get(target, name).bind(target),
    });
    start(dying);
    const doors = [randomUUID(), randomUUID()];
    const number = await ring(doors);
    // Each alarm is of one try that has ended.
    await until(() => alarms.length > 1);
    expect(await reactions.settled(number, 0)).toBe(false);
    expect(await opened()).toEqual([doors[0]]);
    await reactions.stop();
    start();
    expect(await reactions.settled(number, MINUTES)).toBe(true);
    expect(await opened()).toEqual(doors);
  });

  test("that is refused raises an alarm, goes on with the rest, and does not try again", async () => {
    const doors = [randomUUID(), randomUUID()];
    jammed = new Set([doors[0]!]);
    const number = await ring(doors);
    expect(await reactions.settled(number, MINUTES)).toBe(true);
    expect(await opened()).toEqual([doors[1]]);
    const [source] = await all();
    expect(alarms).toEqual([{ manager: "opening", event: source!.id, reason: "Open was refused: door-jammed" }]);
    expect((await all()).find(({ type }) => type === "FollowUpRejected")?.facts).toEqual({
      index: 0,
      rule: "door-jammed",
    });
    await reactions.stop();
    jammed = new Set();
    checkpoint = null;
    start();
    await reactions.settled(number, MINUTES);
    expect(await opened()).toEqual([doors[1]]);
  });

  test("has settled once the views have taken what follows, so that its sender sees it", async () => {
    const number = await ring([randomUUID()]);
    expect(await reactions.settled(number, MINUTES)).toBe(true);
    const last = await t.store.head();
    upTo = last - 1;
    expect(await reactions.settled(number, 50)).toBe(false);
    upTo = last;
    expect(await reactions.settled(number, 50)).toBe(true);
  });

  test("has settled once what follows from that in turn has been done, to the end of the chain", async () => {
    await reactions.stop();
    const rooms: string[] = [randomUUID(), randomUUID(), randomUUID()];
    const next: ProcessManager = {
      name: "next-door",
      when: [Opened.type],
      async thenSend({ stream }) {
        const id = rooms[rooms.indexOf(stream.slice("door-".length)) + 1];
        return id === undefined ? [] : [{ category: "door", id, command: "Open", data: {} }];
      },
    };
    start(t.handling, [opening, next]);
    const context = officerContext(randomUUID());
    const { number, correlation } = await t.handling.handle(
      bell,
      undefined,
      "Ring",
      { doors: rooms.slice(0, 1) },
      context,
    );
    expect(await reactions.settled(number, MINUTES, correlation)).toBe(true);
    expect(await opened()).toEqual(rooms);
    // A repeat of the command waits for the same chain.
    const repeat = await t.handling.handle(bell, undefined, "Ring", { doors: rooms.slice(0, 1) }, context);
    expect(repeat).toMatchObject({ number, correlation, repeated: true });
  });

  test("writes nothing for an event from which nothing follows", async () => {
    const number = await ring([]);
    expect(await reactions.settled(number, MINUTES)).toBe(true);
    expect(await t.store.head()).toBe(number);
  });
});

describe("of two instances", () => {
  let second: Reactions;
  beforeEach(async () => {
    await reactions.stop();
    const oneAtATime = turns();
    reactions = instance(t.handling, [opening], oneAtATime);
    second = instance(t.handling, [opening], oneAtATime);
    reactions.start();
    second.start();
  });
  afterEach(() => second.stop());

  test("one drives, and the other knows how far it has come, and what followed", async () => {
    const doors = [randomUUID(), randomUUID()];
    expect(await second.settled(await ring(doors), MINUTES)).toBe(true);
    expect(await opened()).toEqual(doors);
    upTo = (await t.store.head()) - 1;
    expect(await second.settled(0, 50)).toBe(false);
    upTo = Infinity;
    expect(await second.settled(0, 50)).toBe(true);
    expect(await second.settled((await t.store.head()) + 1, 50)).toBe(false);
  });

  test("the other goes on where one stopped", async () => {
    const doors = [randomUUID()];
    await second.settled(await ring(doors), MINUTES);
    await reactions.stop();
    const more = [randomUUID()];
    expect(await second.settled(await ring(more), MINUTES)).toBe(true);
    expect(await opened()).toEqual([...doors, ...more]);
  });
});
