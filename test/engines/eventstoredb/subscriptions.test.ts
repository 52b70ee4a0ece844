import { describe, expect, test } from "@jest/globals";
import { StoreUnavailable } from "../../../src/event-sourcing/stored-event/event-store.js";
import { until } from "../../waiting.js";
import { readyEvent } from "../ready-event.js";
import type { SubscriptionFault } from "./fake-server.js";
import { places, UnderFaults, whole } from "./under-faults.js";

const under = UnderFaults.forEachTest();

/**
 * How many events the server sends to who takes none: what it goes on sending comes beside the answers to other calls.
 */
async function sentAtMost(): Promise<number> {
  let sent = 0;
  for (let calls = 0; calls < 20; calls++) {
    await under.store.head();
    if (under.server.seen.eventsSent > sent) calls = 0;
    sent = under.server.seen.eventsSent;
  }
  return sent;
}

describe("a subscription", () => {
  test.each([
    ["an end without a word", "end", /ended a subscription/],
    ["an error", "cut", /as told/],
    ["falling silent", "silence", /fell silent/],
    ["a checkpoint of the server's ahead of events that never came", "checkpoint-ahead", /as told/],
  ] satisfies [string, SubscriptionFault["what"], RegExp][])(
    "goes on after the last processed event after %s",
    async (_, what, told) => {
      await under.appendMany("thing-1", 10);
      under.server.faults.subscriptions.push({ after: 4, what }, { after: 3, what });
      const all = under.take(10);
      // A subscription that has taken all that was sent is looked after.
      if (what === "silence")
        await until(() => {
          if (under.taken === under.server.seen.eventsSent) under.timeIsUp("idle");
          return under.drops.length === 2;
        });
      expect(places(await all)).toEqual(whole("thing-1", 10));
      expect(under.drops).toEqual([expect.stringMatching(told), expect.stringMatching(told)]);
      expect(under.server.seen.subscriptions).toBe(3);
    },
  );

  test("gives nothing twice that the server repeats, and goes on from any event", async () => {
    await under.appendMany("thing-1", 10);
    under.server.faults.subscriptions.push({ after: 5, what: "repeat" });
    const events = await under.take(10, { max: 3 });
    expect(places(events)).toEqual(whole("thing-1", 10));
    const { signal } = new AbortController();
    for await (const batch of under.store.subscribe(events[4]!, 3, signal)) {
      expect(places(batch)).toEqual(whole("thing-1", 8).slice(5));
      break;
    }
  });

  test("survives the server's death and return", async () => {
    await under.appendMany("thing-1", 5);
    const all = under.take(8);
    await until(() => under.taken === 5);
    under.server.kill();
    under.server.log.write("thing-1", "ThingNoted", "{}");
    await until(() => under.drops.length > 1);
    await under.server.start();
    for (let i = 0; i < 2; i++) under.server.log.write("thing-1", "ThingNoted", "{}");
    expect(places(await all)).toEqual(whole("thing-1", 8));
  });

  test("is ended at the server when its consumer leaves", async () => {
    await under.appendMany("thing-1", 3);
    await under.take(1);
    await until(() => under.server.seen.subscriptionsOpen === 0);
  });

  test("ends when the store is closed", async () => {
    const ended = (async () => {
      for await (const _ of under.store.subscribe(null, 10, new AbortController().signal));
    })();
    const outcome = expect(ended).rejects.toThrow(StoreUnavailable);
    await until(() => under.server.seen.subscriptions === 1);
    await under.store.close();
    await outcome;
  });

  test("takes no more ahead of a slow consumer than it may", async () => {
    const big = "x".repeat(100_000);
    for (let n = 0; n < 40; n++)
      for (let revision = 0; revision < 5; revision++)
        under.server.log.write(`thing-${n}`, "ThingNoted", JSON.stringify({ big, revision }));
    let sent = 0;
    const events = await under.take(200, {
      max: 5,
      take: async () => {
        if (sent === 0) sent = await sentAtMost();
      },
    });
    expect(events).toHaveLength(200);
    expect(sent).toBeLessThan(100);
  });

  test("meets what another hand wrote with its bytes as they are, and goes on", async () => {
    await under.append("thing-1");
    under.server.log.write("thing-1", "ThingNoted", '{"half":');
    under.server.log.write("thing-1", "ThingNoted", Uint8Array.of(0, 255, 1), "application/octet-stream");
    await under.append("thing-1", 3);
    const events = await under.take(4);
    expect(places(events)).toEqual(whole("thing-1", 4));
    expect(Buffer.from(events[1]!.bytes).toString()).toBe('{"half":');
    expect([...events[2]!.bytes]).toEqual([0, 255, 1]);
    expect(await under.store.readStream("thing-1")).toEqual(events);
  });
});

describe("streams that are not Kawal's", () => {
  test("are in no list, and no head", async () => {
    const first = await under.append("thing-1");
    for (let i = 0; i < 3_000; i++) under.server.log.write(i % 2 ? "$stats" : "orders-1", "Foreign", "{}");
    expect(await under.store.head()).toBe(first);
    const second = await under.append("thing-2");
    under.server.log.write("thing-2-of-another", "Foreign", "{}");
    expect(await under.store.head()).toBe(second);
    expect(places(await under.store.readAll(null, 10))).toEqual(["thing-1@0", "thing-2@0"]);
    expect(places(await under.take(2))).toEqual(["thing-1@0", "thing-2@0"]);
    expect(under.server.seen.eventsSent).toBe(2);
  });

  test("are left out here, too, should the server send them", async () => {
    under.server.faults.unfiltered = true;
    under.server.log.write("orders-1", "Foreign", "{}");
    await under.append("thing-1");
    under.server.log.write("orders-1", "Foreign", "{}");
    await under.append("thing-2");
    expect(places(await under.take(2))).toEqual(["thing-1@0", "thing-2@0"]);
    expect(under.server.seen.eventsSent).toBeGreaterThan(2);
  });

  test("are searched once for a head", async () => {
    for (let i = 0; i < 3_000; i++) under.server.log.write("orders-1", "Foreign", "{}");
    expect(await under.store.head()).toBe(-1);
    const reads = under.server.seen.reads;
    expect(await under.store.head()).toBe(-1);
    expect(under.server.seen.reads).toBe(reads + 1);
    under.server.log.write("thing-1", "ThingNoted", "{}");
    expect(await under.store.head()).toBe(under.server.log.events.at(-1)!.position);
  });
});

describe("a read", () => {
  test.each(["hang", "cut"] as const)(
    "that fails (%s) is over when its time is up, or at once, and the next one works",
    async (fault) => {
      await under.append("thing-1");
      const reads: (() => Promise<unknown>)[] = [
        () => under.store.readStream("thing-1"),
        () => under.store.readAll(null, 10),
        () => under.store.head(),
      ];
      for (const read of reads) {
        under.server.faults.reads.push(fault);
        const failing = fault === "hang" ? under.unanswered("read", read) : read();
        await expect(failing).rejects.toThrow(StoreUnavailable);
        await read();
      }
    },
  );

  test("under way when the client is replaced fails, and is not taken for a short one", async () => {
    await under.appendMany("thing-1", 5);
    under.server.faults.reads.push("half");
    const { reads } = under.server.seen;
    const reading = expect(under.store.readStream("thing-1")).rejects.toThrow(StoreUnavailable);
    await until(() => under.server.seen.reads > reads);
    under.server.faults.appends.push("hang");
    await expect(under.unanswered("append", () => under.append("thing-2"))).rejects.toThrow(StoreUnavailable);
    await reading;
    expect(await under.store.readStream("thing-1")).toHaveLength(5);
  });

  test("takes a long stream page by page", async () => {
    for (let from = 0; from < 1_200; from += 300)
      await under.store.append(
        "thing-1",
        from - 1,
        Array.from({ length: 300 }, (_, i) => readyEvent("thing-1", from + i)),
      );
    expect(places(await under.store.readStream("thing-1"))).toEqual(whole("thing-1", 1_200));
    expect(await under.store.readStream("thing-1", 1_100)).toHaveLength(100);
    expect(await under.store.readAll(null, 1_100)).toHaveLength(1_100);
  });
});
