import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteReadModel } from "../../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../../src/engines/sqlite/view-store.js";
import { viewOrdersContract } from "../view-orders.contract.js";

viewOrdersContract("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "orders-"));
  const store = openSqliteViewStore(join(folder, "views.db"));
  const reads = openSqliteReadModel(join(folder, "views.db"));
  const dispose = async () => {
    reads.close();
    await store.close();
    rmSync(folder, { recursive: true });
  };
  return { store, reads, dispose };
});
