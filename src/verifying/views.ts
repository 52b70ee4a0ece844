import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { timelineView, type TimelineDocument } from "../timeline/timeline.view.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { standingIn, type Mark } from "../event-sourcing/stored-event/mark.js";
import type { ProjectionKeys } from "../event-sourcing/projecting/projection-batch.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { refold } from "../event-sourcing/projecting/refold.js";
import type { StoredKeys } from "./stored-keys.js";
import type { ViewsOfLog } from "../engines/projecting/thread.js";
import { otherDocuments, type OtherDocument } from "../engines/sqlite/compare-views.js";
import { openSqliteViewStore, type ViewRow } from "../engines/sqlite/view-store.js";
import { createTables, SCHEMA, tablesOf } from "../engines/sqlite/views-database.js";
import type { Databases } from "./databases.js";
import { notAsTaken } from "./marks.js";

export interface StoredViews {
  readonly db: DatabaseSync;
  readonly rows: readonly ViewRow[];
  readonly ahead?: DocumentsAhead | undefined;
}

/** By projection, the documents that had taken more than their view when the view was looked at, with how much. */
export type DocumentsAhead = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What the views of one log are compared with. */
export interface Comparing {
  readonly part: "events" | "reads";
  readonly log: EventStore;
  readonly following: ViewsOfLog;
  readonly keys: StoredKeys | undefined;
  /** For a projection that opens seals. */
  readonly openKeys: () => Promise<ProjectionKeys>;
  /** A folder to fold them in. */
  readonly scratch: string;
}

/** Differences of one view that are told one by one. */
const TOLD = 10;

/** @param all every projection that this release knows */
export function openViews(databases: Databases, all: readonly Projection[]): StoredViews | undefined {
  const declared = ({ projection, version, indexes }: ViewRow) =>
    all.find((each) => each.name === projection && each.version === version)?.indexes ?? JSON.parse(indexes);
  const make = (empty: DatabaseSync, db: DatabaseSync) => {
    empty.exec(SCHEMA);
    for (const row of rowsOf(db)) createTables(empty, tablesOf(row.id, declared(row)));
  };
  // Which indexes a version has that this release doesn't know is not told in the file.
  const unknown = (db: DatabaseSync) => {
    const others = rowsOf(db).filter((row) => !all.some((each) => isOf(each, row)));
    const tables = others.map(({ id }) => `documents_${id}`);
    return (table: string, type: string) => type === "index" && tables.includes(table);
  };
  const open = (location: string | URL): StoredViews => {
    const db = new DatabaseSync(location, { readOnly: true, timeout: 5_000 });
    databases.closing(() => db.close());
    // All that is compared is of one moment.
    db.exec("BEGIN");
    return { db, rows: rowsOf(db) };
  };
  const views = databases.opened("views", { make, mayBe: unknown }, open);
  if (views === undefined && databases.found("views").length === 0)
    databases.notes.push("There is no views.db: the next start makes it from the events.");
  return views;
}

/** Folds the views of a log anew, and compares them with what is stored. @returns how many were compared */
export async function compareViews(databases: Databases, views: StoredViews, comparing: Comparing): Promise<number> {
  const { log, following, keys } = comparing;
  const head = await log.head();
  const comparable: Compared[] = [];
  for (const projection of following.projections) {
    const row = views.rows.find((each) => each.serving === 1 && isOf(projection, each));
    const why = (await isOfAnother(log, row)) ? "it is of other events" : whyNot(projection, row, head, keys);
    if (why !== undefined) databases.notes.push(`The view ${projection.name} was not compared: ${why}.`);
    else comparable.push({ projection, row: row! });
  }
  for (const { row } of comparable) tellAhead(databases, views, row, head);
  let compared = 0;
  // What opens seals may fail for itself.
  const togetherAt = ({ row, projection }: Compared) => `${row.number} ${projection.opens !== undefined}`;
  for (const group of Map.groupBy(comparable, togetherAt).values()) {
    try {
      await compare(databases, views, comparing, group);
      compared += group.length;
    } catch (error) {
      const view = group.map(({ projection }) => projection.name).join(", ");
      databases.found("views").push({ fault: "not-comparable", view, what: (error as Error).message });
    }
  }
  return compared;
}

interface Compared {
  readonly projection: Projection;
  readonly row: ViewRow;
}

async function compare(
  databases: Databases,
  stored: StoredViews,
  comparing: Comparing,
  group: readonly Compared[],
): Promise<void> {
  const { log, following, openKeys, scratch } = comparing;
  const file = join(mkdtempSync(join(scratch, "fold-")), "views.db");
  const projections = group.map(({ projection }) => projection);
  const keys = projections.some(({ opens }) => opens) ? await openKeys() : undefined;
  const views = openSqliteViewStore(file);
  try {
    const { registry } = following;
    await refold({ projections, registry, events: log, views, keys }, group[0]!.row.number ?? -1);
  } finally {
    await views.close();
  }
  const folded = new DatabaseSync(file);
  try {
    for (const { row } of group) await tellDifferences(databases, comparing, row, othersBut(stored, folded, row));
  } finally {
    folded.close();
  }
}

/** What differs, but for documents of which it isn't known at which event they were compared. */
function* othersBut({ db, ahead }: StoredViews, folded: DatabaseSync, row: ViewRow): Generator<OtherDocument> {
  const out = ahead?.get(row.projection);
  for (const other of otherDocuments(db, folded, row)) if (out?.has(other.id) !== true) yield other;
}

/** A document that says it has taken what the log doesn't have would keep whatever it shows. */
function tellAhead(databases: Databases, { ahead }: StoredViews, { projection: view }: ViewRow, head: number): void {
  let late = 0;
  for (const [document, number] of ahead?.get(view) ?? [])
    if (number <= head) late++;
    else
      databases
        .found("views")
        .push({ fault: "view-differs", view, document, what: `it names event ${number}, which the log does not have` });
  if (late > 0)
    databases.notes.push(`Of the view ${view} ${late} documents were not compared: they were just being written.`);
}

async function tellDifferences(
  databases: Databases,
  { part, log }: Comparing,
  { projection: view }: ViewRow,
  others: Iterable<OtherDocument>,
): Promise<void> {
  const findings = databases.found("views");
  let count = 0;
  for (const other of others) {
    if (view === timelineView.name) await compareHash(databases, part, log, other);
    if (count++ < TOLD) findings.push({ fault: "view-differs", view, document: other.id, what: inWords(other) });
  }
  if (count > TOLD) findings.push({ fault: "view-differs", view, what: `${count - TOLD} more documents` });
}

/** The timeline says of each event what it was when it was taken. */
async function compareHash(
  databases: Databases,
  part: "events" | "reads",
  log: EventStore,
  { stored, folded, index }: OtherDocument,
): Promise<void> {
  if (stored === null || folded === null || index !== undefined) return;
  const { hash, stream, revision } = stored as TimelineDocument;
  if (hash !== (folded as TimelineDocument).hash)
    await notAsTaken(databases, part, log, { stream, revision }, "the timeline");
}

function inWords({ stored, folded, index, number }: OtherDocument): string {
  if (index !== undefined) return `${index} is not what the events say`;
  if (stored === null) return "it is not there";
  if (folded === null) return "no event speaks of it";
  return `it is not what the events say, the last of which is number ${number}`;
}

/** Where numbers leave gaps, a view that stands at none of them is never met on the way through the log. */
async function isOfAnother(log: EventStore, row: ViewRow | undefined): Promise<boolean> {
  if (log.gapless || row?.number == null) return false;
  const mark = JSON.parse(row.mark ?? "null") as Mark | null;
  return (await standingIn(log, { number: row.number, mark })) === "other";
}

function whyNot(
  projection: Projection,
  row: ViewRow | undefined,
  head: number,
  keys: StoredKeys | undefined,
): string | undefined {
  if (row === undefined) return "this version of it is not there, or not built yet";
  if ((row.number ?? -1) > head) return "it is ahead of the log";
  if (!projection.opens) return undefined;
  if (keys?.open !== true) return "it needs the keys";
  return keys.findings.length > 0 ? "the keys that it needs are not whole" : undefined;
}

function isOf({ name, version }: Projection, row: ViewRow): boolean {
  return row.projection === name && row.version === version;
}

function rowsOf(db: DatabaseSync): ViewRow[] {
  return db.prepare("SELECT * FROM views").all() as unknown as ViewRow[];
}
