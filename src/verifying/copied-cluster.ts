import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { Db } from "mongodb";
import { isOfMany, type Index, type Projection } from "../event-sourcing/projecting/projection.js";
import { KeyDocuments, slotOf } from "../engines/mongodb/key-documents.js";
import { heldBy } from "../engines/mongodb/held-documents.js";
import { documentsOf, isServed, projectionDocuments, type VersionState } from "../engines/mongodb/view-documents.js";
import { answered } from "../engines/mongodb/connection.js";
import type { HeldEvent } from "../event-sourcing/projecting/view-store.js";
import { SCHEMA as KEYS_SCHEMA } from "../engines/sqlite/key-file.js";
import { termOf, writeTerms } from "../engines/sqlite/terms.js";
import {
  createTables,
  SCHEMA as VIEWS_SCHEMA,
  statementCache,
  tablesOf,
  type ViewTables,
} from "../engines/sqlite/views-database.js";
import { DATABASES } from "./databases.js";
import type { Finding } from "./finding.js";
import type { DocumentsAhead } from "./views.js";

/*
 * Keys and views of a cluster, copied as they are into the databases of an embedded store: so what is found in them is
 * found by the same means. The copy is of what MongoDB holds, wrapped and sealed as it is there.
 */

const PAGE = 1_000;

/**
 * Copies the keys.
 * @param find told of what is no key
 * @returns false where there are none that a master key could be compared with; then nothing is copied
 */
export async function copyKeys(db: Db, folder: string, find: (finding: Finding) => void): Promise<boolean> {
  const documents = new KeyDocuments(db);
  const check = await documents.keptCheck();
  if (check === undefined) return false;
  if (check.next !== undefined)
    find({
      fault: "rotation-unfinished",
      what: "a change to another master key was cut off: end it by `kawal keys rotate` with the same two keys",
    });
  const copy = emptyCopy(folder, "keys", KEYS_SCHEMA);
  try {
    copy.prepare("INSERT INTO master_key_check VALUES (1, ?)").run(check.bytes);
    const applied = await documents.erasuresApplied();
    if (applied !== null)
      copy.prepare("INSERT INTO erasures_applied VALUES (1, ?, ?)").run(applied.number, applied.position);
    const store = await documents.store();
    if (store !== null) copy.prepare("INSERT INTO store VALUES (1, ?)").run(store);
    const insert = copy.prepare("INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (
      let after = "", page = await documents.slots(after, PAGE);
      page.length > 0;
      page = await documents.slots(after, PAGE)
    ) {
      copy.exec("BEGIN");
      for (const { slot, ...key } of page) {
        const { id, purpose, person, class: fieldClass, label, names, wrapped, destroyedAt } = key;
        try {
          insert.run(id, purpose, person, fieldClass, label, JSON.stringify(names), wrapped, destroyedAt);
          if (slot !== slotOf(key)) find({ fault: "key-damaged", key: id, what: "it stands in the place of another" });
        } catch {
          find({
            fault: "key-damaged",
            key: String(id),
            what: "it is of no key's form, or another key is for the same",
          });
        }
      }
      copy.exec("COMMIT");
      after = page.at(-1)!.id;
    }
  } finally {
    copy.close();
  }
  return true;
}

/**
 * Copies the views that are served in the version that this release knows; of all others, that they are there.
 * @param find told of what can't be compared
 * @returns the documents that can't be compared, as an instance was just writing them, or died before it said so
 */
export async function copyViews(
  db: Db,
  folder: string,
  projections: readonly Projection[],
  note: (note: string) => void,
  find: (finding: Finding) => void,
): Promise<DocumentsAhead> {
  const ahead = new Map<string, ReadonlyMap<string, number>>();
  const copy = emptyCopy(folder, "views", VIEWS_SCHEMA);
  try {
    for (const stored of await answered(projectionDocuments(db).find().toArray()))
      for (const version of stored.versions) {
        const { _id: projection } = stored;
        const known = projections.find(({ name, version: its }) => name === projection && its === version.version);
        const underWay = version.pending.length > 0 || Boolean(version.releasing);
        if (underWay) note(`The view ${projection} was not compared: a change of it was under way.`);
        const isCompared = isServed(stored, version) && !underWay;
        const id = insertVersion(copy, projection, version, isCompared);
        const tables = tablesOf(id, known?.indexes ?? version.indexes);
        // MongoDB keeps no cells of its own: there is nothing to compare.
        createTables(copy, { ...tables, indexes: tables.indexes.filter(({ type }) => type !== "count") });
        if (known === undefined || !isCompared) continue;
        if (inWords(known.indexes) !== inWords(version.indexes)) {
          find({ fault: "not-comparable", view: projection, what: "its indexes are not those of this version" });
          continue;
        }
        insertHeld(copy, id, await heldBy(db, version), version);
        ahead.set(projection, await copyDocuments(db, copy, tables, version));
      }
  } finally {
    copy.close();
  }
  return ahead;
}

function insertVersion(copy: DatabaseSync, projection: string, version: VersionState, serving: boolean): number {
  const { checkpoint, indexes } = version;
  const { lastInsertRowid } = copy
    .prepare(
      "INSERT INTO views (projection, version, build, serving, indexes, number, position, recorded_at, mark) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .run(
      projection,
      version.version,
      version.build ?? 0,
      Number(serving),
      inWords(indexes),
      checkpoint?.number ?? null,
      checkpoint?.position ?? null,
      checkpoint?.recordedAt ?? null,
      JSON.stringify(checkpoint?.mark ?? null),
    );
  return Number(lastInsertRowid);
}

function inWords(indexes: readonly Index[]): string {
  return JSON.stringify(indexes.map(({ field, type }) => ({ field, type })));
}

function insertHeld(copy: DatabaseSync, id: number, held: readonly HeldEvent[], { checkpoint }: VersionState): void {
  const insert = copy.prepare(
    "INSERT INTO held (view, event, subject, own, stream, revision, error) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  // What is held comes before the checkpoint that passes it.
  for (const { event, subject, own, stream, revision, error } of held)
    if (event <= (checkpoint?.number ?? -1)) insert.run(id, event, subject, own, stream, revision, error ?? null);
}

async function copyDocuments(
  db: Db,
  copy: DatabaseSync,
  tables: ViewTables,
  version: VersionState,
): Promise<ReadonlyMap<string, number>> {
  const reached = version.checkpoint?.number ?? -1;
  const ahead = new Map<string, number>();
  const { documents, indexes } = tables;
  const fields = indexes.filter((index) => !isOfMany(index));
  const row = copy.prepare(
    `INSERT INTO ${documents} (id, document, number, begun${fields.map(({ name }) => `, ${name}`).join("")}) VALUES (?, ?, ?, ?${", ?".repeat(fields.length)})`,
  );
  const members = new Map(
    indexes
      .filter(({ type }) => type === "set")
      .map(({ name }) => [name, copy.prepare(`INSERT OR IGNORE INTO ${name} (value, id) VALUES (?, ?)`)]),
  );
  const sql = statementCache(copy);
  copy.exec("BEGIN");
  for await (const stored of documentsOf(db, version).find().sort({ _id: 1 })) {
    const { _id: id, document, number, begun } = stored;
    if (number > reached) ahead.set(id, number);
    const valueOf = (name: string) => stored[`f${indexes.findIndex((index) => index.name === name)}`] ?? null;
    const { lastInsertRowid } = row.run(id, document, number, begun, ...fields.map(({ name }) => plain(valueOf(name))));
    const membersOf = (name: string) => [valueOf(name)].flat().filter((member) => member !== null);
    for (const [name, insert] of members) for (const member of membersOf(name)) insert.run(plain(member), id);
    if (tables.terms === undefined) continue;
    const added = indexes
      .filter(({ type }) => type === "terms")
      .flatMap((index) => membersOf(index.name).map((member) => termOf(index, String(plain(member)))));
    writeTerms(sql, tables.terms, [{ nr: Number(lastInsertRowid), gone: [], added }]);
  }
  copy.exec("COMMIT");
  return ahead;
}

/** What is no value of an index is compared as its JSON. */
function plain(value: unknown): SQLInputValue {
  return value === null || typeof value === "string" || typeof value === "number" ? value : JSON.stringify(value);
}

function emptyCopy(folder: string, part: "keys" | "views", schema: string): DatabaseSync {
  const copy = new DatabaseSync(join(folder, DATABASES[part].file));
  copy.exec(`PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; ${schema}`);
  return copy;
}
