import { describe, expect, test } from "@jest/globals";
import {
  AppendTooLarge,
  RevisionConflict,
  StoreUnavailable,
} from "../../../src/event-sourcing/stored-event/event-store.js";
import { until } from "../../waiting.js";
import { readyEvent } from "../ready-event.js";
import { places, UnderFaults, whole } from "./under-faults.js";

const under = UnderFaults.forEachTest();
const stored = () => under.server.log.events.length;

describe("an append", () => {
  test.each(["hang", "lost", "ended"] as const)(
    "that is never answered (%s) is given up when its time is up, its outcome unknown",
    async (fault) => {
      under.server.faults.appends.push(fault);
      await expect(under.unanswered("append", () => under.append("thing-1"))).rejects.toThrow(StoreUnavailable);
      expect(stored()).toBe(fault === "hang" ? 0 : 1);
    },
  );

  test("repeated after a lost answer, under new ids, is in conflict and changes nothing", async () => {
    under.server.faults.appends.push("lost");
    await expect(under.unanswered("append", () => under.append("thing-1"))).rejects.toThrow(StoreUnavailable);
    const again = under.append("thing-1");
    await expect(again).rejects.toThrow(RevisionConflict);
    await expect(again).rejects.toMatchObject({ expected: -1, actual: 0 });
    expect(places(await under.store.readStream("thing-1"))).toEqual(whole("thing-1", 1));
  });

  test.each(["hang", "ended", "cut", "not-leader"] as const)(
    "after one that failed (%s) succeeds, once",
    async (fault) => {
      await under.append("thing-1");
      under.server.faults.appends.push(fault);
      const append = () => under.append("thing-2");
      const isAnswered = fault === "cut" || fault === "not-leader";
      const failing = isAnswered ? append() : under.unanswered("append", append);
      await expect(failing).rejects.toThrow(StoreUnavailable);
      for (let revision = 1; revision < 5; revision++) await under.append("thing-1", revision);
      expect(places(await under.store.readStream("thing-1"))).toEqual(whole("thing-1", 5));
    },
  );

  test("in flight when another fails is told so, and none is stored twice", async () => {
    under.server.faults.appends.push("lost", "lost", "lost", "cut");
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((n) => under.append(`thing-${n}`)));
    for (const outcome of outcomes) expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(StoreUnavailable);
    expect(stored()).toBe(3);
    const again = await Promise.allSettled([1, 2, 3, 4].map((n) => under.append(`thing-${n}`)));
    const refused = again.filter((outcome) => outcome.status === "rejected");
    expect(refused.map(({ reason }) => (reason as Error).constructor)).toEqual([1, 2, 3].map(() => RevisionConflict));
    expect(stored()).toBe(4);
  });

  test("works again after a handshake that was refused: the client that keeps the refusal is replaced", async () => {
    under.server.faults.features = 1;
    for (let failure = 0; failure < 3; failure++) {
      // What still can be read does not speak for the client.
      await expect(under.append("thing-1")).rejects.toThrow(StoreUnavailable);
      await under.store.head();
    }
    expect(under.server.seen.features).toBe(1);
    await under.append("thing-1");
    expect(under.server.seen.features).toBe(2);
  });

  test("works again after many that hung, whose late end harms none that came later", async () => {
    under.server.faults.appends.push(...Array.from({ length: 8 }, () => "hang" as const));
    const hanging = () => Promise.allSettled(Array.from({ length: 8 }, (_, n) => under.append(`thing-${n}`)));
    const outcomes = await under.unanswered("append", hanging, 8);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
    await Promise.all(Array.from({ length: 8 }, (_, n) => under.append(`thing-${n}`)));
    expect(stored()).toBe(8);
  });

  test("works again after a server that took nothing any more, whatever waited to be sent", async () => {
    await under.append("thing-1");
    under.server.faults.appends.push("stalled");
    const text = "x".repeat(50_000);
    const sending = () =>
      Promise.allSettled(
        Array.from({ length: 100 }, (_, n) =>
          under.store.append(`thing-${100 + n}`, -1, [readyEvent(`thing-${100 + n}`, 0, { text })]),
        ),
      );
    for (const outcome of await under.unanswered("append", sending))
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(StoreUnavailable);
    await under.append("thing-1", 1);
  });

  test("is told that its outcome is unknown when an older stream of appends breaks, and its answer harms nobody", async () => {
    under.server.faults.appends.push("cut-late", "answered-late");
    const older = under.append("thing-1");
    await until(() => under.server.late.length === 1);
    under.server.faults.reads.push("cut");
    await expect(under.store.head()).rejects.toThrow(StoreUnavailable);
    const newer = under.append("thing-2");
    await until(() => under.server.late.length === 2);
    const [cut, answers] = under.server.late;
    cut!();
    for (const outcome of await Promise.allSettled([older, newer]))
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(StoreUnavailable);
    // Its answer comes before that of the next append, as both are sent over one stream.
    answers!();
    await under.append("thing-2", 1);
    expect(places(await under.store.readStream("thing-2"))).toEqual(whole("thing-2", 2));
  });

  test("over the server's limit is refused before it is sent", async () => {
    const events = [0, 1, 2].map((revision) => readyEvent("thing-1", revision, { text: "x".repeat(400_000) }));
    await expect(under.store.append("thing-1", -1, events)).rejects.toThrow(AppendTooLarge);
    expect(under.server.seen.appends).toBe(0);
    await under.store.append("thing-1", -1, events.slice(0, 2));
  });

  test("answers with numbers and texts only: a stored place survives JSON", async () => {
    const number = await under.append("thing-1");
    const [event] = await under.store.readAll(null, 1);
    const { position } = JSON.parse(JSON.stringify(event)) as { position: string };
    const padded = String(number).padStart(20, "0");
    expect(position).toBe(`${padded}/${padded}`);
  });

  test("gets through to a server that was away, without a new store", async () => {
    await under.append("thing-1");
    under.server.kill();
    for (let failure = 0; failure < 5; failure++)
      await expect(under.append("thing-1", 1)).rejects.toThrow(StoreUnavailable);
    await under.server.start();
    await until(() =>
      under.append("thing-1", 1).then(
        () => true,
        (error: unknown) => {
          if (error instanceof StoreUnavailable) return false;
          throw error;
        },
      ),
    );
    expect(places(await under.store.readStream("thing-1"))).toEqual(whole("thing-1", 2));
  });
});

describe("two stores of one thread", () => {
  test("share one client", async () => {
    const second = await under.open();
    await under.append("thing-1");
    await second.append("thing-2", -1, [readyEvent("thing-2", 0)]);
    expect(under.server.seen.features).toBe(1);
    await under.store.close();
    expect(await second.head()).toBeGreaterThan(0);
    await second.close();
    under.store = await under.open();
  });

  test("can't be on two servers", async () => {
    await expect(under.open({ connectionString: "esdb://localhost:1?tls=false" })).rejects.toThrow(
      /connected to another EventStoreDB/,
    );
  });
});
