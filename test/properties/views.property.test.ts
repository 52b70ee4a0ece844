import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import type { SealedPart } from "../../src/event-sourcing/stored-event/envelope.js";
import { loadRegions } from "../../src/places/regions.js";
import { keyIdsOf } from "../../src/privacy/sealing.js";
import { deciders } from "../../src/deciders.js";
import { projections, registry } from "../../src/slices.js";
import { MINUTES } from "../waiting.js";
import { Chance } from "./chance.js";
import { ANYBODY } from "./commands/proposals.js";
import { foldAtOnce, foldAtRandom, foldInKilledProcesses, reading, storedTexts } from "./folding.js";
import { beginHistory, liveAll, movesOf, play, ROWS, SENT_BY_REACTIONS, type Move } from "./history.js";
import { accusedByCases, accusedOnFile } from "./model/accused.js";
import { documentsOf, type Documents } from "./model/views.js";
import { documentsIn, logOf, sealedDocumentsIn } from "./opened.js";
import { runs } from "./runs.js";
import { CORRECT_FACT, OFFICERS, type World } from "./world.js";

const VIEWS = projections.map(({ name }) => name);
const moves = movesOf({ life: 5, any: 8, correction: 6, repeat: 1, stale: 1 }, 100);
const reached = new Set<string>();

beforeAll(() => loadRegions());

async function expected(world: World): Promise<Documents> {
  return documentsOf(await logOf(world), world.tokens.token);
}

function same(found: Documents, wanted: Documents, how: string): void {
  expect([...found.keys()].toSorted()).toEqual([...wanted.keys()].toSorted());
  for (const [view, documents] of wanted) {
    const ids = [...found.get(view)!.keys()].toSorted();
    expect({ how, view, ids }).toEqual({ how, view, ids: [...documents.keys()].toSorted() });
    for (const [id, wants] of documents) {
      const document = unordered(JSON.parse(JSON.stringify(wants)) as object);
      const is = unordered(counted(view, found.get(view)!.get(id)!));
      // Faster than an expectation, which is left to say what differs.
      if (!isDeepStrictEqual(is, document)) expect({ how, view, document: is }).toEqual({ how, view, document });
    }
  }
}

/** Of what is counted: where it counts, and not how that was folded. */
function counted(view: string, document: object): object {
  if (!view.startsWith("figure-")) return document;
  const { state: _state, tokens: _tokens, concerned: _concerned, ...counts } = document as Record<string, unknown>;
  return counts;
}

/**
 * However the events were cut into batches: whoever compares two copies of the views byte for byte finds no difference
 * where there is none.
 */
function sameBytes(found: ReadonlyMap<string, string>, rebuilt: ReadonlyMap<string, string>, how: string): void {
  const differ = [...rebuilt].flatMap(([id, text]) => (found.get(id) === text ? [] : id));
  expect({ how, differ, count: found.size }).toEqual({ how, differ: [], count: rebuilt.size });
}

/** The tokens of sight are a set, as are those of who has work. */
function unordered(document: {
  readonly sight?: readonly string[];
  readonly tokens?: readonly string[];
  readonly work?: { readonly holders?: readonly string[] };
}): object {
  const { sight, tokens, work } = document;
  return {
    ...document,
    ...(sight && { sight: sight.toSorted() }),
    ...(tokens && { tokens: tokens.toSorted() }),
    ...(work?.holders && { work: { ...work, holders: work.holders.toSorted() } }),
  };
}

/** What the views say once they have taken all that is there. */
async function asItCame(world: World): Promise<Documents> {
  expect(await world.readModel.waitFor(await world.store.head(), MINUTES)).toBe(true);
  return documentsIn(world, world.readModel, VIEWS);
}

const opened = (world: World, file: string) => reading(file, (readModel) => documentsIn(world, readModel, VIEWS));
const sealed = (file: string) => reading(file, (readModel) => sealedDocumentsIn(readModel, VIEWS));

async function inWorld(seed: number, act: (world: World) => Promise<void>): Promise<void> {
  const world = await beginHistory(seed);
  try {
    await act(world);
    // What the reactions are to have told of cases elsewhere, they have told.
    const log = await logOf(world);
    expect(accusedOnFile(log)).toEqual(accusedByCases(log));
    for (const { type } of world.log) reached.add(type);
    expect(world.alarms).toEqual([]);
  } finally {
    await world.close();
  }
}

const factsOf = ({ bytes }: { readonly bytes: Uint8Array }) =>
  (JSON.parse(Buffer.from(bytes).toString("utf8")) as { facts: Record<string, unknown> }).facts;

/** Destroys the keys of all that was told of a person. */
async function shred(world: World, person: string): Promise<void> {
  const parts = world.log
    .flatMap(({ bytes }) => (JSON.parse(Buffer.from(bytes).toString("utf8")) as { sealed: SealedPart[] }).sealed)
    .filter((part) => part.person === person || part.names.includes(person));
  await world.keys.destroy(keyIdsOf(parts), world.clock.now());
}

test("there is a row for every command", () => {
  const commands = deciders.flatMap(({ decisions }) => Object.keys(decisions));
  expect([...Object.keys(ROWS), ...SENT_BY_REACTIONS].toSorted()).toEqual(commands.toSorted());
});

describe("every view says what a model of its own says", () => {
  test("of whole lives, also when processes that fold them are killed", async () => {
    await inWorld(1, async (world) => {
      await liveAll(world, new Chance(1), 3_600_000);
      const wanted = await expected(world);
      same(await asItCame(world), wanted, "as it came");
      const file = await foldInKilledProcesses(world, "killed.db", new Chance(1), 3);
      same(await opened(world, file), wanted, "in killed processes");
      const rebuilt = storedTexts(await foldAtOnce(world, "at-once.db"));
      sameBytes(storedTexts(join(world.folder, "views.db")), rebuilt, "as it came");
      sameBytes(storedTexts(file), rebuilt, "in killed processes");
    });
  });

  test("of a file whose place, seal and emergency access are corrected: it is seen in both places, and stays sealed", async () => {
    await inWorld(2, async (world) => {
      const registered = { sex: "FEMALE", source: "AGENCY", origin: "36.04.12" };
      const { id } = (await world.send({ command: "RegisterPerson", data: registered }))!;
      const does = async (command: string, data: object, by?: string) =>
        expect(await world.send({ command, category: "person", id, data, by })).toBeDefined();
      const corrects = (type: string, facts: object) => {
        const event = world.log.findLast((each) => each.type === type)!.id;
        return does(CORRECT_FACT, { event, reason: "MISREPORTED", facts });
      };
      await corrects("PersonRegistered", { origin: { scheme: "KEMENDAGRI", code: "71.71" } });
      await does("SealSubject", { ground: "THREAT" });
      await corrects("SubjectSealed", { ground: "WITNESS" });
      await does("BreakGlass", { emergency: "DANGER_TO_LIFE", reason: "at the door" });
      await corrects("GlassBroken", { emergency: "COURT_ORDER" });
      const { grant } = factsOf(world.log.findLast(({ type }) => type === "GlassBroken")!);
      const review = { grant, outcome: "NOT_JUSTIFIED", deciders: ANYBODY };
      await does("ReviewBrokenGlass", review, OFFICERS[1]);
      const readmission = { officer: OFFICERS[0], reason: "a mistake", deciders: ANYBODY };
      await does("ReadmitToEmergencyAccess", readmission, OFFICERS[1]);
      const found = await asItCame(world);
      same(found, await expected(world), "as it came");
      expect(found.get("need-to-know")!.get(`person-${id}`)).toMatchObject({
        sight: expect.arrayContaining(["region:36.04.12", "region:71.71"]),
      });
      expect([...found.get("sealed-subjects")!.keys()]).toEqual([id]);
    });
  });

  test("of random histories, folded in any batches, with repeats and kills in between", async () => {
    await fc.assert(
      fc.asyncProperty(moves, fc.nat(), async (steps, seed) => {
        await inWorld(seed, async (world) => {
          await play(world, steps);
          const wanted = await expected(world);
          same(await asItCame(world), wanted, "as it came");
          const { file } = await foldAtRandom(world, "again.db", new Chance(seed));
          same(await opened(world, file), wanted, "again");
          const rebuilt = storedTexts(await foldAtOnce(world, "at-once.db"));
          sameBytes(storedTexts(join(world.folder, "views.db")), rebuilt, "as it came");
          sameBytes(storedTexts(file), rebuilt, "again");
        });
      }),
      { ...runs(7), endOnFailure: true },
    );
  });

  test("and these histories have every type of event", () => {
    expect(registry.types.filter((type) => !reached.has(type))).toEqual([]);
  });
});

describe("views that are built anew", () => {
  test("are the same, and but for the tokens of the person also without the keys of one", async () => {
    const after: fc.Arbitrary<Move[]> = movesOf({ life: 3, any: 3, correction: 2, repeat: 0, stale: 0 }, 20);
    await fc.assert(
      fc.asyncProperty(moves, after, fc.nat(), async (steps, more, seed) => {
        await inWorld(seed, async (world) => {
          const chance = new Chance(seed);
          await play(world, steps);
          const persons = world.ids("person");
          fc.pre(persons.length > 0);
          const { file: first } = await foldAtRandom(world, "first.db", chance);
          const before = await sealed(first);
          const { file: rebuilt } = await foldAtRandom(world, "rebuilt.db", chance);
          expect(await sealed(rebuilt)).toEqual(before);
          const person = chance.one(persons);
          await shred(world, person);
          const { file: without } = await foldAtRandom(world, "without.db", chance);
          const lookups = before.get("identity-lookup")!;
          const lookup = (await expected(world)).get("identity-lookup")!.get(person);
          // What is left is in the clear: by whom, and by which year.
          for (const token of (lookup as { tokens: string[] } | undefined)?.tokens ?? [])
            expect(token).toMatch(/^born:/);
          lookups.delete(person);
          if (lookup) lookups.set(person, lookup);
          expect(await sealed(without)).toEqual(before);
          // Life goes on, and what is told of the person now can be read.
          await play(world, more);
          const { file: later } = await foldAtRandom(world, "later.db", chance);
          same(await opened(world, later), await expected(world), "after keys were destroyed");
        });
      }),
      { ...runs(3), endOnFailure: true },
    );
  });
});
