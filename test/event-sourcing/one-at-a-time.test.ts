import { describe, expect, test } from "@jest/globals";
import { holdLease, type Lease } from "../../src/event-sourcing/leases.js";
import { alone, onOneInstance, type OneAtATime } from "../../src/event-sourcing/one-at-a-time.js";

/** Several instances that share one lease, as those of a cluster. */
function instances(): { readonly instance: (holder: string) => OneAtATime; readonly lose: () => void } {
  let held: Lease | undefined;
  let token = 0;
  const leases = {
    acquire: async (name: string, holder: string) => (held ? undefined : (held = { name, holder, token: ++token })),
    renew: async (lease: Lease) => held === lease,
    release: async (lease: Lease) => void (held === lease && (held = undefined)),
  };
  return {
    instance: (holder) => (name, signal, work) =>
      holdLease({ leases, name, holder, forMs: 60, signal, onFailure: () => undefined }, (term) => work(term.signal)),
    lose: () => void (held = undefined),
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
      await new Promise((resolve) => setTimeout(resolve, 30));
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
    const { instance } = instances();
    let now = 0;
    let most = 0;
    let done = 0;
    await Promise.all(
      ["a", "b", "c"].map((holder) =>
        onOneInstance(instance(holder), "sample", async () => {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setTimeout(resolve, 20));
          now -= 1;
          done += 1;
        }),
      ),
    );
    expect({ most, done }).toEqual({ most: 1, done: 3 });
  });

  test("it comes to its end, and is not begun again, though the turn is lost", async () => {
    const { instance, lose } = instances();
    let begun = 0;
    let done = 0;
    await onOneInstance(instance("me"), "sample", async () => {
      begun += 1;
      lose();
      await new Promise((resolve) => setTimeout(resolve, 100));
      done += 1;
    });
    expect({ begun, done }).toEqual({ begun: 1, done: 1 });
  });
});
