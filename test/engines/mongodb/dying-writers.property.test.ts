import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { setTimeout as delay } from "node:timers/promises";
import { openMongoReadModel } from "../../../src/engines/mongodb/read-model.js";
import { openMongoViewStore } from "../../../src/engines/mongodb/view-store.js";
import type { EventRecord } from "../../../src/event-sourcing/stored-event/event-record.js";
import type { Projection } from "../../../src/event-sourcing/projecting/projection.js";
import { runProjections } from "../../../src/event-sourcing/projecting/projection-runner.js";
import { memoryEventStore } from "../../event-sourcing/memory-event-store.js";
import {
  append,
  labelsOf,
  labelsProjection,
  partsOf,
  partsProjection,
  poisonedBy,
  recordedEvents,
  registry,
  retried,
} from "../../event-sourcing/parcels.js";
import { happeningsOf, step } from "../../event-sourcing/steps.js";
import { Chance } from "../../properties/chance.js";
import { temporaryDatabase, whereThereIsMongo } from "./database.js";
import { LateWrites, unreliable } from "./unreliable-database.js";

interface Tally {
  readonly events: readonly number[];
}

const ownOf = (stream: string) => stream.slice(stream.indexOf("-") + 1);
const COUNTED = ["ParcelSeen", "ParcelShipped", "LabelCalled"];

/** Each event by its parcel, in the order taken: one that is taken twice stands there twice. */
function tallies(failing: () => boolean): Projection<Tally> {
  return {
    name: "tallies",
    version: 1,
    types: COUNTED,
    order: "recorded",
    indexes: [],
    ids: (event) => [ownOf(event.stream), "all"],
    evolve: (document, event) => {
      poisonedBy(failing, event);
      return { events: [...(document?.events ?? []), event.number] };
    },
  };
}

function talliesOf(recorded: readonly EventRecord[]): Map<string, Tally> {
  const counted = recorded.filter(({ type, facts }) =>
    COUNTED.includes(type === "FactCorrected" ? (facts["correctedType"] as string) : type),
  );
  const byId = Map.groupBy(counted, ({ stream }) => ownOf(stream));
  if (counted.length > 0) byId.set("all", counted);
  return new Map([...byId].map(([id, events]) => [id, { events: events.map(({ number }) => number) }] as const));
}

const MOST = 50;
const lifetimes = fc.array(
  fc.record({ diesAt: fc.nat(25), failing: fc.constantFrom(0, 10, 30), batch: fc.integer({ min: 1, max: 8 }) }),
  {
    minLength: 1,
    maxLength: 4,
  },
);

whereThereIsMongo("writers that die", () => {
  test("MongoDB: whatever a writer was at when it died, and whatever of it arrives late, views equal a fold the long way", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 30 }),
        lifetimes,
        fc.nat(),
        async (steps, lives, seed) => {
          const chance = new Chance(seed);
          const late = new LateWrites();
          const { db, dispose } = await temporaryDatabase();
          const events = memoryEventStore();
          let failing = true;
          const projections = [partsProjection(() => failing), labelsProjection(() => false), tallies(() => failing)];
          const reads = openMongoReadModel({ db, projections: projections.map(({ name }) => name) });
          let token = 0;

          /** One writer's term: to its death, or until all is taken. */
          async function term(diesAt: number, failingWrites: number, batch: number): Promise<void> {
            const { db: seen, isDead } = unreliable(db, { chance, late, failing: failingWrites, diesAt });
            const stopping = new AbortController();
            try {
              const views = await openMongoViewStore({ db: seen, token: ++token, holds: () => !isDead() });
              const runner = await runProjections({
                projections,
                registry,
                events,
                views,
                batch,
                onCheckpoint: () => undefined,
                onAlarm: () => undefined,
                backOff: { first: 1, most: 2 },
              });
              while (!isDead() && !(await isCaughtUp())) await delay(1);
              stopping.abort();
              await runner.stop();
            } catch {
              // It died before it ran.
            }
          }

          const isCaughtUp = async () => reads.waitFor(await events.head(), 0).catch(() => false);

          async function caughtUp(): Promise<void> {
            for (const { diesAt, failing: often, batch } of lives) await term(diesAt, often, batch);
            await term(Infinity, 0, MOST);
            expect(await isCaughtUp()).toBe(true);
          }

          async function stored(projection: string): Promise<Map<string, object>> {
            const store = await openMongoViewStore({ db, token, holds: () => true });
            const all = await store.sample({ projection, version: 1 }, 1_000, Number.MAX_SAFE_INTEGER);
            return new Map([...all].flatMap(([id, { document }]) => (document ? [[id, document] as const] : [])));
          }

          try {
            await append(events, happeningsOf(steps));
            await caughtUp();
            failing = false;
            for (let parked; (parked = await reads.parked()).length > 0; await caughtUp())
              await append(
                events,
                parked.map(({ projection, subject }) => retried(projection, subject)),
              );
            await late.allArrive(chance);
            const recorded = await recordedEvents(events);
            const sorted = [...(await stored("tallies"))].map(([id, tally]) => [
              id,
              { events: (tally as Tally).events.toSorted((a, b) => a - b) },
            ]) as [string, Tally][];
            expect(new Map(sorted)).toEqual(talliesOf(recorded));
            expect(await stored("parts")).toEqual(partsOf(recorded));
            expect(await stored("labels")).toEqual(labelsOf(recorded));
          } finally {
            reads.close();
            await dispose();
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
