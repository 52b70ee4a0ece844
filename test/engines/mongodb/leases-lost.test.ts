import { expect, test } from "@jest/globals";
import { openMongoLeases } from "../../../src/engines/mongodb/leases.js";
import { openMongoViewStore } from "../../../src/engines/mongodb/view-store.js";
import { temporaryDatabase, whereThereIsMongo } from "./database.js";

whereThereIsMongo("leases that were lost", () =>
  test("whoever takes a lease after the leases were lost may write the views", async () => {
    const { db, dispose } = await temporaryDatabase();
    try {
      const former = await openMongoViewStore({ db, token: 7, holds: () => true });
      await former.create({ projection: "people", version: 1 }, [], true);
      const lease = await openMongoLeases(db).acquire("views", "me", 60_000);
      expect(lease!.token).toBe(8);
      const next = await openMongoViewStore({ db, token: lease!.token, holds: () => true });
      await next.create({ projection: "people", version: 2 }, [], false);
      // And the one that has it may keep it.
      expect(await openMongoLeases(db).renew(lease!, 60_000)).toBe(true);
    } finally {
      await dispose();
    }
  }),
);
