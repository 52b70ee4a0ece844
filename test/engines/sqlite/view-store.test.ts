import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "@jest/globals";
import { openSqliteReadModel } from "../../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../../src/engines/sqlite/view-store.js";
import { UnknownProjection } from "../../../src/event-sourcing/projecting/read-model.js";
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

describe.each(["set", "terms"] as const)("what is removed of an index of type %s", (type) => {
  const lookup = { projection: "lookup", version: 1 };
  const indexes = [{ field: "tokens", type }] as const;
  const some = (count: number) => Array.from({ length: count }, () => randomBytes(32).toString("base64url"));

  /** Of persons with tokens; of persons who lose theirs where none are given. */
  const change = (number: number, people: ReadonlyMap<string, readonly string[] | undefined>) => ({
    view: lookup,
    opened: true as const,
    documents: [...people].map(([id, tokens]) => ({
      id,
      document: tokens && { id, tokens },
      meta: { number, begun: "2025-01-01T00:00:00.000Z" },
    })),
    checkpoint: null,
    held: [],
    released: [],
    discarded: [],
  });

  async function opened() {
    const folder = mkdtempSync(join(tmpdir(), "views-"));
    const file = join(folder, "views.db");
    const store = openSqliteViewStore(file);
    await store.create(lookup, indexes, true);
    const people = new Map(Array.from({ length: 600 }, (_, i) => [`person ${i}`, some(8)]));
    for (let i = 0; i < 600; i += 30) await store.commit([change(i, new Map([...people].slice(i, i + 30)))]);
    const tokens = [...people.values()].flat();
    // An index of terms keeps them in hexadecimal, and what neighbours begin with only once.
    const indexed = (token: string) => (type === "terms" ? Buffer.from(token).toString("hex").slice(-60) : token);
    const inBytes = (marks: (token: string) => readonly string[] = (token) => [token, indexed(token)]) => {
      const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
      return tokens.filter((token) => marks(token).some((mark) => bytes.some((each) => each.includes(mark))));
    };
    expect(inBytes((token) => [token])).toEqual(tokens);
    expect(inBytes((token) => [indexed(token)])).toEqual(tokens);
    return { folder, file, store, people, inBytes };
  }

  const without = (people: Iterable<string>) => new Map([...people].map((id) => [id, undefined]));

  test("is in no byte of the files, and what others have is", async () => {
    const { folder, file, store, people, inBytes } = await opened();
    const reads = openSqliteReadModel(file);
    const gone = [...people.keys()].filter((_, i) => i % 3 === 0);
    await store.commit([change(700, without(gone))]);
    const kept = [...people].filter(([id]) => !gone.includes(id));
    expect(inBytes()).toEqual(kept.flatMap(([, tokens]) => tokens));
    expect(await reads.get("lookup", kept[0]![0])).toMatchObject({ tokens: kept[0]![1] });
    await store.create({ ...lookup, version: 2 }, indexes, false);
    await store.serve({ ...lookup, version: 2 });
    await store.drop(lookup);
    expect(inBytes()).toEqual([]);
    reads.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  test("leaves with a projection that is forgotten", async () => {
    const { folder, store, inBytes } = await opened();
    await store.forget("lookup");
    expect(inBytes()).toEqual([]);
    await store.close();
    rmSync(folder, { recursive: true });
  });

  test("leaves later, while somebody reads what was there before", async () => {
    const { folder, file, store, people, inBytes } = await opened();
    const reader = new DatabaseSync(file, { readOnly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM documents_1").get();
    await store.commit([change(700, without(people.keys()))]);
    expect(inBytes()).not.toEqual([]);
    reader.exec("COMMIT");
    await store.commit([change(701, new Map())]);
    expect(inBytes()).toEqual([]);
    reader.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  test("leaves at the next start, where a process died before that", async () => {
    const { folder, file, store, people, inBytes } = await opened();
    const reader = new DatabaseSync(file, { readOnly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM documents_1").get();
    await store.commit([change(700, without(people.keys()))]);
    await store.close();
    reader.exec("COMMIT");
    expect(inBytes()).not.toEqual([]);
    const next = openSqliteViewStore(file);
    expect(inBytes()).toEqual([]);
    reader.close();
    await next.close();
    rmSync(folder, { recursive: true });
  });

  test("by a release that left it in the file leaves when this one opens it", async () => {
    const { folder, file, store, inBytes } = await opened();
    await store.close();
    const earlier = new DatabaseSync(file);
    const emptied =
      type === "set"
        ? "DELETE FROM members_1_0"
        : "DELETE FROM known_terms_1; INSERT INTO terms_1 (terms_1) VALUES ('delete-all')";
    earlier.exec(`PRAGMA secure_delete = OFF; PRAGMA user_version = 0; DELETE FROM documents_1; ${emptied}`);
    earlier.close();
    expect(inBytes()).not.toEqual([]);
    await openSqliteViewStore(file).close();
    expect(inBytes()).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

test("a file of a release that knew no builds is taken over: each version is its first build, and the file is as a new one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "earlier-"));
  const [file, fresh] = ["views.db", "fresh.db"].map((name) => join(folder, name)) as [string, string];
  const view = { projection: "people", version: 3 };
  const store = openSqliteViewStore(file);
  await store.create(view, [], true);
  const document = { id: "a", document: { name: "Ani" }, meta: { number: 4, begun: null } };
  const checkpoint = { number: 4, position: "at 4", recordedAt: null };
  await store.commit([{ view, documents: [document], checkpoint, held: [], released: [], discarded: [] }]);
  await store.close();
  const earlier = new DatabaseSync(file);
  const columns = "id, projection, version, serving, indexes, number, position, recorded_at, mark";
  earlier.exec(`DROP TABLE orders; ALTER TABLE views RENAME TO now;
    CREATE TABLE views (id INTEGER PRIMARY KEY AUTOINCREMENT, projection TEXT NOT NULL, version INTEGER NOT NULL,
      serving INTEGER NOT NULL, indexes TEXT NOT NULL, number INTEGER, position TEXT, recorded_at TEXT, mark TEXT,
      UNIQUE (projection, version)) STRICT;
    INSERT INTO views (${columns}) SELECT ${columns} FROM now; DROP TABLE now`);
  earlier.close();
  const reads = openSqliteReadModel(file);
  expect(await reads.versions()).toMatchObject([{ projection: "people", version: 3, serving: true }]);
  const next = openSqliteViewStore(file);
  expect(await next.views()).toEqual([{ ...view, serving: true, indexes: [], checkpoint }]);
  await next.create({ ...view, build: 2 }, [], false);
  expect(await reads.get("people", "a")).toEqual({ name: "Ani" });
  reads.close();
  await next.close();
  await openSqliteViewStore(fresh).close();
  expect(tablesIn(file).filter((sql) => !sql.includes("documents_"))).toEqual(tablesIn(fresh));
  rmSync(folder, { recursive: true });
});

/** How the tables of a file were made. */
function tablesIn(file: string): string[] {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  db.close();
  return rows.map((row) => row["sql"] as string);
}
