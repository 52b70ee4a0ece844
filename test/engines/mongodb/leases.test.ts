import { openMongoLeases } from "../../../src/engines/mongodb/leases.js";
import { leasesContract } from "../leases.contract.js";
import { onMongo, temporaryDatabase } from "./database.js";

onMongo("leases", () =>
  leasesContract("MongoDB", async () => {
    const { db, drop } = await temporaryDatabase();
    return { leases: openMongoLeases(db), dispose: drop };
  }),
);
