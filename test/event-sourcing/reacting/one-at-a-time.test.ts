import { describe, expect, test } from "@jest/globals";
import { holdLease, type Lease } from "../../../src/event-sourcing/reacting/leases.js";
import { alone, onOneInstance, type OneAtATime } from "../../../src/event-sourcing/reacting/one-at-a-time.js";
import { turns as turnsOfTheLoop, until } from "../../waiting.js";

interface Instances {
  readonly instance: (holder: string) => OneAtATime;
  readonly lose: () => void;
  /** How often one asked for the lease, or to renew it, and did not get it. */
  readonly refused: () => number;
}

/** Several instances that share one lease, as those of a cluster: each asks for it, or renews it, all the time. */
function instances(): Instances {
  let held: Lease | undefined;
  let token = 0;
  let refused = 0;
  const leases = {
    async acquire(name: string, holder: string) {
      if (!held) return (held = { name, holder, token: ++token });
      refused += 1;
      return undefined;
    },
    async renew(lease: Lease) {
      if (held === lease) return true;
      refused += 1;
      return false;
    },
    release: async (lease: Lease) => void (held === lease && (held = undefined)),
  };
  const holding = { leases, onFailure: () => undefined, now: () => 0, pause: () => turnsOfTheLoop() };
  return {
    instance: (holder) => (name, signal, work) =>
      holdLease({ ...holding, name, holder, signal }, (term) => work(term.signal)),
    lose: () => void (held = undefined),
    refused: () => refused,
  };
}

describe("alone", () => {
  test("begins at once, under the given signal, and ends with the work", async () => {
    const { signal } = new AbortController();
    const given: AbortSignal[] = [];
    await alone("work", signal, async (mine) => void given.push(mine));
    expect(given).toEqual([signal]);
  });

  test("throws what the work throws, and does not begin it again", async () => {
    let begun = 0;
    const failing = alone("work", new AbortController().signal, async () => {
      begun += 1;
      throw new Error("broken");
    });
    await expect(failing).rejects.toThrow("broken");
    expect(begun).toBe(1);
  });
});

describe("once, on one instance", () => {
  const ofOne = (): OneAtATime => alone;
  const ofSeveral = (): OneAtATime => instances().instance("me");

  test.each([ofOne, ofSeveral])("it is done once, and ended when that resolves (%o)", async (turns) => {
    let done = 0;
    await onOneInstance(turns(), "sample", async () => {
      await turnsOfTheLoop(10);
      done += 1;
    });
    expect(done).toBe(1);
  });

  test.each([ofOne, ofSeveral])(
    "what it throws is thrown, be it undefined, and it is not tried again (%o)",
    async (turns) => {
      let begun = 0;
      const failing = onOneInstance(turns(), "sample", async () => {
        begun += 1;
        throw undefined;
      });
      await expect(failing).rejects.toBeUndefined();
      expect(begun).toBe(1);
    },
  );

  test("each instance does it in its turn, never two at the same time", async () => {
    const { instance, refused } = instances();
    const holders = ["a", "b", "c"];
    let now = 0;
    let most = 0;
    let done = 0;
    await Promise.all(
      holders.map((holder) =>
        onOneInstance(instance(holder), "sample", async () => {
          most = Math.max(most, ++now);
          // The others ask meanwhile, as long as there are others.
          const enough = refused() + 5;
          if (done + 1 < holders.length) await until(() => refused() > enough);
          now -= 1;
          done += 1;
        }),
      ),
    );
    expect({ most, done }).toEqual({ most: 1, done: 3 });
  });

  test("it comes to its end, and is not begun again, though the turn is lost", async () => {
    const { instance, lose, refused } = instances();
    let begun = 0;
    let done = 0;
    await onOneInstance(instance("me"), "sample", async () => {
      begun += 1;
      lose();
      await until(() => refused() > 0);
      await turnsOfTheLoop(10);
      done += 1;
    });
    expect({ begun, done }).toEqual({ begun: 1, done: 1 });
  });
});
