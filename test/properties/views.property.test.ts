import { beforeAll, describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { loadRegions } from "../../src/places/regions.js";
import { aggregates, projections, registry } from "../../src/slices.js";
import { Chance } from "./chance.js";
import { foldAtRandom, reading } from "./folding.js";
import { beginHistory, liveAll, movesOf, play, ROWS, SENT_BY_REACTIONS } from "./history.js";
import { documentsOf, type Documents } from "./model/views.js";
import { documentsIn, logOf } from "./opened.js";
import type { World } from "./world.js";

const VIEWS = projections.map(({ name }) => name);
const moves = movesOf({ life: 5, any: 9, correction: 5, repeat: 1, stale: 1 }, 110);
const reached = new Set<string>();

beforeAll(() => loadRegions());

let logg: any[] = [];
async function expected(world: World): Promise<Documents> {
  return documentsOf((logg = await logOf(world)), world.tokens.token);
}

function same(found: Documents, wanted: Documents, how: string): void {
  expect([...found.keys()].toSorted()).toEqual([...wanted.keys()].toSorted());
  for (const [view, documents] of wanted) {
    const ids = [...found.get(view)!.keys()].toSorted();
    expect({ how, view, ids }).toEqual({ how, view, ids: [...documents.keys()].toSorted() });
    for (const [id, document] of documents)
      if (process.env.DBG && JSON.stringify(found.get(view)!.get(id))?.length !== JSON.stringify(document).length)
        console.log(
          view,
          id,
          logg
            .filter((t) => t.stream.includes(id) || t.id === id)
            .map((t) =>
              [
                t.number,
                t.stream.slice(0, 9),
                t.type,
                t.occurredAt.earliest,
                t.occurredAt.latest,
                t.corrects?.event && logg.find((x) => x.id === t.corrects!.event)!.number,
                t.type === "FactCorrected" ? JSON.stringify(t.facts) : "",
              ].join(" "),
            )
            .join("\n"),
        );
    for (const [id, document] of documents)
      expect({ how, view, document: found.get(view)!.get(id) }).toEqual({
        how,
        view,
        document: JSON.parse(JSON.stringify(document)),
      });
  }
}

/** What the views say once they have taken all that is there. */
async function asItCame(world: World): Promise<Documents> {
  expect(await world.readModel.waitFor(await world.store.head(), 20_000)).toBe(true);
  return documentsIn(world, world.readModel, VIEWS);
}

async function inWorld(seed: number, act: (world: World) => Promise<void>): Promise<void> {
  const world = await beginHistory(seed);
  try {
    await act(world);
    for (const { type } of world.log) reached.add(type);
    expect(world.alarms).toEqual([]);
  } finally {
    await world.close();
  }
}

test("there is a row for every command", () => {
  const commands = aggregates.flatMap(({ decisions }) => Object.keys(decisions));
  expect([...Object.keys(ROWS), ...SENT_BY_REACTIONS].toSorted()).toEqual(commands.toSorted());
});

describe("every view says what a model of its own says", () => {
  test("of whole lives", async () => {
    await inWorld(1, async (world) => {
      await liveAll(world, new Chance(1), 3_600_000);
      same(await asItCame(world), await expected(world), "as it came");
    });
  }, 60_000);

  test("of random histories, folded in any batches, with repeats and kills in between", async () => {
    await fc.assert(
      fc.asyncProperty(moves, fc.nat(), async (steps, seed) => {
        await inWorld(seed, async (world) => {
          await play(world, steps);
          const wanted = await expected(world);
          same(await asItCame(world), wanted, "as it came");
          const { file } = await foldAtRandom(world, "again.db", new Chance(seed));
          await reading(file, async (readModel) => same(await documentsIn(world, readModel, VIEWS), wanted, "again"));
        });
      }),
      {
        numRuns: Number(process.env["RUNS"] ?? 10),
        endOnFailure: true,
        ...(process.env.SEED ? { seed: Number(process.env.SEED), path: process.env.FCPATH! } : {}),
      },
    );
  }, 120_000);

  test("and these histories have every type of event", () => {
    expect(registry.types.filter((type) => !reached.has(type))).toEqual([]);
  });
});
