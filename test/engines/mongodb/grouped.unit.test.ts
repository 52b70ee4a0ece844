import { describe, expect, test } from "@jest/globals";
import { grouped } from "../../../src/engines/mongodb/grouped.js";

/** A call that waits until it is let go. */
function heldCalls() {
  const calls: number[][] = [];
  const held: (() => void)[] = [];
  const ask = grouped(3, async (asks: readonly number[]) => {
    calls.push([...asks]);
    await new Promise<void>((resolve) => held.push(resolve));
    if (asks.includes(13)) throw new Error("unlucky");
    return asks.map((each) => each * 2);
  });
  const letGo = async () => {
    held.shift()!();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ask, calls, letGo };
}

describe("what is asked for at once", () => {
  test("shares a call, and each gets its own answer", async () => {
    const { ask, calls, letGo } = heldCalls();
    const answers = Promise.all([ask(1), ask(2), ask(3)]);
    await Promise.resolve();
    await letGo();
    expect(await answers).toEqual([2, 4, 6]);
    expect(calls).toEqual([[1, 2, 3]]);
  });

  test("while a call is under way waits for the next, up to so many", async () => {
    const { ask, calls, letGo } = heldCalls();
    const first = ask(1);
    await Promise.resolve();
    const later = Promise.all([2, 3, 4, 5].map(ask));
    expect(calls).toEqual([[1]]);
    await letGo();
    expect(await first).toBe(2);
    expect(calls).toEqual([[1], [2, 3, 4]]);
    await letGo();
    await letGo();
    expect(await later).toEqual([4, 6, 8, 10]);
    expect(calls).toEqual([[1], [2, 3, 4], [5]]);
  });

  test("fails with its own call alone", async () => {
    const { ask, letGo } = heldCalls();
    const outcomes = Promise.allSettled([ask(1), ask(13), ask(2), ask(3)]);
    await Promise.resolve();
    await letGo();
    await letGo();
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected", "fulfilled"]);
  });
});
