import { describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { requestContext, withRequestContext } from "../../src/access/request-context.js";
import type { Sight } from "../../src/access/sight.js";
import { pageOf, placeOf } from "../../src/event-sourcing/projecting/page-cursor.js";
import type { Query, ReadModel } from "../../src/event-sourcing/projecting/read-model.js";
import { registry } from "../../src/slices.js";
import { Positions } from "../../src/http/positions.js";
import { Views, type Many } from "../../src/http/views.js";

interface Row {
  readonly id: string;
}

/** A view of rows in the order of their ids, of which the caller sees some. */
function viewsOf(count: number, isSeen: (row: number) => boolean) {
  const rows = Array.from({ length: count }, (_, i) => ({ id: String(i).padStart(6, "0") }));
  const asked = { finds: 0, rows: 0, looks: 0 };
  const readModel = {
    find: async (projection: string, query: Query) => {
      const after = query.after === undefined ? "" : placeOf(projection, query, query.after).id;
      const left = rows.filter(({ id }) => id > after).slice(0, query.limit + 1);
      asked.finds++;
      asked.rows += Math.min(left.length, query.limit);
      return pageOf(
        projection,
        query,
        left.map(({ id }) => ({ id, value: null })),
        ({ id }) => ({ id }),
      );
    },
    held: async () => [],
    freshness: async () => ({ number: count, recordedAt: null, version: 1 }),
  } as unknown as ReadModel;
  const sight = {
    certain: async () => undefined,
    concealedAmong: async () => new Set(),
    seen: async (_caller: unknown, keys: readonly string[]) => {
      asked.looks++;
      return new Set(keys.filter((key) => isSeen(Number(key))));
    },
    shown: async (_: unknown, keys: readonly string[]) => new Map(keys.map((key) => [key, "whole"])),
  } as unknown as Sight;
  const views = new Views(readModel, undefined as never, new Positions(randomUUID()), sight, false, registry);
  const page = (limit: number, after?: string) =>
    new Promise<Many<Row>>((resolve, reject) =>
      withRequestContext(() => {
        requestContext()!.caller = {
          role: "AUDITOR",
          jurisdiction: { kind: "AUDIT" },
          actor: { agency: null },
        } as never;
        const list = views.many<Row>(
          "rows",
          { where: [], limit, after },
          undefined,
          undefined,
          undefined,
          ({ id }) => id,
        );
        list.then(resolve, reject);
      }),
    );
  return { page, asked };
}

describe("a list from which much is hidden", () => {
  test.each([1, 5, 50, 200])("is the same in pages of %i, each full", async (limit) => {
    const { page } = viewsOf(3_000, (row) => row % 7 === 3 || row > 2_950);
    const found: string[] = [];
    for (let after: string | undefined; ;) {
      const { data, next } = await page(limit, after);
      found.push(...data.map(({ id }) => id));
      if (next === undefined) break;
      expect(data).toHaveLength(limit);
      after = next;
    }
    const seen = Array.from({ length: 3_000 }, (_, row) => row).filter((row) => row % 7 === 3 || row > 2_950);
    expect(found.map(Number)).toEqual(seen);
  });

  test("costs no more turns for a short page than for a long one", async () => {
    const hidden = (row: number) => row >= 4_990;
    const [short, long] = [viewsOf(5_000, hidden), viewsOf(5_000, hidden)];
    expect((await short.page(5)).data).toHaveLength(5);
    expect((await long.page(50)).data).toHaveLength(10);
    expect(short.asked.finds).toBeLessThanOrEqual(long.asked.finds + 3);
    expect(short.asked.finds).toBeLessThanOrEqual(15);
    expect(short.asked.looks).toBe(short.asked.finds);
  });

  test("is looked at no further than it takes, where little is hidden", async () => {
    const all = viewsOf(5_000, () => true);
    await all.page(50);
    expect(all.asked).toEqual({ finds: 1, rows: 50, looks: 1 });
    const most = viewsOf(5_000, (row) => row !== 7);
    expect((await most.page(50)).data).toHaveLength(50);
    expect(most.asked).toEqual({ finds: 2, rows: 52, looks: 2 });
  });
});
