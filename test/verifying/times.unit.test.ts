import { describe, expect, test } from "@jest/globals";
import { outOfOrder } from "../../src/verifying/times.js";

const MINUTE = 60_000;
const minutes = (...times: number[]) => times.map((time) => time * MINUTE);

describe("times out of order", () => {
  test("are none where all rise, or stay", () => expect(outOfOrder(minutes(1, 2, 2, 5))).toEqual([]));

  test("are none where clocks differ by a little", () =>
    expect(outOfOrder([0, 59_000, 0, 59_500, 58_000])).toEqual([]));

  test("are the one that is ahead of all behind it, and not those", () =>
    expect(outOfOrder(minutes(1, 2, 900, 3, 4, 5))).toEqual([2]));

  test("are the one that is behind all before it", () => expect(outOfOrder(minutes(10, 20, 1, 30, 40))).toEqual([2]));

  test("are all of a clock that was ahead for a while", () =>
    expect(outOfOrder(minutes(1, 2, 900, 901, 902, 3, 4, 5, 6))).toEqual([2, 3, 4]));

  test("are several, each by itself", () => expect(outOfOrder(minutes(1, 900, 2, 30, 5, 40, 50))).toEqual([1, 3]));
});
