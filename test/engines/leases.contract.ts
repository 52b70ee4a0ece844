import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { setTimeout as delay } from "node:timers/promises";
import type { Leases } from "../../src/event-sourcing/leases.js";

export interface LeasesUnderTest {
  readonly leases: Leases;
  readonly dispose: () => Promise<void>;
}

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
      const taken = await Promise.all(holders.map((holder) => leases.acquire("views", holder, 60_000)));
      const given = taken.flatMap((lease) => lease ?? []);
      expect(given).toHaveLength(1);
      expect(given[0]).toMatchObject({ name: "views", token: 1 });
      expect(await leases.acquire("reactions", "another", 60_000)).toMatchObject({ holder: "another", token: 1 });
    });

    test("gives it on when its time is over, under a higher token, and the former holder can't renew", async () => {
      const first = (await leases.acquire("views", "a", 300))!;
      expect(await leases.acquire("views", "b", 300)).toBeUndefined();
      await delay(350);
      const second = (await leases.acquire("views", "b", 60_000))!;
      expect(second.token).toBeGreaterThan(first.token);
      expect(await leases.renew(first, 60_000)).toBe(false);
      expect(await leases.renew(second, 60_000)).toBe(true);
    });

    test("keeps it as long as it is renewed", async () => {
      const lease = (await leases.acquire("views", "a", 400))!;
      for (let i = 0; i < 3; i++) {
        await delay(250);
        expect(await leases.renew(lease, 400)).toBe(true);
        expect(await leases.acquire("views", "b", 400)).toBeUndefined();
      }
    });

    test("gives it on at once when it was given back, but not when a former holder gives it back", async () => {
      const first = (await leases.acquire("views", "a", 60_000))!;
      await leases.release(first);
      const second = (await leases.acquire("views", "b", 60_000))!;
      expect(second.token).toBeGreaterThan(first.token);
      await leases.release(first);
      expect(await leases.acquire("views", "c", 60_000)).toBeUndefined();
    });
  });
}
