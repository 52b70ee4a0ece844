import { openMongoReadModel } from "../../../src/engines/mongodb/read-model.js";
import { openMongoViewStore } from "../../../src/engines/mongodb/view-store.js";
import { ORDERED_VIEW, viewOrdersContract } from "../view-orders.contract.js";
import { temporaryDatabase, whereThereIsMongo } from "./database.js";

whereThereIsMongo("orders about views", () =>
  viewOrdersContract("MongoDB", async () => {
    const { db, dispose } = await temporaryDatabase();
    const store = await openMongoViewStore({ db, token: 1, holds: () => true });
    const reads = openMongoReadModel({ db, projections: [ORDERED_VIEW] });
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
