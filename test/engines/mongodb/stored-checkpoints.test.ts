import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { StoredCheckpoints } from "../../../src/engines/mongodb/stored-checkpoints.js";
import { StoreUnavailable } from "../../../src/event-sourcing/stored-event/event-store.js";
import { UnknownProjection } from "../../../src/event-sourcing/projecting/read-model.js";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const passes = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe("waiting for what another instance stores", () => {
  const stored = (numbers: Record<string, number>) => {
    const state = { numbers, looks: 0, error: undefined as Error | undefined };
    const checkpoints = new StoredCheckpoints(async () => {
      state.looks++;
      if (state.error) throw state.error;
      return new Map(Object.entries(state.numbers));
    });
    return { state, checkpoints };
  };

  test("many who wait share the looks, and nobody looks when nobody waits", async () => {
    const { state, checkpoints } = stored({ people: 4, places: 4 });
    const waiting = Array.from({ length: 50 }, () => checkpoints.wait(5, 5_000, "people"));
    await passes(100);
    expect(state.looks).toBeGreaterThan(1);
    expect(state.looks).toBeLessThan(10);
    state.numbers = { people: 5, places: 4 };
    await passes(100);
    expect(await Promise.all(waiting)).toEqual(Array(50).fill(true));
    const looks = state.looks;
    await passes(1_000);
    expect(state.looks).toBe(looks);
  });

  test("with none named, all are waited for", async () => {
    const { state, checkpoints } = stored({ people: 5, places: 4 });
    let there = false;
    const waiting = checkpoints.wait(5, 5_000, undefined).then((all) => (there = all));
    await passes(1_000);
    expect(there).toBe(false);
    state.numbers = { people: 5, places: 5 };
    await passes(100);
    expect(await waiting).toBe(true);
  });

  test("a look that fails ends the waiting of all with its error, and the next wait looks again", async () => {
    const { state, checkpoints } = stored({ people: 4 });
    const waiting = [checkpoints.wait(5, 5_000, "people"), checkpoints.wait(6, 5_000, undefined)];
    const ends = Promise.allSettled(waiting);
    await passes(1);
    state.error = new StoreUnavailable("gone");
    await passes(100);
    for (const end of await ends) expect(end).toMatchObject({ status: "rejected", reason: state.error });
    await expect(checkpoints.wait(5, 5_000, "people")).rejects.toThrow(StoreUnavailable);
    // What is known to be there needs no look.
    expect(await checkpoints.wait(4, 5_000, "people")).toBe(true);
    state.error = undefined;
    state.numbers = { people: 5 };
    expect(await checkpoints.wait(5, 5_000, "people")).toBe(true);
    await expect(checkpoints.wait(5, 5_000, "nobody")).rejects.toThrow(UnknownProjection);
  });

  test("the time counts from the question, a slow first look included", async () => {
    const slow = new StoredCheckpoints(async () => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return new Map([["people", 1]]);
    });
    let answer: boolean | undefined;
    void slow.wait(2, 200, "people").then((there) => (answer = there));
    await passes(199);
    expect(answer).toBeUndefined();
    await passes(1);
    expect(answer).toBe(false);
  });
});
