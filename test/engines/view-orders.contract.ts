import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  runProjections,
  type ProjectionRunner,
  type RunnerOptions,
} from "../../src/event-sourcing/projecting/projection-runner.js";
import type { ViewOrder } from "../../src/event-sourcing/projecting/view-ordered.js";
import {
  buildName,
  type OrderOutcome,
  type View,
  type ViewStore,
} from "../../src/event-sourcing/projecting/view-store.js";
import type { EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import { memoryEventStore } from "../event-sourcing/memory-event-store.js";
import { append, ordered, partsProjection, registry, type Happening } from "../event-sourcing/parcels.js";
import { MINUTES, until } from "../waiting.js";
import type { ViewsUnderTest } from "./view-store.contract.js";

/** The view about which this contract orders something. */
export const ORDERED_VIEW = "parts";

const DONE: OrderOutcome = { done: true };
/** The stream of a store begins with another event: an order is never its first one. */
const OPENED: Happening = { stream: "store", type: "ParcelDiscussed", facts: { value: 1 } };

const seen = (parcel: string, value: number): Happening => ({
  stream: `parcel-${parcel}`,
  type: "ParcelSeen",
  facts: { value },
  person: parcel,
});

/** How orders about views are obeyed on an engine that fails, or whose answers are lost. @param open an empty store each time */
export function viewOrdersContract(name: string, open: () => Promise<ViewsUnderTest>): void {
  describe(`orders about views on ${name}`, () => {
    let under: ViewsUnderTest;
    let events: EventStore;
    let runner: ProjectionRunner | undefined;
    let failures: unknown[];

    beforeEach(async () => {
      under = await open();
      events = memoryEventStore();
      failures = [];
    });
    afterEach(async () => {
      await stop();
      await under.dispose();
    });

    async function start(views: ViewStore = under.store, more: Partial<RunnerOptions> = {}): Promise<void> {
      runner = await runProjections({
        projections: [partsProjection(() => false)],
        registry,
        events,
        orders: events,
        views,
        onCheckpoint: (numbers) => under.reads.advanced(numbers),
        onAlarm: () => undefined,
        onFailure: (error) => failures.push(error),
        backOff: { first: 1, most: 2 },
        ...more,
      });
    }

    async function stop(): Promise<void> {
      await runner?.stop();
      runner = undefined;
    }

    async function caughtUp(): Promise<void> {
      expect(await under.reads.waitFor(await events.head(), MINUTES)).toBe(true);
    }

    /** @returns the revision of the order: of a rebuild, the number of its build */
    async function orders(order: ViewOrder, build?: number): Promise<number> {
      await append(events, [ordered(order, ORDERED_VIEW, build === undefined ? undefined : [1, build])]);
      return (await events.readStream("store")).at(-1)!.revision;
    }

    async function outcome(): Promise<OrderOutcome> {
      const { id } = (await events.readStream("store")).at(-1)!;
      await until(async () => (await under.reads.outcomeOf(id)) !== undefined);
      return (await under.reads.outcomeOf(id))!;
    }

    async function does(order: ViewOrder, build?: number): Promise<number> {
      const revision = await orders(order, build);
      expect(await outcome()).toEqual(DONE);
      return revision;
    }

    /** Builds in their order, each with what it is. */
    async function builds(): Promise<string[]> {
      const all = (await under.store.views()).toSorted((a, b) => (a.build ?? 0) - (b.build ?? 0));
      return all.map((view) => `${buildName(view)} ${view.serving ? "SERVED" : (view.state ?? "BUILDING")}`);
    }

    async function builtTo(number: number, build: number): Promise<void> {
      await until(async () => {
        const found = (await under.store.views()).find((each) => (each.build ?? 0) === build);
        return (found?.checkpoint?.number ?? -1) >= number;
      });
    }

    const taken = async () => (await under.reads.get<{ taken: string[] }>(ORDERED_VIEW, "p/a"))?.taken;

    /** A store that does one thing, once, and whose answer to that is lost. */
    function losing(
      method: "create" | "setCancelled" | "serve" | "noteOutcome",
      isDue: () => boolean = () => true,
    ): ViewStore {
      let lost = false;
      const done = under.store[method] as (...args: unknown[]) => Promise<void>;
      return {
        ...under.store,
        [method]: async (...args: unknown[]) => {
          await done(...args);
          if (lost || !isDue()) return;
          lost = true;
          throw new Error("the answer is lost");
        },
      };
    }

    async function begun(): Promise<void> {
      await append(events, [OPENED, seen("p", 1)]);
      await start();
      await caughtUp();
    }

    describe("while the service is killed", () => {
      /** A store of a process that dies before or after it does something: nothing is written from then on. */
      function dying(method: "serve" | "drop" | "noteOutcome", when: "before" | "after"): ViewStore {
        let dead = false;
        const written = ["create", "serve", "setCancelled", "drop", "forget", "commit", "noteOutcome"] as const;
        const guarded = written.map((each) => {
          const done = under.store[each] as (...args: unknown[]) => Promise<void>;
          const guard = async (...args: unknown[]) => {
            dead ||= each === method && when === "before";
            if (dead) throw new Error("it is dead");
            await done(...args);
            dead = each === method;
            if (dead) throw new Error("it has died");
          };
          return [each, guard] as const;
        });
        return { ...under.store, ...Object.fromEntries(guarded) };
      }

      test.each([
        ["before", "drop"],
        ["after", "drop"],
        ["before", "serve"],
        ["after", "serve"],
        ["before", "noteOutcome"],
        ["after", "noteOutcome"],
      ] as const)("a switch keeps one build to go back to (%s %s)", async (when, method) => {
        await begun();
        const first = await does("REBUILD");
        await does("SWITCH", first);
        const second = await does("REBUILD");
        await builtTo(await events.head(), second);
        await stop();
        await orders("SWITCH", second);
        failures = [];
        await start(dying(method, when));
        await until(() => failures.length > 0);
        await stop();
        expect((await builds()).filter((build) => build.endsWith("KEPT")).length).toBeLessThan(2);
        await start();
        expect(await outcome()).toEqual(DONE);
        expect(await builds()).toEqual([`1.${first} KEPT`, `1.${second} SERVED`]);
        expect(await taken()).toEqual(["1:1"]);
      });
    });

    describe("whose answer is lost", () => {
      test.each(["create", "noteOutcome"] as const)("a rebuild is built all the same (%s)", async (method) => {
        await begun();
        await stop();
        await start(losing(method));
        const build = await does("REBUILD");
        await append(events, [seen("p", 2)]);
        await builtTo(await events.head(), build);
        expect(failures).not.toEqual([]);
        expect(await does("SWITCH", build)).toBeGreaterThan(build);
        expect(await taken()).toEqual(["1:1", "3:2"]);
      });

      test.each(["setCancelled", "noteOutcome"] as const)("one that is resumed goes on (%s)", async (method) => {
        await begun();
        const build = await does("REBUILD");
        await does("CANCEL", build);
        await stop();
        await start(losing(method));
        await does("RESUME", build);
        await append(events, [seen("p", 2)]);
        await builtTo(await events.head(), build);
        expect(failures).not.toEqual([]);
        await does("SWITCH", build);
        expect(await taken()).toEqual(["1:1", "5:2"]);
      });

      test.each(["serve", "noteOutcome"] as const)(
        "one that is switched to is the one whose progress is told (%s)",
        async (method) => {
          let armed = false;
          let isShut = (_: View) => false;
          const store = losing(method, () => armed);
          const views: ViewStore = {
            ...store,
            commit: async (changes) => {
              if (changes.some(({ view }) => isShut(view))) throw new Error("not now");
              await store.commit(changes);
            },
          };
          const told: number[] = [];
          await append(events, [OPENED, seen("p", 1)]);
          await start(views, {
            onCheckpoint: (numbers) => {
              told.push(numbers[ORDERED_VIEW]!);
              under.reads.advanced(numbers);
            },
          });
          const build = await does("REBUILD");
          await builtTo(await events.head(), build);
          armed = true;
          await does("SWITCH", build);
          expect(failures).not.toEqual([]);
          expect(await builds()).toEqual(["1.0 KEPT", `1.${build} SERVED`]);
          await builtTo(await events.head(), 0);
          isShut = (view) => view.build === build;
          await append(events, [seen("p", 2)]);
          const head = await events.head();
          await builtTo(head, 0);
          expect(told).not.toContain(head);
          isShut = () => false;
          await caughtUp();
          expect(await taken()).toEqual(["1:1", "4:2"]);
        },
      );
    });
  });
}
