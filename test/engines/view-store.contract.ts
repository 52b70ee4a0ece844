import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { countIndex, mergedCells, type CellValue } from "../../src/event-sourcing/projecting/count-index.js";
import type { Index } from "../../src/event-sourcing/projecting/projection.js";
import {
  InvalidCursor,
  UnknownProjection,
  type CellsQuery,
  type Condition,
  type Query,
  type ReadModel,
} from "../../src/event-sourcing/projecting/read-model.js";
import type {
  DocumentChange,
  HeldEvent,
  Lookup,
  View,
  ViewChanges,
  ViewStore,
} from "../../src/event-sourcing/projecting/view-store.js";
import { HOURS, MINUTES } from "../waiting.js";

export interface ViewsUnderTest {
  readonly store: ViewStore;
  readonly reads: ReadModel & { advanced(numbers: Record<string, number>): void; stopped(): void };
  readonly dispose: () => Promise<void>;
}

const PEOPLE: View = { projection: "people", version: 1 };
const INDEXES: readonly Index[] = [
  { field: "name", type: "text" },
  { field: "age", type: "integer" },
  { field: "home.code", type: "text" },
  { field: "missing", type: "set" },
  { field: "living", type: "text" },
];
const DOCUMENTS = {
  a: { name: "Ani", age: 30, home: { code: "36.04" }, missing: ["visa", "passport"], living: true },
  b: { name: "Budi", age: 25, home: { code: "36.73" }, missing: [], living: true },
  c: { name: "Andi", age: 30, home: { code: "71.71" }, missing: ["visa"], living: false },
  d: { name: null, age: 41, home: null, living: true },
  e: { age: 19, home: { code: "36.04" }, missing: ["visa", "visa"] },
};

/** What every engine must do with views, on both of its sides. @param open an empty store each time */
export function viewStoreContract(name: string, open: () => Promise<ViewsUnderTest>): void {
  describe(`${name} as a view store`, () => {
    let under: ViewsUnderTest;
    let store: ViewStore;
    let reads: ViewsUnderTest["reads"];
    beforeEach(async () => {
      under = await open();
      ({ store, reads } = under);
    });
    afterEach(async () => under.dispose());

    async function withPeople(): Promise<void> {
      await store.create(PEOPLE, INDEXES, true);
      await store.commit([
        changes(
          PEOPLE,
          4,
          Object.entries(DOCUMENTS).map((entry) => document(entry)),
        ),
      ]);
    }

    describe("documents and checkpoint", () => {
      test("are written together, or not at all", async () => {
        await withPeople();
        const bad = changes(PEOPLE, 9, [document(["f", { name: "Fajar" }])]);
        const unwritable = { view: { projection: "nobody", version: 1 } };
        await expect(store.commit([bad, { ...bad, ...unwritable }])).rejects.toThrow();
        expect(await reads.get("people", "f")).toBeUndefined();
        expect(await reads.freshness("people")).toEqual({ number: 4, recordedAt: recordedAt(4), version: 1 });
        expect((await store.views())[0]).toMatchObject({ checkpoint: { number: 4, position: "at 4" } });
      });

      test("are read back as they were written", async () => {
        await withPeople();
        const found = await store.load(PEOPLE, ["a", "nobody"]);
        expect([...found]).toEqual([["a", { document: DOCUMENTS.a, meta: { number: 4, begun: null } }]]);
        expect(await reads.get("people", "a")).toEqual(DOCUMENTS.a);
        expect(await reads.get("people", "nobody")).toBeUndefined();
        expect(await reads.getMany("people", ["c", "nobody", "a"])).toEqual([DOCUMENTS.c, DOCUMENTS.a]);
      });

      test("a document is changed in its indexes too", async () => {
        await withPeople();
        const changed = { name: "Ani", age: 31, missing: ["passport", "ticket"] };
        await store.commit([changes(PEOPLE, 5, [document(["a", changed], 5)])]);
        expect(await matching({ field: "missing", has: "visa" })).toEqual(["c", "e"]);
        expect(await reads.count("people", [{ field: "missing", has: "ticket" }])).toEqual({ "": 1 });
        expect(await reads.get("people", "a")).toEqual(changed);
        expect(await matching({ field: "age", is: 30 })).toEqual(["c"]);
        expect(await matching({ field: "home.code", is: "36.04" })).toEqual(["e"]);
      });

      test("a document that was loaded is changed, removed and made in its indexes too", async () => {
        await withPeople();
        await store.load(PEOPLE, ["a", "b", "d", "n"]);
        await store.commit([
          changes(PEOPLE, 5, [
            document(["a", { name: "Ani", age: 31, missing: ["passport", "ticket"] }], 5),
            { id: "b", document: undefined, meta: { number: 5, begun: null } },
            document(["d", { age: 41, missing: ["visa"] }], 5),
            document(["n", { name: "Nur", missing: ["ticket"] }], 5),
          ]),
        ]);
        const withVisa = { field: "missing", value: "visa" };
        const withTicket = { field: "missing", value: "ticket" };
        expect(await idsWith(withVisa)).toEqual(["c", "d", "e"]);
        expect(await idsWith(withTicket)).toEqual(["a", "n"]);
        expect(await idsWith({ field: "name", value: "Budi" })).toEqual([]);
        // What was loaded before a commit says nothing after it.
        await store.commit([changes(PEOPLE, 6, [document(["n", { name: "Nur", missing: ["visa"] }], 6)])]);
        expect(await idsWith(withTicket)).toEqual(["a"]);
        expect(await idsWith(withVisa)).toEqual(["c", "d", "e", "n"]);
      });

      test("a removed document is found no more, and its place in time is kept where it has one", async () => {
        await withPeople();
        const begun = "2025-01-01T00:00:00.000Z";
        await store.commit([
          changes(PEOPLE, 6, [
            { id: "a", document: undefined, meta: { number: 6, begun } },
            { id: "b", document: undefined, meta: { number: 6, begun: null } },
          ]),
        ]);
        expect(await matching()).toEqual(["c", "d", "e"]);
        expect(await matching({ field: "missing", has: "passport" })).toEqual([]);
        expect(await reads.get("people", "a")).toBeUndefined();
        expect(await reads.getMany("people", ["a", "b"])).toEqual([]);
        expect(await reads.count("people", [])).toEqual({ "": 3 });
        expect(await store.findIds(PEOPLE, [{ field: "name", value: "Ani" }])).toEqual([[]]);
        expect((await store.load(PEOPLE, ["a"])).get("a")).toEqual({ document: undefined, meta: { number: 6, begun } });
      });

      test("ids are found by indexes", async () => {
        await withPeople();
        const lookups = [
          { field: "home.code", value: "36.04" },
          { field: "age", value: 25 },
          { field: "missing", value: "visa" },
          { field: "name", value: "nobody" },
        ];
        const ids = await store.findIds(PEOPLE, lookups);
        expect(ids.map((those) => those.toSorted())).toEqual([["a", "e"], ["b"], ["a", "c", "e"], []]);
      });

      test("a sample is of documents that nothing later concerns", async () => {
        await withPeople();
        await store.commit([changes(PEOPLE, 7, [document(["a", { name: "Ani" }], 7)])]);
        expect([...(await store.sample(PEOPLE, 10, 4)).keys()].toSorted()).toEqual(["b", "c", "d", "e"]);
        expect((await store.sample(PEOPLE, 2, 7)).size).toBe(2);
      });
    });

    describe("when counting by declared counts", () => {
      const COUNTS: readonly Index[] = [
        ...INDEXES,
        { field: "seen", type: "set" },
        countIndex({ by: ["living"], within: "seen", forAll: true }),
        countIndex({ by: ["name", "age", "home.code", "missing", "living"], within: "seen" }),
      ];
      /** Whom each of the people is seen by; nobody has said so of `e`, who counts nowhere. */
      const SEEN: Record<string, string[]> = { a: ["x"], b: ["x", "y"], c: ["y"], d: ["y", "x"] };
      type Cells = [values: readonly CellValue[], count: number][];
      const seen = (id: string, content: object, number = 4) => document([id, { ...content, seen: SEEN[id] }], number);

      beforeEach(async () => {
        await store.create(PEOPLE, COUNTS, true);
        await store.commit([
          changes(
            PEOPLE,
            4,
            Object.entries(DOCUMENTS).map(([id, content]) => seen(id, content)),
          ),
        ]);
      });

      async function cells(query: Partial<CellsQuery>): Promise<Cells> {
        const found = await reads.cells("people", { by: [], where: [], within: null, ...query });
        return mergedCells(found).map(({ values, count }) => [values, count]);
      }

      test("each document counts once, in whatever is asked together", async () => {
        expect(await cells({})).toEqual([[[], 4]]);
        expect(await cells({ by: ["living"] })).toEqual([
          [["false"], 1],
          [["true"], 3],
        ]);
        expect(await cells({ by: ["age", "living"] })).toEqual([
          [[25, "true"], 1],
          [[30, "false"], 1],
          [[30, "true"], 1],
          [[41, "true"], 1],
        ]);
        expect(await cells({ by: ["missing"] })).toEqual([
          [[["passport", "visa"]], 1],
          [[["visa"]], 1],
          [[[]], 2],
        ]);
        expect(await cells({ by: ["home.code"] })).toContainEqual([[null], 1]);
      });

      test.each<[readonly string[], number]>([
        [["x"], 3],
        [["y"], 3],
        [["x", "y"], 4],
        [["z"], 0],
        [[], 0],
      ])("whoever has %j counts what they see, each once", async (within, count) => {
        expect(await cells({ within })).toEqual(count === 0 ? [] : [[[], count]]);
        const byAge = await cells({ by: ["age"], within });
        expect(byAge.reduce((sum, [, each]) => sum + each, 0)).toBe(count);
      });

      test.each<[string, Condition, number]>([
        ["a text", { field: "name", is: "Ani" }, 1],
        ["no value", { field: "name", is: null }, 1],
        ["an integer", { field: "age", is: 30 }, 2],
        ["an integer, never as text", { field: "age", is: "30" }, 0],
        ["one of several", { field: "age", in: [25, 41] }, 2],
        ["a range", { field: "age", from: 25, to: 30 }, 3],
        ["a range without ends: any value", { field: "name" }, 3],
        ["a range of another type", { field: "name", from: 0 }, 0],
        ["a prefix", { field: "home.code", prefix: "36." }, 2],
        ["true", { field: "living", is: true }, 3],
        ["a member", { field: "missing", has: "visa" }, 2],
        ["one of some members", { field: "missing", hasAny: ["passport", "ticket"] }, 1],
        ["no member", { field: "missing", is: null }, 2],
      ])("takes %s, as finding does", async (_name, condition, count) => {
        const found = await reads.find("people", {
          where: [condition, { field: "seen", hasAny: ["x", "y"] }],
          limit: 9,
        });
        expect(found.documents).toHaveLength(count);
        expect(await cells({ where: [condition] })).toEqual(count === 0 ? [] : [[[], count]]);
      });

      test("what changes leaves one cell and comes to another; what is removed leaves", async () => {
        await store.load(PEOPLE, ["a"]);
        await store.commit([
          changes(PEOPLE, 5, [
            seen("a", { ...DOCUMENTS.a, living: false }, 5),
            // Not loaded before: what it was is looked up.
            seen("b", { ...DOCUMENTS.b, age: 26 }, 5),
            { id: "c", document: undefined, meta: { number: 5, begun: "2025-01-01T00:00:00.000Z" } },
          ]),
        ]);
        const two: Cells = [
          [["false"], 1],
          [["true"], 2],
        ];
        expect(await cells({ by: ["living"] })).toEqual(two);
        expect(await cells({ by: ["age"] })).toEqual([
          [[26], 1],
          [[30], 1],
          [[41], 1],
        ]);
        expect(await cells({ within: ["y"] })).toEqual([[[], 2]]);
        // Written again as it is, and with other readers.
        await store.commit([changes(PEOPLE, 6, [document(["a", { ...DOCUMENTS.a, living: false, seen: ["y"] }], 6)])]);
        expect(await cells({ by: ["living"] })).toEqual(two);
        expect(await cells({ within: ["y"] })).toEqual([[[], 3]]);
        expect(await cells({ within: ["x"] })).toEqual([[[], 2]]);
      });

      test("a count for who sees all is of no use to others, who are told the same by a wider one", async () => {
        expect(await cells({ by: ["living"], within: ["x"] })).toEqual([[["true"], 3]]);
        const alone = { projection: "alone", version: 1 };
        const forAll = countIndex({ by: ["living"], within: "seen", forAll: true });
        await store.create(alone, [{ field: "living", type: "text" }, { field: "seen", type: "set" }, forAll], true);
        await store.commit([changes(alone, 4, [seen("a", DOCUMENTS.a)])]);
        const query = { by: ["living"], where: [] };
        expect(await reads.cells("alone", { ...query, within: null })).toEqual([{ values: ["true"], count: 1 }]);
        await expect(reads.cells("alone", { ...query, within: ["x"] })).rejects.toThrow(TypeError);
      });

      test("a new version counts for itself", async () => {
        await store.create({ ...PEOPLE, version: 2 }, COUNTS, false);
        await store.commit([changes({ ...PEOPLE, version: 2 }, 4, [seen("a", DOCUMENTS.a)])]);
        expect(await cells({})).toEqual([[[], 4]]);
        await store.serve({ ...PEOPLE, version: 2 });
        await store.drop(PEOPLE);
        expect(await cells({})).toEqual([[[], 1]]);
      });

      test("what no count has can't be asked", async () => {
        await expect(cells({ by: ["seen"] })).rejects.toThrow(TypeError);
        await expect(cells({ where: [{ field: "shoe", is: 1 }] })).rejects.toThrow(TypeError);
        await expect(reads.cells("nobody", { by: [], where: [], within: null })).rejects.toThrow(UnknownProjection);
      });
    });

    describe("when finding", () => {
      beforeEach(withPeople);

      test.each<[string, Condition, string[]]>([
        ["a text", { field: "name", is: "Ani" }, ["a"]],
        ["an integer", { field: "age", is: 30 }, ["a", "c"]],
        ["an integer, never as text", { field: "age", is: "30" }, []],
        ["a nested field", { field: "home.code", is: "36.04" }, ["a", "e"]],
        ["true", { field: "living", is: true }, ["a", "b", "d"]],
        ["false", { field: "living", is: false }, ["c"]],
        ["no value, null or missing", { field: "name", is: null }, ["d", "e"]],
        ["no value on the way", { field: "home.code", is: null }, ["d"]],
        ["one of several", { field: "home.code", in: ["36.73", "71.71", "99"] }, ["b", "c"]],
        ["one of several integers", { field: "age", in: [25, 41] }, ["b", "d"]],
        ["one of none", { field: "age", in: [] }, []],
        ["a range, both ends in it", { field: "age", from: 25, to: 30 }, ["a", "b", "c"]],
        ["from", { field: "age", from: 31 }, ["d"]],
        ["to", { field: "name", to: "Ani" }, ["a", "c"]],
        ["a range of another type", { field: "name", from: 0 }, []],
        ["a range without ends: any value", { field: "name" }, ["a", "b", "c"]],
        ["a prefix", { field: "name", prefix: "An" }, ["a", "c"]],
        ["a prefix with signs", { field: "home.code", prefix: "36." }, ["a", "b", "e"]],
        ["a prefix that is a pattern elsewhere", { field: "home.code", prefix: "%" }, []],
        ["a member", { field: "missing", has: "visa" }, ["a", "c", "e"]],
        ["one of some members", { field: "missing", hasAny: ["visa", "nothing"] }, ["a", "c", "e"]],
        ["none of no members", { field: "missing", hasAny: [] }, []],
        ["no member", { field: "missing", is: null }, ["b", "d"]],
      ])("takes %s", async (_name, condition, ids) => {
        expect(await matching(condition)).toEqual(ids);
        expect(await reads.count("people", [condition])).toEqual({ "": ids.length });
      });

      test("joins conditions by AND", async () => {
        expect(await matching({ field: "missing", has: "visa" }, { field: "living", is: true })).toEqual(["a"]);
      });

      test("refuses a field that has no index, and what a set can't be asked", async () => {
        await expect(matching({ field: "shoe", is: 1 })).rejects.toThrow("no index on shoe");
        await expect(matching({ field: "missing", is: "visa" })).rejects.toThrow(TypeError);
        await expect(matching({ field: "name", has: "Ani" })).rejects.toThrow(TypeError);
        await expect(reads.find("people", { where: [], limit: 0 })).rejects.toThrow(RangeError);
        await expect(reads.find("nobody", { where: [], limit: 1 })).rejects.toThrow(UnknownProjection);
      });

      test("counts by a field", async () => {
        expect(await reads.count("people", [], "home.code")).toEqual({ "": 1, "36.04": 2, "36.73": 1, "71.71": 1 });
        expect(await reads.count("people", [{ field: "age", from: 20 }], "living")).toEqual({ true: 3, false: 1 });
        expect(await reads.count("people", [], "age")).toEqual({ 19: 1, 25: 1, 30: 2, 41: 1 });
        expect(await reads.count("people", [], "missing")).toEqual({ "": 2, visa: 3, passport: 1 });
      });

      test.each<[Query["sort"], string[]]>([
        [undefined, ["a", "b", "c", "d", "e"]],
        [{ field: "age", direction: "asc" }, ["e", "b", "a", "c", "d"]],
        [{ field: "age", direction: "desc" }, ["d", "a", "c", "b", "e"]],
        [{ field: "name", direction: "asc" }, ["c", "a", "b", "d", "e"]],
        [{ field: "name", direction: "desc" }, ["b", "a", "c", "d", "e"]],
        [{ field: "home.code", direction: "desc" }, ["c", "b", "a", "e", "d"]],
      ])("pages in order, whatever the size of a page: %j", async (sort, ids) => {
        for (const limit of [1, 2, 3, 5, 6]) {
          const pages: string[][] = [];
          for (let after: string | undefined, more = true; more; more = after !== undefined) {
            const page = await reads.find("people", { where: [], limit, after, ...(sort && { sort }) });
            pages.push(page.documents.map(idOf));
            after = page.next;
          }
          expect(pages.flat()).toEqual(ids);
          expect(pages.length).toBe(Math.ceil(ids.length / limit));
        }
        // A page may also be cut behind any of its rows.
        const query: Query = { where: [], limit: 6, ...(sort && { sort }) };
        const whole = await reads.find("people", query);
        for (const row of ids.keys()) {
          const rest = await reads.find("people", { ...query, after: whole.endingAt(row) });
          expect(rest.documents.map(idOf)).toEqual(ids.slice(row + 1));
        }
      });

      test("a page that is sorted by a field which it is asked for by has no part without that field", async () => {
        const query: Query = {
          where: [{ field: "name", prefix: "" }],
          sort: { field: "name", direction: "asc" },
          limit: 2,
        };
        const { documents, next } = await reads.find("people", query);
        expect(documents.map(idOf)).toEqual(["c", "a"]);
        const rest = await reads.find("people", { ...query, limit: 9, after: next });
        expect(rest.documents.map(idOf)).toEqual(["b"]);
        const without: Query = { ...query, where: [{ field: "name", is: null }], limit: 9 };
        expect((await reads.find("people", without)).documents.map(idOf)).toEqual(["d", "e"]);
      });

      test.each(["asc", "desc"] as const)(
        "pages of a part of the order that they are sorted by, %s",
        async (direction) => {
          const parts: readonly Condition[] = [
            { field: "home.code", prefix: "36" },
            { field: "home.code", from: "36", to: "36.72" },
            { field: "home.code", from: "36.03" },
            { field: "home.code", to: "36.04" },
          ];
          for (const part of parts) {
            const query: Query = { where: [part], sort: { field: "home.code", direction }, limit: 50 };
            const all = (await reads.find("people", query)).documents.map(idOf);
            expect(all.length).toBeGreaterThan(0);
            const found: string[] = [];
            for (let after: string | undefined; ;) {
              const { documents, next } = await reads.find("people", { ...query, limit: 1, after });
              found.push(...documents.map(idOf));
              if (next === undefined) break;
              after = next;
            }
            expect(found).toEqual(all);
          }
        },
      );

      test("one of some values, alone or beside others, in the order of ids and each once", async () => {
        const some: Condition = { field: "name", in: ["Budi", "Ani", "Andi", "Ani", "nobody"] };
        const beside: Condition = { field: "missing", has: "visa" };
        const found = async (...where: Condition[]) => {
          const first = await reads.find("people", { where, limit: 1 });
          const rest =
            first.next === undefined
              ? []
              : (await reads.find("people", { where, limit: 9, after: first.next })).documents;
          const all = (await reads.find("people", { where, limit: 9 })).documents;
          expect([...first.documents, ...rest]).toEqual(all);
          return all.map(idOf);
        };
        expect(await found(some)).toEqual(["a", "b", "c"]);
        expect(await found(some, beside)).toEqual(["a", "c"]);
        expect(await found(beside, some)).toEqual(["a", "c"]);
        expect(await found(some, { field: "age", is: 25 })).toEqual(["b"]);
        expect(await found({ field: "name", in: [] })).toEqual([]);
      });

      test("tells of texts which a set holds, or at least leaves out none of them", async () => {
        const texts = await reads.heldTexts("people", "missing", ["passport", "ticket", "visa"]);
        expect(texts).toEqual(expect.arrayContaining(["passport", "visa"]));
        expect(await reads.heldTexts("people", "missing", [])).toEqual([]);
      });

      test("pages of what is in sets that many are in, whatever they are asked for beside", async () => {
        const count = 2_600;
        const ids = Array.from({ length: count }, (_, i) => `n${`${i}`.padStart(4, "0")}`);
        // All, four of five, five of six, six of seven, and one of a hundred.
        const setsOf = (i: number) => [
          "all",
          ...[5, 6, 7].flatMap((each) => (i % each === 0 ? [] : [`not ${each}`])),
          ...(i % 100 === 0 ? ["few"] : []),
        ];
        for (let from = 0; from < count; from += 650)
          await store.commit([
            changes(
              PEOPLE,
              5,
              ids.slice(from, from + 650).map((id, at) => {
                const i = from + at;
                return document([id, { id, name: `${i % 3}`, age: count - i, missing: setsOf(i) }], 5);
              }),
            ),
          ]);
        const holding = (...wanted: string[][]) =>
          ids.filter((_, i) => wanted.every((any) => any.some((value) => setsOf(i).includes(value))));
        const has = (...values: string[]): Condition[] => values.map((value) => ({ field: "missing", has: value }));
        const hasAny = (...values: string[]): Condition => ({ field: "missing", hasAny: values });
        const asked: [Condition[], string[]][] = [
          [has("not 5"), holding(["not 5"])],
          [[hasAny("not 5", "few", "not 5")], holding(["not 5", "few"])],
          [has("not 5", "not 6"), holding(["not 5"], ["not 6"])],
          [has("all", "few", "not 7"), holding(["few"], ["not 7"])],
          [
            [hasAny("not 5", "few"), hasAny("not 6", "few"), hasAny("not 7", "all")],
            holding(["not 5", "few"], ["not 6", "few"]),
          ],
          [
            [...has("not 5"), hasAny("not 6", "few"), { field: "name", is: "0" }],
            holding(["not 5"], ["not 6", "few"]).filter((id) => Number(id.slice(1)) % 3 === 0),
          ],
        ];
        for (const [where, wanted] of asked) {
          for (const sort of [undefined, { field: "age", direction: "desc" }] as const) {
            const found: string[] = [];
            for (let after: string | undefined, more = true; more; more = after !== undefined) {
              const page = await reads.find<{ id: string }>("people", {
                where,
                limit: 700,
                after,
                ...(sort && { sort }),
              });
              found.push(...page.documents.map(({ id }) => id));
              after = page.next;
            }
            expect(found).toEqual(wanted);
          }
          expect(await reads.count("people", where)).toEqual({ "": wanted.length });
        }
      });

      describe("terms", () => {
        const REGISTER: View = { projection: "register", version: 1 };
        const TERMS: readonly Index[] = [
          { field: "names", type: "terms" },
          { field: "seen.by", type: "terms" },
          { field: "works", type: "set" },
          { field: "year", type: "integer" },
        ];
        /** Values that are nearly the same, or hold what a query language would read. */
        const NAMES = ["Ani", "ani", "a n i", '"ani" OR x', "ani*", "aní", "", "names:ani", "NEAR(ani)", "\u{1f469}"];
        const one = (i: number) => ({
          names: [NAMES[i % NAMES.length]!, `n${i % 7}`, `n${i % 7}`],
          seen: { by: i % 3 === 0 ? ["agency:1", `region:${i % 5}`] : [`agency:${i % 4}`] },
          works: [`w${i % 2}`],
          year: 1990 + (i % 4),
        });
        const ids = (count: number) => Array.from({ length: count }, (_, i) => `r${`${i}`.padStart(4, "0")}`);

        async function withRegister(count: number): Promise<void> {
          await store.create(REGISTER, TERMS, true);
          const all = ids(count).map((id, i) => document([id, { id, ...one(i) }], 5));
          for (let from = 0; from < count; from += 40)
            await store.commit([changes(REGISTER, 5, all.slice(from, from + 40))]);
        }

        async function found(where: readonly Condition[], limit = 1_000): Promise<string[]> {
          const all: string[] = [];
          for (let after: string | undefined, more = true; more; more = after !== undefined) {
            const page = await reads.find<{ id: string }>("register", { where, limit, after });
            all.push(...page.documents.map(({ id }) => id));
            after = page.next;
          }
          expect(new Set(all).size).toBe(all.length);
          return all.toSorted();
        }

        test("find whoever holds one of the values of each, exactly, on pages too", async () => {
          await withRegister(120);
          const holding = (meets: (document: ReturnType<typeof one>) => boolean) =>
            ids(120).filter((_, i) => meets(one(i)));
          for (const value of NAMES)
            expect(await found([{ field: "names", has: value }])).toEqual(
              holding(({ names }) => names.includes(value)),
            );
          const where: Condition[] = [
            { field: "names", hasAny: ["n1", "n2", "n2", "nobody"] },
            { field: "seen.by", hasAny: ["agency:1", "region:4"] },
          ];
          const both = holding(
            ({ names, seen }) =>
              ["n1", "n2"].some((value) => names.includes(value)) &&
              ["agency:1", "region:4"].some((by) => seen.by.includes(by)),
          );
          for (const limit of [1, 3, 1_000]) expect(await found(where, limit)).toEqual(both);
          expect(await found([...where, { field: "year", is: 1991 }, { field: "works", has: "w1" }])).toEqual(
            both.filter((id) => one(Number(id.slice(1))).year === 1991),
          );
          expect(await found([...where, { field: "seen.by", hasAny: [] }])).toEqual([]);
          // The value of one field is none of another.
          expect(await found([{ field: "names", has: "agency:1" }])).toEqual([]);
          const many = Array.from({ length: 3_000 }, (_, i) => `other ${i}`);
          expect(await found([{ field: "names", hasAny: [...many, "n3"] }])).toEqual(
            holding(({ names }) => names.includes("n3")),
          );
        });

        test("follow what a document holds by now, and leave with it", async () => {
          await withRegister(60);
          const begun = "2025-01-01T00:00:00.000Z";
          const meta = { number: 6, begun };
          // Given in another order than stored, as changes come.
          await store.commit([
            changes(REGISTER, 6, [
              { id: "r0050", document: { id: "r0050", names: ["new"], seen: { by: ["agency:1"] } }, meta },
              { id: "r0003", document: { id: "r0003", names: ["new", "n3"] }, meta },
              { id: "r0010", document: undefined, meta: { number: 6, begun: null } },
              { id: "r0017", document: undefined, meta },
              { id: "r9999", document: undefined, meta: { number: 6, begun: null } },
            ]),
          ]);
          expect(await found([{ field: "names", has: "new" }])).toEqual(["r0003", "r0050"]);
          expect(await found([{ field: "names", has: "n3" }])).toEqual(
            ids(60).filter((_, i) => i % 7 === 3 && ![10, 17].includes(i)),
          );
          expect(await found([{ field: "names", has: NAMES[0]! }])).toEqual(["r0000", "r0020", "r0030", "r0040"]);
          await store.commit([
            changes(REGISTER, 7, [
              document(["r0017", { id: "r0017", names: ["n3"] }], 7),
              document(["r0070", { id: "r0070", names: ["new"] }], 7),
            ]),
          ]);
          expect(await found([{ field: "names", has: "n3" }])).toContain("r0017");
          expect(await found([{ field: "names", has: "new" }])).toEqual(["r0003", "r0050", "r0070"]);
        });

        test("are told of texts, as sets are", async () => {
          await withRegister(20);
          const texts = await reads.heldTexts("register", "names", ["n9", "n1", "ani", "agency:1"]);
          expect(texts).toEqual(expect.arrayContaining(["n1", "ani"]));
          expect(await reads.heldTexts("register", "names", [])).toEqual([]);
        });
      });

      test("a page goes on where the last one ended, though documents came in between", async () => {
        const query: Query = { where: [], limit: 2, sort: { field: "age", direction: "asc" } };
        const { next } = await reads.find("people", query);
        await store.commit([
          changes(PEOPLE, 5, [document(["early", { age: 1 }]), document(["between", { name: "Ina", age: 26 }])]),
        ]);
        const page = await reads.find<{ age: number }>("people", { ...query, after: next });
        expect(page.documents.map(({ age }) => age)).toEqual([26, 30]);
      });

      test("refuses a cursor of another query, and what is no cursor", async () => {
        const query: Query = { where: [{ field: "age", from: 20 }], limit: 1 };
        const { next: after } = await reads.find("people", query);
        expect((await reads.find("people", { ...query, limit: 3, after })).documents).toHaveLength(3);
        for (const other of [
          { ...query, where: [{ field: "age", from: 21 }], after },
          { ...query, sort: { field: "age", direction: "asc" as const }, after },
          { ...query, after: "" },
          { ...query, after: "!!" },
          { ...query, after: Buffer.from("[1,2]").toString("base64url") },
        ])
          await expect(reads.find("people", other)).rejects.toThrow(InvalidCursor);
      });
    });

    describe("versions", () => {
      const next: View = { ...PEOPLE, version: 2 };

      test("are built beside the one that serves, switched and dropped", async () => {
        await withPeople();
        await store.create(next, [], false);
        await store.commit([changes(next, 9, [document(["z", { name: "Zul" }])])]);
        expect(await reads.get("people", "z")).toBeUndefined();
        expect((await reads.freshness("people")).version).toBe(1);
        await store.serve(next);
        expect(await reads.get("people", "z")).toEqual({ name: "Zul" });
        expect(await reads.freshness("people")).toMatchObject({ version: 2, number: 9 });
        await store.drop(PEOPLE);
        expect(await store.views()).toEqual([
          {
            ...next,
            serving: true,
            indexes: [],
            checkpoint: { number: 9, position: "at 9", recordedAt: recordedAt(9) },
          },
        ]);
        await store.create({ ...PEOPLE, version: 1 }, INDEXES, false);
        expect((await store.load(PEOPLE, ["a"])).size).toBe(0);
      });

      test("have builds of their own: the one served before is kept, and one that is not served can be cancelled", async () => {
        const beside: View = { ...PEOPLE, build: 7 };
        await withPeople();
        await store.create(beside, INDEXES, false);
        await store.commit([changes(beside, 9, [document(["z", { name: "Zul" }])])]);
        const states = async () =>
          (await store.views()).map(({ build, serving, state }) => [build ?? 0, serving, state ?? null]);
        await store.setCancelled(beside, true);
        await store.setCancelled(PEOPLE, true);
        expect(await states()).toEqual([
          [0, true, null],
          [7, false, "CANCELLED"],
        ]);
        await store.setCancelled(beside, false);
        await store.serve(beside);
        expect(await states()).toEqual([
          [0, false, "KEPT"],
          [7, true, null],
        ]);
        expect(await reads.get("people", "z")).toEqual({ name: "Zul" });
        expect(await reads.get("people", "a")).toBeUndefined();
        await store.serve(PEOPLE);
        expect(await reads.get("people", "a")).toEqual(DOCUMENTS.a);
        expect((await reads.versions()).map(({ build, serving, state }) => [build ?? 0, serving, state])).toEqual([
          [0, true, undefined],
          [7, false, "KEPT"],
        ]);
        await store.drop(beside);
        expect(await states()).toEqual([[0, true, null]]);
        expect(await reads.get("people", "a")).toEqual(DOCUMENTS.a);
      });

      test("are gone through in pages of their documents, in the order of ids", async () => {
        await withPeople();
        await store.commit([changes(PEOPLE, 5, [{ id: "b", document: undefined, meta: { number: 5, begun: null } }])]);
        expect([...(await store.page(PEOPLE, "", 2)).keys()]).toEqual(["a", "c"]);
        const last = { document: DOCUMENTS.e, meta: { number: 4, begun: null } };
        expect([...(await store.page(PEOPLE, "d", 9))]).toEqual([["e", last]]);
      });

      test("keep what became of an order, as it was noted first", async () => {
        await withPeople();
        expect(await reads.outcomeOf("o1")).toBeUndefined();
        await store.noteOutcome("o1", { done: false, reason: "there is none" });
        await store.noteOutcome("o1", { done: true });
        expect(await reads.outcomeOf("o1")).toEqual({ done: false, reason: "there is none" });
        expect(await store.obeyed()).toEqual(new Set(["o1"]));
      });

      test("are unknown until one serves", async () => {
        await store.create(PEOPLE, INDEXES, false);
        await expect(reads.get("people", "a")).rejects.toThrow(UnknownProjection);
        await expect(reads.freshness("people")).rejects.toThrow(UnknownProjection);
        await expect(reads.parked("people")).rejects.toThrow(UnknownProjection);
      });
    });

    describe("held events", () => {
      test("are kept per version, and told by subject", async () => {
        await withPeople();
        const next: View = { ...PEOPLE, version: 2 };
        await store.create(next, [], false);
        const those = [held(3, "p", null), held(1, "p", "bad"), held(2, "q", "worse")];
        await store.commit([
          { ...changes(PEOPLE, 5, []), held: those },
          { ...changes(next, 5, []), held: [held(4, "r", "odd")] },
        ]);
        expect(await store.held(PEOPLE)).toEqual([those[1], those[2], those[0]]);
        const parked = [
          { projection: "people", subject: "p", event: 1, stream: "migrant-p", revision: 1, error: "bad", waiting: 1 },
          {
            projection: "people",
            subject: "q",
            event: 2,
            stream: "migrant-q",
            revision: 2,
            error: "worse",
            waiting: 0,
          },
        ];
        expect(await reads.parked()).toEqual(parked);
        expect(await reads.parked("people")).toEqual(parked);
        await store.commit([
          { ...changes(PEOPLE, 5, []), held: [held(3, "p", "also")], released: [1], discarded: [1] },
        ]);
        expect(await reads.parked()).toEqual([
          parked[1],
          { projection: "people", subject: "p", event: 3, stream: "migrant-p", revision: 3, error: "also", waiting: 0 },
        ]);
        expect(await store.discarded("people")).toEqual(new Set([1]));
      });
    });

    describe("when waiting for an event", () => {
      beforeEach(withPeople);

      test("knows what is there already", async () => {
        expect(await reads.waitFor(4, 0)).toBe(true);
        expect(await reads.waitFor(-1, 0, "people")).toBe(true);
        await expect(reads.waitFor(5, 0, "nobody")).rejects.toThrow(UnknownProjection);
      });

      test("gives up when the time is up", async () => {
        expect(await reads.waitFor(5, 10, "people")).toBe(false);
      });

      test("goes on at once when the event is taken, by the projection named or by all", async () => {
        await store.create({ projection: "places", version: 1 }, [], true);
        reads.advanced({ people: 4, places: -1 });
        let all = false;
        const waiting = reads.waitFor(5, MINUTES).then((there) => (all = there));
        const people = reads.waitFor(5, MINUTES, "people");
        reads.advanced({ people: 5 });
        expect(await people).toBe(true);
        expect(all).toBe(false);
        reads.advanced({ places: 6 });
        expect(await waiting).toBe(true);
      });

      test("gives up at once when nothing runs any more", async () => {
        const waiting = reads.waitFor(5, HOURS);
        reads.stopped();
        expect(await waiting).toBe(false);
        expect(await reads.waitFor(5, HOURS)).toBe(false);
        expect(await reads.waitFor(4, HOURS)).toBe(true);
      });
    });

    /** Ids of all documents that meet the conditions. */
    async function idsWith(lookup: Lookup): Promise<string[]> {
      return (await store.findIds(PEOPLE, [lookup]))[0]!.toSorted();
    }

    async function matching(...where: Condition[]): Promise<string[]> {
      return (await reads.find("people", { where, limit: 100 })).documents.map(idOf);
    }
  });
}

function idOf(wanted: object): string {
  return Object.entries(DOCUMENTS).find(([, one]) => JSON.stringify(one) === JSON.stringify(wanted))?.[0] ?? "?";
}

function document([id, content]: [string, object], number = 4): DocumentChange {
  return { id, document: content, meta: { number, begun: null } };
}

function recordedAt(number: number): string {
  return `2025-06-01T00:00:0${number}.000Z`;
}

function changes(view: View, number: number, documents: readonly DocumentChange[]): ViewChanges {
  const checkpoint = { number, position: `at ${number}`, recordedAt: recordedAt(number) };
  return { view, documents, checkpoint, held: [], released: [], discarded: [] };
}

function held(event: number, subject: string, error: string | null): HeldEvent {
  return { event, subject, own: subject, stream: `migrant-${subject}`, revision: event, error };
}
