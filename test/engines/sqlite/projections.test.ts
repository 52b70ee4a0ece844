import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openSqliteEventStore } from "../../../src/engines/sqlite/event-store.js";
import type { Projecting } from "../../../src/engines/projecting/thread.js";
import { startSqliteProjections, type SqliteProjecting } from "../../../src/engines/sqlite/projections.js";
import { openSqliteReadModel, type SqliteReadModel } from "../../../src/engines/sqlite/read-model.js";
import type { EventStore } from "../../../src/event-sourcing/stored-event/event-store.js";
import { endedAfterTest } from "../../processes.js";
import { HOURS, MINUTES, until } from "../../waiting.js";
import { append, days, discarded, retried, type Happening } from "../../event-sourcing/parcels.js";

const slices = new URL("parcel-slices.mjs", import.meta.url).href;

let folder: string;
let events: EventStore;
let reads: SqliteReadModel;
let projections: Projecting | undefined;
let told: unknown[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "views-"));
  events = await openSqliteEventStore({ file: join(folder, "events.db"), mode: "write" });
  reads = openSqliteReadModel(join(folder, "views.db"));
  projections = undefined;
  told = [];
});
afterEach(async () => {
  await projections?.stop();
  reads.close();
  await events.close();
  rmSync(folder, { recursive: true });
});

async function start(more: Partial<SqliteProjecting> = {}): Promise<void> {
  projections = await startSqliteProjections({
    data: {
      events: join(folder, "events.db"),
      views: join(folder, "views.db"),
      slices,
      keys: slices,
      keySource: "k",
      ...more,
    },
    reads,
    onAlarm: (alarm) => told.push(alarm),
    onRefused: (view) => told.push(view),
    onFailure: (error) => told.push(error),
    onDeath: (error) => told.push(error.message),
  });
}

/** What the worker has told, which comes by another way than what it has written. */
async function soManyTold(count: number): Promise<unknown[]> {
  await until(() => told.length >= count);
  return told;
}

const seen = (parcel: string, value: number, day = 1): Happening => ({
  stream: `parcel-${parcel}`,
  type: "ParcelSeen",
  facts: { value },
  occurredAt: days(day, day),
});

describe("the projection worker", () => {
  test("takes what is there, and what comes, at once", async () => {
    await append(events, [seen("p", 1, 9)]);
    await start();
    expect(await reads.waitFor(0, MINUTES)).toBe(true);
    for (let number = 1; number <= 20; number++) {
      await append(events, [seen("p", 100 + number, 9)]);
      expect(await reads.waitFor(number, MINUTES, "parcels")).toBe(true);
      expect((await reads.get<{ taken: number[] }>("parcels", "p"))?.taken).toHaveLength(number + 1);
    }
    await append(events, [seen("p", 2, 3)]);
    expect(await reads.waitFor(21, MINUTES)).toBe(true);
    expect((await reads.get<{ taken: number[] }>("parcels", "p"))?.taken.slice(0, 2)).toEqual([21, 0]);
    expect((await reads.get<{ tokens: string[] }>("tokens", "p"))?.tokens[0]).toBe("kN0");
    expect(told).toEqual([]);
  });

  test("goes on where it stopped", async () => {
    await start();
    await append(events, [seen("p", 1)]);
    expect(await reads.waitFor(0, MINUTES)).toBe(true);
    await projections!.stop();
    await append(events, [seen("p", 2)]);
    expect(told).toEqual([]);
    expect(await reads.waitFor(1, HOURS)).toBe(false);
    await start();
    expect(await reads.waitFor(1, MINUTES)).toBe(true);
    expect(await reads.get("parcels", "p")).toEqual({ taken: [0, 1], last: 2 });
  });

  test("tells of a parked subject, and takes retries, and goes on when its event is discarded", async () => {
    await start();
    await append(events, [seen("p", 13), seen("p", 1), seen("q", 1)]);
    expect(await reads.waitFor(2, MINUTES)).toBe(true);
    const alarm = { projection: "parcels", subject: "parcel-p", event: 0, error: "RangeError: thirteen" };
    expect(await soManyTold(1)).toEqual([alarm]);
    expect(await reads.parked()).toEqual([{ ...alarm, stream: "parcel-p", revision: 0, waiting: 1 }]);
    await append(events, [retried("parcels", "parcel-p")]);
    expect(await reads.waitFor(3, MINUTES)).toBe(true);
    expect(await soManyTold(2)).toEqual([alarm, alarm]);
    await append(events, [discarded("parcels", "parcel-p", "parcel-p", 0)]);
    expect(await reads.waitFor(4, MINUTES)).toBe(true);
    expect(await reads.get("parcels", "p")).toEqual({ taken: [1], last: 1 });
    expect(await reads.parked()).toEqual([]);
  });

  test("is not missed in silence when it dies", async () => {
    await start();
    await append(events, [seen("p", 666)]);
    expect(await reads.waitFor(0, HOURS, "parcels")).toBe(false);
    expect(await soManyTold(1)).toEqual(["the projection worker ended (exit code 3)"]);
  });

  test("says why it can't start", async () => {
    await expect(start({ keys: undefined })).rejects.toThrow("tokens opens fields and was given no keys");
    await expect(start({ slices: "file:///nowhere.js" })).rejects.toThrow("nowhere.js");
    expect(told).toEqual([]);
  });
});

test("a process killed between batches leaves documents and checkpoint that belong together", async () => {
  const parcels = ["p", "q", "r", "s"];
  // Served from the first event on, so that each kill can be looked into.
  await start();
  await projections!.stop();
  projections = undefined;
  const happenings = Array.from({ length: 500 }, (_, i) => seen(parcels[(i * 7) % 4]!, 1, 1 + ((i * 11) % 28)));
  const reached: number[] = [];
  for (let kills = 0; kills < 5; kills++) {
    // More batches than the process has to tell of, however far the one before it came.
    await append(events, happenings.slice(kills * 100, (kills + 1) * 100));
    const program = fileURLToPath(new URL("projection-process.mjs", import.meta.url));
    const child = endedAfterTest(
      fork(program, [folder, slices], { execArgv: ["--disable-warning=ExperimentalWarning"] }),
    );
    const messages: { parcels?: number }[] = [];
    const enough = new Promise<void>((resolve) => {
      child.on("message", (message: { parcels?: number }) => {
        messages.push(message);
        if (messages.length > 2 + kills) resolve();
      });
    });
    await enough;
    child.kill("SIGKILL");
    await once(child, "exit");
    const { number } = await reads.freshness("parcels");
    reached.push(number);
    expect(number).toBeGreaterThanOrEqual(messages.at(-1)!.parcels!);
    for (const parcel of parcels) {
      const mine = happenings
        .map((happening, i) => ({ number: i, stream: happening.stream, from: happening.occurredAt!.earliest! }))
        .filter((event) => event.stream === `parcel-${parcel}` && event.number <= number)
        .toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.number - b.number));
      const document = await reads.get<{ taken: number[] }>("parcels", parcel);
      expect(document?.taken ?? []).toEqual(mine.map((event) => event.number));
      const tokens = (await reads.get<{ tokens: string[] }>("tokens", parcel))?.tokens ?? [];
      expect(tokens).toHaveLength(mine.length);
    }
  }
  expect(new Set(reached).size).toBe(reached.length);
});
