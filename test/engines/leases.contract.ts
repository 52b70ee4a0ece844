import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Leases } from "../../src/event-sourcing/reacting/leases.js";

export interface LeasesUnderTest {
  readonly leases: Leases;
  /** Makes all that was taken or renewed so many milliseconds older. */
  readonly passes: (ms: number) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** Of a lease, in ms: longer than a test takes. */
const TERM = 3_600_000;

/** What every engine of the leases port must do. */
export function leasesContract(name: string, open: () => Promise<LeasesUnderTest>): void {
  describe(`${name} as a keeper of leases`, () => {
    let under: LeasesUnderTest;
    let leases: Leases;
    beforeEach(async () => {
      under = await open();
      ({ leases } = under);
    });
    afterEach(() => under.dispose());

    test("gives a lease to one of many who ask at once", async () => {
      const holders = Array.from({ length: 8 }, (_, i) => `instance ${i}`);
      const taken = await Promise.all(holders.map((holder) => leases.acquire("views", holder, TERM)));
      const given = taken.flatMap((lease) => lease ?? []);
      expect(given).toHaveLength(1);
      expect(given[0]).toMatchObject({ name: "views", token: 1 });
      expect(await leases.acquire("reactions", "another", TERM)).toMatchObject({ holder: "another", token: 1 });
    });

    test("gives it on where the clock was set back by more than a term, and not by less", async () => {
      const first = (await leases.acquire("views", "a", TERM))!;
      await under.passes(-TERM / 2);
      expect(await leases.acquire("views", "b", TERM)).toBeUndefined();
      await under.passes(-TERM);
      expect((await leases.acquire("views", "b", TERM))!.token).toBeGreaterThan(first.token);
    });

    test("gives it on when its time is over, under a higher token, and the former holder can't renew", async () => {
      const first = (await leases.acquire("views", "a", TERM))!;
      await under.passes(TERM / 2);
      expect(await leases.acquire("views", "b", TERM)).toBeUndefined();
      await under.passes(TERM / 2 + 1);
      const second = (await leases.acquire("views", "b", TERM))!;
      expect(second.token).toBeGreaterThan(first.token);
      expect(await leases.renew(first, TERM)).toBe(false);
      expect(await leases.renew(second, TERM)).toBe(true);
    });

    test("keeps it as long as it is renewed", async () => {
      const lease = (await leases.acquire("views", "a", TERM))!;
      for (let i = 0; i < 3; i++) {
        await under.passes(TERM / 2);
        expect(await leases.renew(lease, TERM)).toBe(true);
        expect(await leases.acquire("views", "b", TERM)).toBeUndefined();
      }
    });

    test("gives it on at once when it was given back, but not when a former holder gives it back", async () => {
      const first = (await leases.acquire("views", "a", TERM))!;
      await leases.release(first);
      const second = (await leases.acquire("views", "b", TERM))!;
      expect(second.token).toBeGreaterThan(first.token);
      await leases.release(first);
      expect(await leases.acquire("views", "c", TERM)).toBeUndefined();
    });
  });
}
