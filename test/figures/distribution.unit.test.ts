import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { distributionOf } from "../../src/figures/distribution.js";

test("of nothing there is no median", () => {
  expect(distributionOf([])).toEqual({ of: 0, median: null, p90: null, least: null, most: null });
  expect(distributionOf([[3, 0]])).toEqual({ of: 0, median: null, p90: null, least: null, most: null });
});

test("the median and p90 are values that there are, however often each is", () => {
  expect(distributionOf([[7, 1]])).toEqual({ of: 1, median: 7, p90: 7, least: 7, most: 7 });
  expect(
    distributionOf([
      [30, 1],
      [1, 8],
      [2, 1],
    ]),
  ).toEqual({ of: 10, median: 1, p90: 2, least: 1, most: 30 });
});

test("as sorting all of them says", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 40 }), (values) => {
      const sorted = values.toSorted((a, b) => a - b);
      const { of, median, p90, least, most } = distributionOf(values.map((value) => [value, 1]));
      // The same values at once.
      const atOnce = [...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length] as const);
      expect(distributionOf(atOnce)).toEqual({ of, median, p90, least, most });
      expect([of, least, most]).toEqual([values.length, sorted[0], sorted.at(-1)]);
      for (const [value, share] of [
        [median, 0.5],
        [p90, 0.9],
      ] as const) {
        const atMost = sorted.filter((each) => each <= value!).length;
        const below = sorted.filter((each) => each < value!).length;
        expect(atMost >= share * values.length && below < share * values.length).toBe(true);
      }
    }),
  );
});
