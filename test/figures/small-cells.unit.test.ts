import { expect, test } from "@jest/globals";
import type { Figure } from "../../src/figures/figure.js";
import { withoutSmall } from "../../src/figures/small-cells.js";

const row = (name: string, counted: number, more: Partial<Figure> = {}): Figure => ({
  group: { sector: name },
  value: counted,
  counted,
  ...more,
});
const told = (...rows: Figure[]) => {
  const total = row(
    "",
    rows.reduce((sum, { counted }) => sum + counted!, 0),
  );
  const figures = withoutSmall({ rows, total });
  return [...figures.rows, figures.total].map(({ counted, value, suppressed = false }) => {
    expect(value).toBe(counted);
    expect(suppressed).toBe(counted === null);
    return counted;
  });
};

test("five and more are told, and none", () => {
  expect(told(row("A", 5), row("B", 12))).toEqual([5, 12, 17]);
  expect(told()).toEqual([0]);
});

test("fewer are not, and the smallest other one neither where the total would give it back", () => {
  expect(told(row("A", 4), row("B", 40), row("C", 7))).toEqual([null, 40, null, 51]);
  expect(told(row("A", 4), row("B", 1), row("C", 7))).toEqual([null, null, 7, 12]);
});

test("nor is the total, where nothing else stands beside it", () => {
  expect(told(row("A", 4))).toEqual([null, null]);
  expect(told(row("A", 1), row("B", 2))).toEqual([null, null, null]);
});

test("a share is not told of few, nor where few have it or few have not", () => {
  const of = (counted: number, having: number) => withoutSmall({ rows: [], total: row("", counted, { having }) }).total;
  expect(of(20, 8)).toMatchObject({ counted: 20, having: 8 });
  for (const [counted, having] of [
    [20, 3],
    [20, 17],
    [4, 0],
  ] as const)
    expect(of(counted, having)).toEqual({
      group: { sector: "" },
      value: null,
      counted: null,
      having: null,
      suppressed: true,
    });
});

test("nor are days", () => {
  const distribution = { of: 3, median: 2, p90: 9, least: 1, most: 9 };
  const { total } = withoutSmall({ rows: [], total: row("", 3, { distribution }) });
  expect(total).toEqual({ group: { sector: "" }, value: null, counted: null, distribution: null, suppressed: true });
});
