import { expect, test } from "@jest/globals";
import { inTurn, TooManyWaiting } from "../../../src/sign-in/embedded-issuer/in-turn.js";
import { turns } from "../../waiting.js";

test("one works at a time, in order, also after one that failed", async () => {
  const oneByOne = inTurn(10);
  const done: number[] = [];
  let working = 0;
  const work = (i: number) => async () => {
    expect(++working).toBe(1);
    // Done at the same time, the last would end first.
    await turns(4 - i);
    working--;
    done.push(i);
    if (i === 1) throw new Error("failed");
  };
  const all = await Promise.allSettled([0, 1, 2, 3].map((i) => oneByOne(work(i))));
  expect(all.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect(done).toEqual([0, 1, 2, 3]);
});

test("more than may wait are turned away, and there is room again when the first is done", async () => {
  const oneByOne = inTurn(2);
  const held = Promise.withResolvers<void>();
  const first = oneByOne(() => held.promise);
  const second = oneByOne(() => held.promise);
  await expect(oneByOne(async () => undefined)).rejects.toThrow(TooManyWaiting);
  held.resolve();
  await first;
  await expect(oneByOne(async () => "third")).resolves.toBe("third");
  await second;
});
