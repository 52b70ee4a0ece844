import { expect, test } from "@jest/globals";
import { Predecessors } from "../../src/agency/predecessors.js";
import type { ReadModel } from "../../src/event-sourcing/projecting/read-model.js";

const NOW = "2025-06-01T03:00:00.000Z";

/** A registry in which each of these has ended, and says who took over; with how often it was asked. */
function registry(ended: { id: string; successors: string[]; validTo: string }[], newest: { number?: number }) {
  const asked: string[] = [];
  let has = 0;
  const find = async (_: string, { where: [{ has: successor }] }: { where: readonly [{ has: string }] }) => {
    asked.push(successor);
    return {
      documents: ended
        .filter(({ successors }) => successors.includes(successor))
        .map((each) => ({ ...each, zone: "Asia/Jakarta" })),
    };
  };
  const views = { find, waitFor: async (number: number) => has >= number } as unknown as ReadModel;
  return {
    predecessors: new Predecessors(views, { newest: async () => newest.number }),
    asked,
    reaches: (number: number) => (has = number),
  };
}

test("who took over from whom is looked up once, until something else takes sight away", async () => {
  const ended = [{ id: "b", successors: ["a"], validTo: "2024-01-01" }];
  const newest = { number: 0 };
  const { predecessors, asked, reaches } = registry(ended, newest);
  expect(await predecessors.of("a", NOW)).toEqual(["b"]);
  expect(await predecessors.of("a", NOW)).toEqual(["b"]);
  expect(asked).toEqual(["a", "b"]);

  ended.push({ id: "c", successors: ["b"], validTo: "2024-06-01" });
  newest.number = 7;
  // The view does not have it yet: it is asked each time, and nothing that it says is kept.
  await predecessors.of("a", NOW);
  await predecessors.of("a", NOW);
  expect(asked).toHaveLength(2 + 3 + 3);
  reaches(7);
  expect(await predecessors.of("a", NOW)).toEqual(["b", "c"]);
  expect(await predecessors.of("a", NOW)).toEqual(["b", "c"]);
  expect(asked).toHaveLength(2 + 3 + 3 + 3);
});

test("an agency is a predecessor from the day on which it ended, also where that was known before", async () => {
  const { predecessors } = registry([{ id: "b", successors: ["a"], validTo: "2025-06-02" }], { number: 0 });
  expect(await predecessors.of("a", NOW)).toEqual([]);
  expect(await predecessors.of("a", "2025-06-01T16:59:59.999Z")).toEqual([]);
  expect(await predecessors.of("a", "2025-06-01T17:00:00.000Z")).toEqual(["b"]);
});

test("where the newest event is not known the view is asked", async () => {
  const ended = [{ id: "b", successors: ["a"], validTo: "2024-01-01" }];
  const { predecessors, asked } = registry(ended, {});
  expect(await predecessors.of("a", NOW)).toEqual(["b"]);
  ended.pop();
  expect(await predecessors.of("a", NOW)).toEqual([]);
  expect(asked).toEqual(["a", "b", "a"]);
});
