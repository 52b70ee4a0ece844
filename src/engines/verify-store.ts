import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreUnavailable, type EventStore } from "../event-sourcing/event-store.js";
import { standingIn, type Mark, type Marked } from "../event-sourcing/mark.js";
import type { ProjectionKeys } from "../event-sourcing/projection-batch.js";
import type { Projection } from "../event-sourcing/projection.js";
import { timelineView, type TimelineDocument } from "../audit/timeline.view.js";
import { projectionKeys } from "../privacy/projection-keys.js";
import { verifyFiles } from "../verifying/files.js";
import { inOrder, type Finding, type PartReport, type StorePart, type StoreReport } from "../verifying/finding.js";
import { placeOf, verifyLog, type LogReport } from "../verifying/log.js";
import { refold } from "../verifying/refold.js";
import { StoredKeys } from "../verifying/stored-keys.js";
import { readFolderFiles } from "./folder/file-store.js";
import type { ViewsOfLog } from "./projecting/thread.js";
import { NoStore } from "./reading.js";
import { otherDocuments } from "./sqlite/compare-views.js";
import { SCHEMA as EVENTS_SCHEMA } from "./sqlite/event-file.js";
import { readSqliteEvents } from "./sqlite/event-store.js";
import { Evidence } from "./sqlite/evidence.js";
import { foreignObjects } from "./sqlite/foreign-objects.js";
import { KeyRows, SCHEMA as KEYS_SCHEMA } from "./sqlite/key-file.js";
import { openKeyReader } from "./sqlite/key-store.js";
import { openSqliteViewStore, type ViewRow } from "./sqlite/view-store.js";
import { createTables, SCHEMA as VIEWS_SCHEMA, tablesOf } from "./sqlite/views-database.js";

export interface StoreToVerify {
  /** Its folder; nothing is written there. */
  readonly data: string;
  /** Null where nobody named one: what only keys open is left unchecked then. */
  readonly masterKey: Uint8Array | null;
  readonly events: ViewsOfLog;
  readonly reads: ViewsOfLog;
  /** What makes the file of the users. */
  readonly usersSchema: string;
  /** ISO 8601, UTC. */
  readonly now: string;
}

/** The databases of a store, with what is lost with each, and the way back. */
const FILES: readonly { readonly part: StorePart; readonly file: string; readonly lost: string }[] = [
  {
    part: "events",
    file: "events.db",
    lost: "What happened is not whole in it. Keep the file as it is, and bring the latest backup back by `kawal restore`.",
  },
  {
    part: "reads",
    file: "reads.db",
    lost: "Who read what is not whole in it. Keep the file as it is, and bring the latest backup back by `kawal restore`.",
  },
  {
    part: "keys",
    file: "keys.db",
    lost: "What was sealed under its keys can't be opened. Bring the keys back by `kawal keys restore`, or with the latest backup by `kawal restore`.",
  },
  {
    part: "views",
    file: "views.db",
    lost: "Nothing is lost, as views are made of the events. Stop the service, remove views.db with its -wal and -shm, and start again.",
  },
  {
    part: "users",
    file: "users.db",
    lost: "Logins and passwords are lost, and no backup has them. Remove the file, and make the users again by `kawal users add`.",
  },
];

/** Differences of one view that are told one by one. */
const TOLD = 10;

/**
 * Checks every part of an embedded store against the others, and writes nothing into its folder.
 * @throws NoStore, FirstForm
 */
export async function verifyStore(store: StoreToVerify): Promise<StoreReport> {
  if (!FILES.some(({ file }) => existsSync(join(store.data, file))))
    throw new NoStore(`there is no store in ${store.data}`);
  // For its owner's eyes only, and gone at the end, also of a process that is stopped.
  const scratch = mkdtempSync(join(tmpdir(), "kawal-verify-"));
  const remove = () => rmSync(scratch, { recursive: true, force: true });
  process.once("exit", remove);
  const evidence = new Evidence(store.data, scratch);
  const verifying = new Verifying(store, evidence, scratch);
  try {
    return await verifying.run();
  } finally {
    await verifying.close();
    process.off("exit", remove);
    remove();
  }
}

interface VerifiedLog {
  readonly log: EventStore;
  readonly report: LogReport;
}

interface StoredViews {
  readonly db: DatabaseSync;
  readonly rows: readonly ViewRow[];
}

class Verifying {
  readonly #findings = new Map<StorePart, Finding[]>(FILES.map(({ part }) => [part, []]));
  readonly #notes: string[] = [];
  readonly #closing: (() => void | Promise<void>)[] = [];

  constructor(
    private readonly store: StoreToVerify,
    private readonly evidence: Evidence,
    private readonly scratch: string,
  ) {}

  async run(): Promise<StoreReport> {
    const { store, evidence } = this;
    const parts: PartReport[] = [];
    // In the order in which each can only be behind the next: a service may be writing.
    const fileNames = await this.#fileNames();
    const views = this.#views();
    const { keys, count: keyCount } = this.#keys();

    const events = await this.#log("events", store.events, keys);
    const reads = await this.#log("reads", store.reads, keys);
    if (events !== undefined) {
      await this.#checkMarks("events", events.log, [...marksOf(views, store.events), ...this.#marksOfReactions()]);
      if (keys !== undefined) await this.#checkKeys(keys, events, reads);
    }
    const marksOfReads = marksOf(views, store.reads);
    if (reads !== undefined) await this.#checkMarks("reads", reads.log, marksOfReads);
    else if (!existsSync(join(store.data, "reads.db"))) this.#readsAreGone(marksOfReads);

    const fileFindings =
      events === undefined || keys === undefined
        ? []
        : await verifyFiles(fileNames, readFolderFiles(join(store.data, "files")), events.report, keys, !evidence.live);
    const folded = views === undefined ? 0 : await this.#foldAnew(views, keys, events?.log, reads?.log);

    for (const name of ["events", "reads"] as const) {
      const log = name === "events" ? events : reads;
      const findings = this.#found(name);
      if (log !== undefined) {
        const { report } = log;
        const all = inOrder([...report.findings, ...findings]);
        const checked = `${report.events} ${name} in ${report.streams} streams`;
        parts.push({ part: name, checked, findings: all, eventsPerSecond: report.eventsPerSecond });
      } else if (findings.length > 0) parts.push({ part: name, checked: `no ${name}`, findings });
    }
    parts.push({
      part: "keys",
      checked: `${keyCount} keys`,
      findings: [...this.#found("keys"), ...(keys?.findings ?? [])],
    });
    parts.push({ part: "files", checked: `${fileNames.size} files`, findings: fileFindings });
    parts.push({ part: "views", checked: `${folded} views`, findings: this.#found("views") });
    if (existsSync(join(store.data, "users.db")))
      parts.push({ part: "users", checked: "the file of the users", findings: this.#usersFindings() });
    const changed = evidence.changed();
    if (changed.length > 0)
      this.#notes.push(`${changed.join(", ")} changed meanwhile: what is found may be of that, so verify again.`);
    return { parts, notes: this.#notes };
  }

  async close(): Promise<void> {
    for (const close of this.#closing.toReversed()) await close();
  }

  #found(part: StorePart): Finding[] {
    return this.#findings.get(part)!;
  }

  #damaged(file: string, message: string): void {
    const { part, lost } = FILES.find((each) => each.file === file)!;
    this.#found(part).push({ fault: "file-damaged", file, what: `${message}. ${lost}` });
  }

  /**
   * Opens a database, once it is checked as SQLite checks it, and for objects that are not Kawal's.
   * @returns undefined where there is none, or none that can be read
   */
  #opened<T>(
    file: string,
    make: (empty: DatabaseSync, db: DatabaseSync) => void,
    open: (location: string | URL) => T,
    mayBe?: (db: DatabaseSync) => (table: string, type: string) => boolean,
  ): T | undefined {
    try {
      const location = this.evidence.location(file);
      if (location === undefined) return undefined;
      const db = new DatabaseSync(location, { readOnly: true, timeout: 5_000 });
      try {
        const rows = db.prepare("PRAGMA integrity_check(1)").all();
        const [fault] = rows.map((row) => row["integrity_check"] as string);
        if (fault !== "ok") this.#damaged(file, `${file} is damaged (${fault!.replaceAll(/\s+/g, " ")})`);
        const { part } = FILES.find((each) => each.file === file)!;
        for (const what of foreignObjects(db, (empty) => make(empty, db), mayBe?.(db)))
          this.#found(part).push({ fault: "foreign-object", file, what });
      } finally {
        db.close();
      }
      return open(location);
    } catch (error) {
      const { part } = FILES.find((each) => each.file === file)!;
      if (isRefused(error))
        this.#found(part).push({
          fault: "file-not-opened",
          file,
          what: `${file} can't be opened: let this user read it.`,
        });
      else this.#damaged(file, `${file} can't be read (${(error as Error).message})`);
      return undefined;
    }
  }

  #views(): StoredViews | undefined {
    const { projections } = this.store.events;
    const all = [...projections, ...this.store.reads.projections];
    const declared = ({ projection, version, indexes }: ViewRow) =>
      all.find((each) => each.name === projection && each.version === version)?.indexes ?? JSON.parse(indexes);
    const make = (empty: DatabaseSync, db: DatabaseSync) => {
      empty.exec(VIEWS_SCHEMA);
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
      this.#closing.push(() => db.close());
      // All that is compared is of one moment.
      db.exec("BEGIN");
      return { db, rows: rowsOf(db) };
    };
    const views = this.#opened("views.db", make, open, unknown);
    if (views === undefined && this.#found("views").length === 0)
      this.#notes.push("There is no views.db: the next start makes it from the events.");
    return views;
  }

  #keys(): { readonly keys: StoredKeys | undefined; readonly count: number } {
    const { masterKey } = this.store;
    const read = this.#opened(
      "keys.db",
      (empty) => empty.exec(KEYS_SCHEMA),
      (location) => {
        const rows = KeyRows.open(location);
        this.#closing.push(() => rows.close());
        const keys = new StoredKeys(rows, masterKey);
        return { keys, count: keys.readAll() };
      },
    );
    if (read === undefined) {
      if (this.#found("keys").length === 0) this.#damaged("keys.db", "keys.db is not there");
      return { keys: undefined, count: 0 };
    }
    if (masterKey === null)
      this.#notes.push("No master key is named (KAWAL_MASTER_KEY_FILE): seals and files were not opened.");
    else if (!read.keys.open)
      this.#found("keys").push({ fault: "wrong-master-key", what: "the keys are not under this master key" });
    return read;
  }

  async #log(
    part: "events" | "reads",
    { registry }: ViewsOfLog,
    keys: StoredKeys | undefined,
  ): Promise<VerifiedLog | undefined> {
    const file = `${part}.db`;
    const log = this.#opened(file, (empty) => empty.exec(EVENTS_SCHEMA), readSqliteEvents);
    if (log === undefined) {
      if (part === "events" && this.#found(part).length === 0) this.#damaged(file, `${file} is not there`);
      return undefined;
    }
    this.#closing.push(() => log.close());
    try {
      return { log, report: await verifyLog(log, registry, keys, this.store.now) };
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.#damaged(file, `${file} can't be read to its end (${(error as Error).message})`);
      return undefined;
    }
  }

  async #checkKeys(keys: StoredKeys, { log, report }: VerifiedLog, reads: VerifiedLog | undefined): Promise<void> {
    const [first] = await log.readAll(null, 1);
    if (first !== undefined && keys.isOfAnother(first.id))
      this.#found("keys").push({
        fault: "keys-of-another-store",
        what: "they name another first event than the log has",
      });
    for (const month of new Set([...report.months, ...(reads?.report.months ?? [])]))
      keys.checkThere({ purpose: "fingerprint", month }, `fingerprints of ${month}`);
    if (report.events === 0) return;
    keys.checkThere({ purpose: "lookup" }, "search tokens");
    keys.checkThere({ purpose: "file-names" }, "the names of files");
    keys.checkErased(report.erasedKeys, this.store.now);
  }

  /** How far others have come in a log, which they can't where it was rolled back. */
  async #checkMarks(part: "events" | "reads", log: EventStore, marks: readonly ByWhom[]): Promise<void> {
    const head = await log.head();
    const ahead = marks.filter(({ number }) => number > head);
    const most = ahead.reduce<ByWhom | undefined>(
      (a, b) => (a !== undefined && a.number >= b.number ? a : b),
      undefined,
    );
    if (most !== undefined)
      this.#found(part).push({
        fault: "rolled-back",
        number: head + 1,
        ...(most.number > head + 1 && { upTo: most.number }),
        stream: null,
        revision: null,
        type: null,
        what: `the log ends before what ${most.whose} had taken`,
      });
    for (const marked of marks)
      if (marked.mark && marked.number <= head && (await standingIn(log, marked)) === "other")
        await this.#notAsTaken(part, log, marked.mark, marked.whose);
    const least = marks.reduce((number, each) => (each.view ? Math.min(number, each.number) : number), head);
    if (!this.evidence.live && least < head)
      this.#notes.push(
        `Not every view has taken the ${part} after number ${least}: the service ended before that, or they were put in after it.`,
      );
  }

  async #notAsTaken(
    part: "events" | "reads",
    log: EventStore,
    { stream, revision }: Pick<Mark, "stream" | "revision">,
    whose: string,
  ): Promise<void> {
    const known = this.#found(part).some(
      (each) => each.fault === "not-as-taken" && each.stream === stream && each.revision === revision,
    );
    if (known) return;
    const [raw] = await log.readStream(stream, revision);
    const place = raw?.revision === revision ? placeOf(raw) : { number: null, stream, revision, type: null };
    this.#found(part).push({ fault: "not-as-taken", ...place, what: `${whose} took another event there` });
  }

  #readsAreGone(marks: readonly ByWhom[]): void {
    if (marks.some(({ number }) => number >= 0)) this.#damaged("reads.db", "reads.db is not there");
    else this.#notes.push("There is no log of reads.");
  }

  #marksOfReactions(): ByWhom[] {
    const folder = join(this.store.data, "checkpoints");
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap((name) => {
      try {
        const marked = JSON.parse(readFileSync(join(folder, name), "utf8")) as Marked;
        return Number.isInteger(marked.number) && isMark(marked.mark)
          ? { ...marked, whose: `checkpoints/${name}`, view: false }
          : [];
      } catch {
        // One that is torn is begun anew.
        return [];
      }
    });
  }

  async #fileNames(): Promise<Set<string>> {
    const folder = join(this.store.data, "files");
    if (!existsSync(folder)) return new Set();
    const names = new Set<string>();
    for await (const name of readFolderFiles(folder).names()) names.add(name);
    return names;
  }

  #usersFindings(): Finding[] {
    this.#opened(
      "users.db",
      (empty) => empty.exec(this.store.usersSchema),
      () => undefined,
    );
    return this.#found("users");
  }

  /** @returns how many views were compared */
  async #foldAnew(
    views: StoredViews,
    keys: StoredKeys | undefined,
    events: EventStore | undefined,
    reads: EventStore | undefined,
  ): Promise<number> {
    let compared = 0;
    for (const [part, log, following] of [
      ["events", events, this.store.events],
      ["reads", reads, this.store.reads],
    ] as const) {
      if (log === undefined) continue;
      const head = await log.head();
      const comparable = following.projections.flatMap((projection) => {
        const row = views.rows.find((each) => each.serving === 1 && isOf(projection, each));
        const why = whyNot(projection, row, head, keys);
        if (why !== undefined) this.#notes.push(`The view ${projection.name} was not compared: ${why}.`);
        return why === undefined ? [{ projection, row: row! }] : [];
      });
      for (const [upTo, group] of Map.groupBy(comparable, ({ row, projection }) =>
        // What opens seals may fail for itself.
        projection.opens ? `${row.number} keys` : `${row.number}`,
      )) {
        try {
          await this.#compare(views, part, log, following, group);
          compared += group.length;
        } catch (error) {
          const names = group.map(({ projection }) => projection.name).join(", ");
          this.#found("views").push({
            fault: "not-comparable",
            view: names,
            what: `at ${upTo}: ${(error as Error).message}`,
          });
        }
      }
    }
    return compared;
  }

  async #compare(
    { db }: StoredViews,
    part: "events" | "reads",
    log: EventStore,
    { registry }: ViewsOfLog,
    group: readonly { readonly projection: Projection; readonly row: ViewRow }[],
  ): Promise<void> {
    const file = join(mkdtempSync(join(this.scratch, "fold-")), "views.db");
    const projections = group.map(({ projection }) => projection);
    const keys = projections.some(({ opens }) => opens) ? await this.#projectionKeys() : undefined;
    const views = openSqliteViewStore(file);
    try {
      await refold({ projections, registry, events: log, views, keys }, group[0]!.row.number ?? -1);
    } finally {
      await views.close();
    }
    const folded = new DatabaseSync(file);
    try {
      for (const { row } of group) await this.#tellDifferences(db, folded, row, part, log);
    } finally {
      folded.close();
    }
  }

  async #tellDifferences(
    db: DatabaseSync,
    foldedDb: DatabaseSync,
    row: ViewRow,
    part: "events" | "reads",
    log: EventStore,
  ): Promise<void> {
    let count = 0;
    for (const { id, number, stored, folded, index } of otherDocuments(db, foldedDb, row)) {
      if (row.projection === timelineView.name && stored !== null && folded !== null && index === undefined) {
        const { hash, stream, revision } = stored as TimelineDocument;
        if (hash !== (folded as TimelineDocument).hash)
          await this.#notAsTaken(part, log, { stream, revision }, "the timeline");
      }
      const what =
        index !== undefined
          ? `${index} is not what the events say`
          : stored === null
            ? "it is not there"
            : folded === null
              ? "no event speaks of it"
              : `it is not what the events say, the last of which is number ${number}`;
      if (count++ < TOLD)
        this.#found("views").push({ fault: "view-differs", view: row.projection, document: id, what });
    }
    if (count > TOLD)
      this.#found("views").push({
        fault: "view-differs",
        view: row.projection,
        what: `${count - TOLD} more documents`,
      });
  }

  async #projectionKeys(): Promise<ProjectionKeys> {
    const reader = openKeyReader({ file: this.evidence.location("keys.db")!, masterKey: this.store.masterKey! });
    this.#closing.push(() => reader.close());
    return projectionKeys(reader);
  }
}

type ByWhom = Marked & { readonly whose: string; readonly view: boolean };

function marksOf(views: StoredViews | undefined, { projections }: ViewsOfLog): ByWhom[] {
  const names = projections.map(({ name }) => name);
  return (views?.rows ?? []).flatMap(({ projection, number, mark: stored }) => {
    if (number === null || !names.includes(projection)) return [];
    const mark = markIn(stored);
    return { whose: `the view ${projection}`, view: true, number, mark };
  });
}

/** Null for one that is none: the documents are compared all the same. */
function markIn(stored: string | null): Mark | null {
  try {
    const mark = JSON.parse(stored ?? "null") as Mark | null;
    return isMark(mark) ? mark : null;
  } catch {
    return null;
  }
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

function isMark(mark: unknown): boolean {
  const { stream, revision } = (mark ?? {}) as Partial<Mark>;
  return mark === undefined || mark === null || (typeof stream === "string" && Number.isInteger(revision));
}

/** Of the operating system, or of SQLite that met it (SQLITE_CANTOPEN). */
function isRefused(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number };
  return code === "EACCES" || errcode === 14;
}
