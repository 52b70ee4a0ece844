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

test("a field that only narrows has no order of its own, and is asked and sorted by all the same", async () => {
  const folder = mkdtempSync(join(tmpdir(), "views-"));
  const file = join(folder, "views.db");
  const store = openSqliteViewStore(file);
  const people = { projection: "people", version: 1 };
  const indexes = [
    { field: "homes", type: "set" },
    { field: "age", type: "integer", narrows: true },
  ] as const;
  await store.create(people, indexes, true);
  const person = (id: string, age: number) => ({
    id,
    document: { id, age, homes: ["here"] },
    meta: { number: 0, begun: null },
  });
  await store.commit([
    {
      view: people,
      documents: [person("a", 30), person("b", 20), person("c", 40)],
      checkpoint: null,
      held: [],
      released: [],
      discarded: [],
    },
  ]);
  const reads = openSqliteReadModel(file);
  const { documents } = await reads.find("people", {
    where: [
      { field: "homes", has: "here" },
      { field: "age", to: 30 },
    ],
    sort: { field: "age", direction: "asc" },
    limit: 5,
  });
  expect(documents.map((document) => (document as { id: string }).id)).toEqual(["b", "a"]);
  const db = new DatabaseSync(file, { readOnly: true });
  const kept = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").all();
  expect(kept.map(({ name }) => name)).toEqual(["members_1_0_id"]);
  db.close();
  reads.close();
  await store.close();
  rmSync(folder, { recursive: true });
});
