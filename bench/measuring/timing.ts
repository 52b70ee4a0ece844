import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { agenciesView } from "../../src/agency/agencies.view.js";
import { calendarsView } from "../../src/deadlines/calendars/calendars.view.js";
import { calendarDecider } from "../../src/deadlines/calendars/publish-calendar.js";
import { calendarId } from "../../src/deadlines/calendars/published-calendar.js";
import { deadlineDecider } from "../../src/deadlines/deadline.commands.js";
import { deadlineTimer } from "../../src/deadlines/deadline.timer.js";
import { dueDeadlinesView } from "../../src/deadlines/due-deadlines.view.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { CommandHandling } from "../../src/event-sourcing/deciding/command-handling.js";
import { runProjections } from "../../src/event-sourcing/projecting/projection-runner.js";
import type { Projection } from "../../src/event-sourcing/projecting/projection.js";
import { alone } from "../../src/event-sourcing/reacting/one-at-a-time.js";
import { FIRST_DEADLINES } from "../../src/rules/deadlines.js";
import { ruleSetId } from "../../src/rules/rule-set.js";
import { rulesDecider } from "../../src/rules/rules.commands.js";
import { Timers } from "../../src/event-sourcing/reacting/timer.js";
import { deciders } from "../../src/deciders.js";
import { registry } from "../../src/slices.js";
import { memoryOf, resultOf, type Result } from "../results.ts";
import { percentile } from "../statistics.ts";
import { officersCommand, openWriting, storeFolder } from "../store.ts";
import type { Given, Measurement } from "./measurement.ts";

const DEADLINES = 100_000;
const AT_ONCE = 64;
/** They come to be due one after another, over so many days. */
const OVER_DAYS = 100;
const DAY_MS = 86_400_000;
const ROUNDS = 200;
const FIRE_EACH = 100;
const FIRING_ROUNDS = 10;
const MINUTES = 600_000;

/**
 * A round of the timer over 100,000 open deadlines, half of them in working days: when nothing is due, when a hundred
 * are, and the first after a calendar was corrected, which moves those that the holiday concerns.
 */
export const timing: Measurement = {
  name: "timing",
  ids: ["deadline-round"],
  needsLog: false,
  seconds: 120,
  measure,
};

async function measure({ folder, progress }: Given): Promise<Result[]> {
  const { store, sealing, handling, close } = await openWriting(storeFolder(folder));
  const views = openSqliteViewStore(join(folder, "views.db"));
  const readModel = openSqliteReadModel(join(folder, "views.db"));
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
  await handling.handle(rulesDecider, ruleSetId(kind), "PublishFirstRules", first, officersCommand());
  const begin = Date.parse(new Date().toISOString().slice(0, 11) + "02:00:00.000Z");
  let begun = 0;
  const start = async () => {
    while (begun < DEADLINES) {
      const i = begun++;
      const from = new Date(begin + (i * OVER_DAYS * DAY_MS) / DEADLINES).toISOString();
      const data = {
        rule: i % 2 === 0 ? "DEATH_NOTICE" : "NO_CLARITY",
        edition: 1,
        of: { kind: "case", id: randomUUID() },
        event: randomUUID(),
        agency: null,
        officer: null,
        zone: "Asia/Jakarta",
        calendar: "ID",
        from,
        until: null,
      };
      await handling.handle(deadlineDecider, randomUUID(), "StartDeadline", data, officersCommand());
      if (i % 1000 === 0) progress((0.6 * i) / DEADLINES);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, start));
  await readModel.waitFor(await store.head(), MINUTES, dueDeadlinesView.name);
  progress(0.8);

  let now = begin;
  const clock = { now: () => new Date(now).toISOString() };
  const timers = new Timers({
    timers: [deadlineTimer],
    deciders,
    handling: new CommandHandling(store, registry, sealing, clock),
    views: readModel,
    reactions: { settled: async () => true },
    store,
    clock,
    oneAtATime: alone,
    alarm: () => undefined,
  });
  async function took(): Promise<{ ms: number; fired: number; moved: number }> {
    await readModel.waitFor(await store.head(), MINUTES, dueDeadlinesView.name);
    const at = performance.now();
    const done = await timers.round();
    const ms = performance.now() - at;
    return { ms, fired: done.get("FireDeadline") ?? 0, moved: done.get("MoveDeadline") ?? 0 };
  }

  const idle: number[] = [];
  for (let i = -10; i < ROUNDS; i++) {
    const { ms } = await took();
    if (i >= 0) idle.push(ms);
  }
  progress(0.85);
  // The first is warned of a day before it is due: two days after it began.
  now = begin + 2 * DAY_MS;
  const firing: number[] = [];
  for (let i = -2; i < FIRING_ROUNDS; i++) {
    now += (FIRE_EACH * 2 * OVER_DAYS * DAY_MS) / DEADLINES;
    const { ms, fired } = await took();
    if (i >= 0) firing.push((ms / fired) * FIRE_EACH);
  }
  progress(0.9);
  const leave = new Date(begin + 10 * DAY_MS).toISOString().slice(0, 10);
  const year = Number(leave.slice(0, 4));
  const holidays = [{ date: leave, name: "Cuti bersama" }];
  const publication = { country: "ID", year, holidays, source: "SKB" };
  await handling.handle(calendarDecider, calendarId("ID"), "PublishCalendar", publication, officersCommand());
  await readModel.waitFor(await store.head(), MINUTES, calendarsView.name);
  const moving = await took();
  await runner.stop();
  await views.close();
  readModel.close();
  await close();
  return [
    resultOf("deadline-round", "ms (p99)", [percentile(idle, 0.99)]),
    resultOf("deadline-round-p50", "ms", [percentile(idle, 0.5)]),
    resultOf("deadline-round-100-due", "ms", firing),
    resultOf("deadline-round-calendar", "ms", [moving.ms]),
    resultOf("deadline-round-calendar-moved", "deadlines", [moving.moved]),
    memoryOf("deadline-round", process.memoryUsage.rss()),
  ];
}
