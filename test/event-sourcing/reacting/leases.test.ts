import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { once } from "node:events";
import { holdLease, type Lease, type Leases, type Term } from "../../../src/event-sourcing/reacting/leases.js";
import { TestTime } from "../test-time.js";

/** Of a term, in ms. */
const TERM = 120;
const NEVER = new Promise<never>(() => undefined);

let held: Lease | undefined;
let tokens: number;
let renewals: number;
let stopping: AbortController;
let failures: unknown[];
let holding: Promise<void>;
let time: TestTime;

beforeEach(() => {
  held = undefined;
  tokens = 0;
  renewals = 0;
  time = new TestTime();
  failures = [];
  stopping = new AbortController();
});
afterEach(async () => {
  stopping.abort();
  await time.pass(9 * TERM);
  await holding;
});

/** A store that gives the lease to whoever asks while it is free. */
const store: Leases = {
  async acquire(name, holder) {
    if (held) return undefined;
    held = { name, holder, token: ++tokens };
    return held;
  },
  async renew({ token }) {
    renewals += 1;
    return held?.token === token;
  },
  async release({ token }) {
    if (held?.token === token) held = undefined;
  },
};

function hold(work: (term: Term) => Promise<void>, leases: Partial<Leases> = {}): void {
  holding = holdLease(
    {
      leases: { ...store, ...leases },
      name: "views",
      holder: "me",
      forMs: TERM,
      signal: stopping.signal,
      onFailure: (error) => failures.push(error),
      now: time.now,
      pause: time.pause,
    },
    work,
  );
}

/** Work that goes on until it is told to end. */
function working(leases: Partial<Leases> = {}): { readonly terms: Term[] } {
  const terms: Term[] = [];
  hold(async (term) => {
    terms.push(term);
    await ended(term.signal);
  }, leases);
  return { terms };
}

async function ended(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

describe("work under a lease", () => {
  test("begins once the lease is ours", async () => {
    held = { name: "views", holder: "other", token: 0 };
    const { terms } = working();
    await time.pass(TERM);
    expect(terms).toEqual([]);
    held = undefined;
    await time.pass(TERM);
    expect(terms).toHaveLength(1);
    expect(terms[0]!.lease).toEqual({ name: "views", holder: "me", token: 1 });
    expect(terms[0]!.holds()).toBe(true);
  });

  test("goes on while the lease is renewed", async () => {
    const { terms } = working();
    await time.pass(3 * TERM);
    expect(terms).toHaveLength(1);
    expect(terms[0]!.signal.aborted).toBe(false);
    expect(terms[0]!.holds()).toBe(true);
    expect(renewals).toBeGreaterThan(3);
  });

  test("is told to end when another has had the lease since, however much of the term is left", async () => {
    const { terms } = working();
    await time.pass(0);
    const other = { name: "views", holder: "other", token: 99 };
    held = other;
    await time.pass(TERM / 2);
    expect(terms).toHaveLength(1);
    expect(terms[0]!.signal.aborted).toBe(true);
    expect(terms[0]!.holds()).toBe(false);
    await time.pass(TERM);
    // What is another's is not given back.
    expect(held).toBe(other);
  });

  for (const [how, renew] of [
    ["fails", () => Promise.reject(new Error("away"))],
    ["hangs for ever", () => NEVER],
  ] as const)
    test(`is told to end when the term is over, and no later, when each renewal ${how}`, async () => {
      const { terms } = working({ renew });
      await time.pass(TERM - 1);
      expect(terms).toHaveLength(1);
      expect(terms[0]!.signal.aborted).toBe(false);
      expect(terms[0]!.holds()).toBe(true);
      await time.pass(1);
      expect(terms[0]!.signal.aborted).toBe(true);
      expect(terms[0]!.holds()).toBe(false);
    });

  test("outlives a renewal that failed, if the next one comes in time", async () => {
    const { terms } = working({
      renew: (...given) =>
        renewals++ % 2 === 0 ? Promise.reject(new Error("away")) : store.renew(...given).finally(() => renewals--),
    });
    await time.pass(3 * TERM);
    expect(terms).toHaveLength(1);
    expect(terms[0]!.signal.aborted).toBe(false);
    expect(renewals).toBeGreaterThan(3);
  });

  test("counts its term from before it was asked for", async () => {
    const { terms } = working({
      async acquire(...given) {
        const lease = await store.acquire(...given);
        time.skip(TERM);
        return lease;
      },
      renew: () => NEVER,
    });
    await time.pass(0);
    expect(terms[0]!.holds()).toBe(false);
  });

  test("of a process that was paused does not hold any more, before any timer has fired", async () => {
    const { terms } = working();
    await time.pass(0);
    expect(terms[0]!.holds()).toBe(true);
    time.skip(TERM);
    expect(terms[0]!.holds()).toBe(false);
    expect(terms[0]!.signal.aborted).toBe(false);
  });

  test("ends with the outer signal, and the lease is given back after it", async () => {
    const { terms } = working();
    await time.pass(0);
    stopping.abort();
    expect(terms[0]!.signal.aborted).toBe(true);
    expect(held).toBeDefined();
    await holding;
    expect(held).toBeUndefined();
  });

  test("keeps the lease while it comes to its end", async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    hold(() => finished);
    await time.pass(0);
    expect(held).toBeDefined();
    stopping.abort();
    await time.pass(TERM);
    expect(renewals).toBeGreaterThan(3);
    expect(held).toBeDefined();
    finish();
    await holding;
    expect(held).toBeUndefined();
  });

  for (const [how, fail] of [
    ["rejects", () => Promise.reject(new Error("broken"))],
    [
      "throws at once",
      () => {
        throw new Error("broken");
      },
    ],
  ] as const)
    test(`that ${how} is told of, and begun again in a later term`, async () => {
      const begun: number[] = [];
      hold((term) => {
        begun.push(term.lease.token);
        return begun.length === 1 ? fail() : ended(term.signal);
      });
      await time.pass(TERM);
      expect(begun).toEqual([1, 2]);
      expect(failures).toEqual([new Error("broken")]);
    });

  test("is never done twice at once, though it does not end when it is told to", async () => {
    let now = 0;
    let most = 0;
    let begun = 0;
    hold(async () => {
      begun += 1;
      most = Math.max(most, ++now);
      held = undefined;
      await time.pause(2 * TERM);
      now -= 1;
    });
    await time.pass(3 * TERM);
    expect(begun).toBe(2);
    expect(most).toBe(1);
  });

  test("waits for a store that fails", async () => {
    let asked = 0;
    const { terms } = working({
      acquire: (...given) => (++asked < 3 ? Promise.reject(new Error("away")) : store.acquire(...given)),
    });
    await time.pass(0);
    expect(asked).toBe(1);
    await time.pass(TERM);
    expect(terms).toHaveLength(1);
    expect(failures).toEqual([new Error("away"), new Error("away")]);
  });

  test("comes to its end though the lease can't be given back", async () => {
    const { terms } = working({ release: () => Promise.reject(new Error("away")) });
    await time.pass(0);
    expect(terms).toHaveLength(1);
    stopping.abort();
    await holding;
  });
});
