import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "@jest/globals";
import { openSqliteReadModel } from "../../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../../src/engines/sqlite/view-store.js";
import { UnknownProjection } from "../../../src/event-sourcing/read-model.js";
import { viewStoreContract } from "../view-store.contract.js";

viewStoreContract("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "views-"));
  const store = openSqliteViewStore(join(folder, "views.db"));
  const reads = openSqliteReadModel(join(folder, "views.db"));
  const dispose = async () => {
    reads.close();
    await store.close();
    rmSync(folder, { recursive: true });
  };
  return { store, reads, dispose };
});

test("views that are not there yet are unknown, and read once they are", async () => {
  const folder = mkdtempSync(join(tmpdir(), "views-"));
  const reads = openSqliteReadModel(join(folder, "views.db"));
  await expect(reads.get("people", "a")).rejects.toThrow(UnknownProjection);
  expect(await reads.parked()).toEqual([]);
  expect(await reads.waitFor(0, 1)).toBe(false);
  const store = openSqliteViewStore(join(folder, "views.db"));
  await store.create({ projection: "people", version: 1 }, [], true);
  expect(await reads.get("people", "a")).toBeUndefined();
  await store.close();
  reads.close();
  rmSync(folder, { recursive: true });
});

test("a sorted page is read off its index", async () => {
  const folder = mkdtempSync(join(tmpdir(), "views-"));
  const store = openSqliteViewStore(join(folder, "views.db"));
  await store.create({ projection: "people", version: 1 }, [{ field: "age", type: "integer" }], true);
  const db = new DatabaseSync(join(folder, "views.db"), { readOnly: true });
  const plan = db
    .prepare(
      "EXPLAIN QUERY PLAN SELECT * FROM documents_1 d WHERE d.document IS NOT NULL AND d.field_0 IS NOT NULL ORDER BY d.field_0 ASC, d.id LIMIT 5",
    )
    .all()
    .map((row) => row["detail"]);
  expect(plan.join()).toMatch(/USING INDEX documents_1_field_0/);
  expect(plan.join()).not.toMatch(/TEMP B-TREE/);
  expect(new DatabaseSync(join(folder, "views.db")).prepare("PRAGMA journal_mode").get()).toEqual({
    journal_mode: "wal",
  });
  db.close();
  await store.close();
  rmSync(folder, { recursive: true });
});
