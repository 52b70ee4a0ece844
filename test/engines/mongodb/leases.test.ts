import { openMongoLeases } from "../../../src/engines/mongodb/leases.js";
import { leasesContract } from "../leases.contract.js";
import { whereThereIsMongo, temporaryDatabase } from "./database.js";

whereThereIsMongo("leases", () =>
  leasesContract("MongoDB", async () => {
    const { db, dispose } = await temporaryDatabase();
    const kept = db.collection<{ readonly at: Date }>("leases");
    return {
      leases: openMongoLeases(db),
      async passes(ms) {
        for (const { _id, at } of await kept.find().toArray())
          await kept.updateOne({ _id }, { $set: { at: new Date(at.getTime() - ms) } });
      },
      dispose,
    };
  }),
);
