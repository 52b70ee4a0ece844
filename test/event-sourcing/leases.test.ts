import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { setTimeout as delay } from "node:timers/promises";
import { holdLease, type Lease, type Leases, type Term } from "../../src/event-sourcing/leases.js";

const FOR_MS = 120;

/** A keeper of one lease that answers as it is told to. */
class FakeLeases implements Leases {
  token = 0;
  free = true;
  acquired = 0;
  renewed = 0;
  released: Lease[] = [];
  onAcquire: () => unknown = () => undefined;
  onRenew: () => boolean | Promise<boolean> = () => true;

  async acquire(name: string, holder: string) {
    this.acquired++;
    await this.onAcquire();
    return this.free ? { name, holder, token: ++this.token } : undefined;
  }
  async renew() {
    this.renewed++;
    return this.onRenew();
  }
  async release(lease: Lease) {
    this.released.push(lease);
  }
}

describe("who holds a lease", () => {
  let leases: FakeLeases;
  let ending: AbortController;
  let holding: Promise<void>;
  let terms: Term[];
  let failures: unknown[];
  /** How far the clock runs ahead of the real one. */
  let ahead: number;
  beforeEach(() => {
    leases = new FakeLeases();
    ending = new AbortController();
    [terms, failures, ahead] = [[], [], 0];
  });
  afterEach(async () => {
    ending.abort();
    await holding;
  });

  /** Each term's work goes on until its signal. */
  function hold(work: (term: Term) => Promise<void> = untilAborted): void {
    holding = holdLease(
      {
        leases,
        name: "views",
        holder: "this one",
        forMs: FOR_MS,
        signal: ending.signal,
        onFailure: (error) => failures.push(error),
        now: () => performance.now() + ahead,
      },
      async (term) => {
        terms.push(term);
        await work(term);
      },
    );
  }

  test("works for as long as it is renewed, and gives it back in the end", async () => {
    hold();
    await delay(3 * FOR_MS);
    expect(terms).toHaveLength(1);
    expect(terms[0]!.holds()).toBe(true);
    expect(leases.renewed).toBeGreaterThan(3);
    ending.abort();
    await holding;
    expect(terms[0]!.signal.aborted).toBe(true);
    expect(leases.released).toEqual([{ name: "views", holder: "this one", token: 1 }]);
  });

  test("asks again and again while another has it", async () => {
    leases.free = false;
    hold();
    await until(() => leases.acquired >= 3);
    expect(terms).toEqual([]);
    leases.free = true;
    await until(() => terms.length === 1);
  });

  test("stops when another has had it, gives nothing back, and has a higher token the next time", async () => {
    hold();
    await until(() => terms.length === 1);
    leases.onRenew = () => false;
    await until(() => terms[0]!.signal.aborted);
    expect(terms[0]!.holds()).toBe(false);
    leases.onRenew = () => true;
    await until(() => terms.length === 2);
    expect(leases.released).toEqual([]);
    expect(terms.map(({ lease }) => lease.token)).toEqual([1, 2]);
  });

  test.each([
    ["does not answer", () => new Promise<boolean>(() => undefined)],
    ["fails", () => Promise.reject(new Error("gone"))],
  ])("stops within its time when the store %s", async (_, onRenew) => {
    const begun = performance.now();
    leases.onRenew = onRenew;
    hold();
    await until(() => terms.length > 0 && terms[0]!.signal.aborted);
    expect(performance.now() - begun).toBeLessThan(2 * FOR_MS);
    expect(terms[0]!.holds()).toBe(false);
  });

  test("one failed renewal is no loss", async () => {
    let failed = 0;
    leases.onRenew = () => {
      if (failed++ === 0) throw new Error("for once");
      return true;
    };
    hold();
    await delay(2 * FOR_MS);
    expect(terms).toHaveLength(1);
    expect(terms[0]!.holds()).toBe(true);
  });

  test("counts its time from before it asked", async () => {
    leases.onAcquire = () => (ahead += FOR_MS + 1);
    leases.onRenew = () => new Promise<boolean>(() => undefined);
    let held: boolean | undefined;
    hold(async (term) => {
      held ??= term.holds();
      await untilAborted(term);
    });
    await until(() => terms.length > 0);
    expect(held).toBe(false);
  });

  test("knows after a pause that its time is over, before any timer tells", async () => {
    hold();
    await until(() => terms.length === 1);
    expect(terms[0]!.holds()).toBe(true);
    leases.onRenew = () => new Promise<boolean>(() => undefined);
    ahead += FOR_MS + 1;
    expect(terms[0]!.holds()).toBe(false);
    expect(terms[0]!.signal.aborted).toBe(false);
    await until(() => terms[0]!.signal.aborted);
  });

  test("tries again after a store that failed, and after work that did", async () => {
    leases.onAcquire = () => {
      if (leases.acquired === 1) throw new Error("store");
    };
    hold(async (term) => {
      if (terms.length === 1) throw new Error("work");
      await untilAborted(term);
    });
    await until(() => terms.length === 2);
    expect(failures).toEqual([new Error("store"), new Error("work")]);
    expect(leases.released).toHaveLength(1);
  });
});

function untilAborted({ signal }: Term): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(2);
}
