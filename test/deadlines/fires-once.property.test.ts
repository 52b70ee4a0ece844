import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { join } from "node:path";
import { agenciesView } from "../../src/agency/agencies.view.js";
import { calendarsView } from "../../src/deadlines/calendars/calendars.view.js";
import { deadlineDecider } from "../../src/deadlines/deadline.commands.js";
import { deadlineAggregate } from "../../src/deadlines/deadline.js";
import { deadlineTimer } from "../../src/deadlines/deadline.timer.js";
import { dueDeadlinesView } from "../../src/deadlines/due-deadlines.view.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { CommandHandling } from "../../src/event-sourcing/deciding/command-handling.js";
import { KeyReused, NotFound, Rejection } from "../../src/event-sourcing/deciding/rejection.js";
import { runProjections } from "../../src/event-sourcing/projecting/projection-runner.js";
import type { Projection } from "../../src/event-sourcing/projecting/projection.js";
import { alone } from "../../src/event-sourcing/reacting/one-at-a-time.js";
import { Timers } from "../../src/event-sourcing/reacting/timer.js";
import type { EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import { FIRST_DEADLINES } from "../../src/rules/deadlines.js";
import { ruleSetId } from "../../src/rules/rule-set.js";
import { rulesDecider } from "../../src/rules/rules.commands.js";
import { deciders } from "../../src/deciders.js";
import { registry } from "../../src/slices.js";
import { AGENCY } from "../given.js";
import { patient } from "../patient.js";
import { Chance, shifted } from "../properties/chance.js";
import { runs } from "../properties/runs.js";
import { officerContext, openTemporaryStore, settableClock } from "../temporary.js";
import { MINUTES } from "../waiting.js";

const START = "2026-03-02T02:00:00.000Z";
const HOUR = 3_600_000;
const CASE = "0f5b6c3e-0000-4000-8000-0000000000ca";
const RULES = FIRST_DEADLINES[0].content.deadlines;
/** After everything that these histories start. */
const THE_END = "2027-06-01T00:00:00.000Z";

/** What an instance finds when it is killed in the middle of a round. */
class Killed extends Error {}

/** A store that ends its instance at one append of its life: before it is written, or after, so that nobody is told. */
function mortal(store: EventStore, dies: { at: number; after: boolean } | undefined): EventStore {
  let appends = 0;
  return new Proxy(store, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name);
      if (typeof own !== "function") return own;
      const bound = own.bind(target) as (...args: unknown[]) => unknown;
      if (name !== "append" || dies === undefined) return bound;
      return async (...args: unknown[]) => {
        const last = ++appends >= dies.at;
        if (last && !dies.after) throw new Killed();
        const answer = await bound(...args);
        if (last) throw new Killed();
        return answer;
      };
    },
  });
}

async function openDeadlines() {
  const clock = settableClock(START);
  const opened = await openTemporaryStore(registry, clock);
  const { folder, store, sealing, handling } = opened;
  const views = openSqliteViewStore(join(folder, "views.db"));
  const readModel = patient(openSqliteReadModel(join(folder, "views.db")));
  const runner = await runProjections({
    projections: [dueDeadlinesView, calendarsView, agenciesView] as unknown as Projection[],
    registry,
    views,
    events: store,
    onCheckpoint: (numbers) => readModel.advanced(numbers),
    onAlarm: (alarm) => {
      throw new Error(JSON.stringify(alarm));
    },
  });
  const [{ kind, validFrom, source, content }] = FIRST_DEADLINES;
  const first = { kind, validFrom, source, content };
  const key = "0f5b6c3e-0000-4000-8000-0000000000e1";
  await handling.handle(rulesDecider, ruleSetId(kind), "PublishFirstRules", first, officerContext(key));
  return {
    ...opened,
    clock,
    /** An instance of the service, with a clock and a memory of its own. */
    instance(dies?: { at: number; after: boolean }) {
      const own = settableClock(clock.now());
      const timers = new Timers({
        timers: [deadlineTimer],
        deciders,
        handling: new CommandHandling(mortal(store, dies), registry, sealing, own),
        views: readModel,
        // What meets a deadline is sent by the test itself.
        reactions: { settled: async () => true },
        store,
        clock: own,
        oneAtATime: alone,
        alarm: () => undefined,
      });
      return { timers, clock: own };
    },
    async close() {
      await runner.stop();
      await views.close();
      readModel.close();
      await opened.close();
    },
  };
}

type Deadlines = Awaited<ReturnType<typeof openDeadlines>>;
type Instance = ReturnType<Deadlines["instance"]>;

async function unlessKilled(round: Promise<unknown>): Promise<boolean> {
  try {
    await round;
    return true;
  } catch (error) {
    if (error instanceof Killed) return false;
    throw error;
  }
}

/** What an officer, or the history of a case, does to one of the deadlines: what a rule refuses is not done. */
async function act({ handling }: Deadlines, ids: string[], chance: Chance, now: string): Promise<void> {
  const context = officerContext(chance.uuid());
  try {
    if (ids.length === 0 || chance.percent(40)) {
      const id = chance.uuid();
      const { rule, length } = RULES[chance.nat(RULES.length)]!;
      const data = {
        rule,
        edition: 1,
        of: { kind: "case", id: CASE },
        event: chance.uuid(),
        agency: AGENCY,
        officer: null,
        zone: chance.one(["Asia/Jakarta", "Asia/Riyadh", "Europe/Rome"]),
        calendar: chance.one(["ID", "SA", "IT"]),
        from: now,
        until: length === undefined ? chance.day(now, -2, 20) : null,
      };
      await handling.handle(deadlineDecider, id, "StartDeadline", data, context);
      ids.push(id);
      return;
    }
    const [command, data] = chance.one([
      ["MeetDeadline", { event: chance.uuid(), at: now }],
      ["PauseDeadline", { reason: "COURT_ORDER" }],
      ["ResumeDeadline", { reason: "WAIT_IS_OVER" }],
      ["ReopenDeadline", {}],
      ["MoveDeadline", { reason: "START_CORRECTED", from: now }],
    ] as const);
    await handling.handle(deadlineDecider, chance.one(ids), command, data, context);
  } catch (error) {
    if (!(error instanceof Rejection || error instanceof NotFound || error instanceof KeyReused)) throw error;
  }
}

/** Every firing of a deadline happened once for each due date that it had, and only while it was open and over. */
async function firedOnce({ store, handling }: Deadlines, id: string): Promise<void> {
  const events = (await store.readStream(`deadline-${id}`)).map((raw) => registry.read(raw));
  let state = deadlineAggregate.initial;
  let fired = new Map<string, number>();
  for (const event of events) {
    const before = state;
    state = deadlineAggregate.evolve(state, event);
    if (state.moves !== before.moves && state.missedAt === null) fired = new Map();
    const { due, step } = event.facts as { due?: string; step?: string };
    if (!["DeadlineWarned", "DeadlineMissed", "DeadlineEscalated"].includes(event.type)) continue;
    const what = `${event.type} ${step ?? ""}`;
    fired.set(what, (fired.get(what) ?? 0) + 1);
    expect({ id, what, times: fired.get(what), state: before.state }).toEqual({ id, what, times: 1, state: "OPEN" });
    if (event.type !== "DeadlineEscalated") expect(due).toBe(before.due);
    if (event.type === "DeadlineMissed") expect(event.recordedAt > before.due!).toBe(true);
    if (event.type === "DeadlineWarned") expect(event.recordedAt <= before.due!).toBe(true);
    if (event.type === "DeadlineEscalated") expect(before.missedAt).not.toBeNull();
  }
  // At the end of time nothing that is open is left out.
  const last = await handling.load({ aggregate: deadlineAggregate, id });
  expect(last).toEqual(state);
  if (state.state !== "OPEN" || state.due === null) return;
  expect({ id, missed: state.missedAt !== null }).toEqual({ id, missed: true });
  expect(state.escalated.map(({ step }) => step).toSorted()).toEqual(state.ladder.map(({ step }) => step).toSorted());
}

/** By then something is due of a deadline that is open. */
const DUE_BY_THEN = 24 * 20 * HOUR;
const STEPS = [1, 20, 26, 24 * 5, 24 * 20, -3, -24 * 4].map((hours) => hours * HOUR);

test(
  "what is due fires once, and nothing is left out: across kills, clocks set both ways, and two instances at once",
  async () => {
    const moves = fc.array(
      fc.record({ kind: fc.constantFrom("act", "act", "clock", "one", "both", "kill"), seed: fc.nat() }),
      {
        minLength: 15,
        maxLength: 40,
        size: "max",
      },
    );
    let missed = 0;
    let killed = 0;
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        const world = await openDeadlines();
        try {
          const ids: string[] = [];
          let instances: [Instance, Instance] = [world.instance(), world.instance()];
          for (const { kind, seed } of steps) {
            const chance = new Chance(seed);
            if (kind === "clock") {
              // The clocks of two machines need not agree.
              for (const { clock } of [...instances, world])
                clock.set(shifted(clock.now(), chance.one(STEPS) + chance.nat(60_000)));
            } else if (kind === "act") await act(world, ids, chance, world.clock.now());
            else if (kind === "one") await instances[chance.nat(2)]!.timers.round();
            else if (kind === "both") await Promise.all(instances.map(({ timers }) => timers.round()));
            else {
              const dying = world.instance({ at: 1 + chance.nat(3), after: chance.percent(50) });
              // In a race the other may be first each time, as on a slow machine: so some die alone, with something due.
              const unraced = chance.percent(50);
              if (unraced) for (const { clock } of [...instances, world]) clock.set(shifted(clock.now(), DUE_BY_THEN));
              dying.clock.set(instances[0].clock.now());
              const round = unlessKilled(dying.timers.round());
              const [lived] = await Promise.all([round, unraced ? undefined : instances[1].timers.round()]);
              if (!lived) killed++;
              instances = [world.instance(), instances[1]];
            }
          }
          for (const { clock } of [...instances, world]) clock.set(THE_END);
          await Promise.all(instances.map(({ timers }) => timers.round()));
          expect([...(await instances[0].timers.round())]).toEqual([]);
          for (const id of ids) await firedOnce(world, id);
          missed += (await world.store.readAll(null, 10_000)).filter(({ type }) => type === "DeadlineMissed").length;
        } finally {
          await world.close();
        }
      }),
      { ...runs(15), endOnFailure: true },
    );
    // These histories do what they are for.
    expect(missed).toBeGreaterThan(0);
    expect(killed).toBeGreaterThan(0);
  },
  10 * MINUTES,
);
