import { openMongoLeases } from "../../../src/engines/mongodb/leases.js";
import { leasesContract } from "../leases.contract.js";
import { whereThereIsMongo, temporaryDatabase } from "./database.js";

whereThereIsMongo("leases", () =>
  leasesContract("MongoDB", async () => {
    const { db, dispose } = await temporaryDatabase();
    return { leases: openMongoLeases(db), dispose };
  }),
);
