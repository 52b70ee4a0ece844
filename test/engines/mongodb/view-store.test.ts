import { openMongoReadModel } from "../../../src/engines/mongodb/read-model.js";
import { openMongoViewStore } from "../../../src/engines/mongodb/view-store.js";
import { viewStoreContract } from "../view-store.contract.js";
import { temporaryDatabase, whereThereIsMongo } from "./database.js";

whereThereIsMongo("views", () =>
  viewStoreContract("MongoDB", async () => {
    const { db, dispose } = await temporaryDatabase();
    const store = await openMongoViewStore({ db, token: 1, holds: () => true });
    const reads = openMongoReadModel({ db, projections: ["people"] });
    return {
      store,
      reads,
      async dispose() {
        reads.close();
        await store.close();
        await dispose();
      },
    };
  }),
);
