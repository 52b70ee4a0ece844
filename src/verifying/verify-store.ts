import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StoreUnavailable, type EventStore } from "../event-sourcing/stored-event/event-store.js";
import { projectionKeys } from "../privacy/projection-keys.js";
import { verifyFiles } from "./files.js";
import { inOrder, type PartReport, type StoreReport } from "./finding.js";
import { verifyLog, type LogReport } from "./log.js";
import { StoredKeys } from "./stored-keys.js";
import { readFolderFiles } from "../engines/folder/file-store.js";
import type { ViewsOfLog } from "../engines/projecting/thread.js";
import { NoStore } from "../engines/reading.js";
import { SCHEMA as EVENTS_SCHEMA } from "../engines/sqlite/event-file.js";
import { readSqliteEvents } from "../engines/sqlite/event-store.js";
import { Evidence } from "../engines/sqlite/evidence.js";
import { KeyRows, SCHEMA as KEYS_SCHEMA } from "../engines/sqlite/key-file.js";
import { openKeyReader } from "../engines/sqlite/key-store.js";
import { Databases, DATABASES } from "./databases.js";
import { checkMarks, markOfErasures, marksOfLogEnds, marksOfReactions, marksOfViews, type MarkOf } from "./marks.js";
import { compareViews, openViews } from "./views.js";

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

/**
 * Checks every part of an embedded store against the others, and writes nothing into its folder.
 * @throws NoStore, FirstForm
 */
export async function verifyStore(store: StoreToVerify): Promise<StoreReport> {
  if (!Object.values(DATABASES).some(({ file }) => existsSync(join(store.data, file))))
    throw new NoStore(`there is no store in ${store.data}`);
  // For its owner's eyes only, and gone at the end, also of a process that is stopped.
  const scratch = mkdtempSync(join(tmpdir(), "kawal-verify-"));
  const remove = () => rmSync(scratch, { recursive: true, force: true });
  process.once("exit", remove);
  const databases = new Databases(new Evidence(store.data, scratch));
  try {
    return await verifyParts(store, databases, scratch);
  } finally {
    await databases.close();
    process.off("exit", remove);
    remove();
  }
}

async function verifyParts(store: StoreToVerify, databases: Databases, scratch: string): Promise<StoreReport> {
  const { evidence, notes } = databases;
  // In the order in which each can only be behind the next: a service may be writing.
  const fileNames = await fileNamesIn(store.data);
  const views = openViews(databases, [...store.events.projections, ...store.reads.projections]);
  const { keys, count: keyCount } = openKeys(databases, store.masterKey);
  const events = await openLog(databases, "events", store, keys);
  const reads = await openLog(databases, "reads", store, keys);

  const marks = ({ projections }: ViewsOfLog) =>
    marksOfViews(
      views?.rows ?? [],
      projections.map(({ name }) => name),
    );
  if (events !== undefined) {
    const ended = await marksOfLogEnds(store.data, "events");
    const others = [
      ...ended,
      ...marksOfReactions(store.data),
      ...(keys === undefined ? [] : markOfErasures(keys.applied)),
    ];
    await checkMarks(databases, "events", events.log, [...marks(store.events), ...others]);
    if (keys !== undefined) await checkKeys(databases, keys, events, reads, store.now);
  }
  const marksOfReads = [...(await marksOfLogEnds(store.data, "reads")), ...marks(store.reads)];
  if (reads !== undefined) await checkMarks(databases, "reads", reads.log, marksOfReads);
  else if (evidence.location(DATABASES.reads.file) === undefined) readsAreGone(databases, marksOfReads);

  if (events !== undefined && keys?.open === true) {
    const files = readFolderFiles(join(store.data, "files"));
    databases.found("files").push(...(await verifyFiles(fileNames, files, events.report, keys, !evidence.live)));
  } else if (fileNames.size > 0) notes.push("The files were not compared: that needs the events and the keys.");

  let compared = 0;
  for (const part of ["events", "reads"] as const) {
    const log = part === "events" ? events?.log : reads?.log;
    if (views === undefined || log === undefined) continue;
    const comparing = { part, log, following: store[part], keys, openKeys: () => openProjectionKeys(), scratch };
    compared += await compareViews(databases, views, comparing);
  }

  function openProjectionKeys() {
    const reader = openKeyReader({ file: evidence.location(DATABASES.keys.file)!, masterKey: store.masterKey! });
    databases.closing(() => reader.close());
    return projectionKeys(reader);
  }

  const hasUsers = evidence.location(DATABASES.users.file) !== undefined;
  databases.opened("users", { make: (empty) => empty.exec(store.usersSchema) }, () => undefined);
  const changed = evidence.changed();
  if (changed.length > 0)
    notes.push(`${changed.join(", ")} changed meanwhile: what is found may be of that, so verify again.`);
  const parts: PartReport[] = [
    ...partOfLog(databases, "events", events),
    ...partOfLog(databases, "reads", reads),
    {
      part: "keys",
      checked: `${keyCount} keys`,
      findings: [...databases.found("keys"), ...(keys?.findings ?? [])],
    },
    { part: "files", checked: `${fileNames.size} files`, findings: databases.found("files") },
    { part: "views", checked: `${compared} views`, findings: databases.found("views") },
  ];
  if (hasUsers) parts.push({ part: "users", checked: DATABASES.users.file, findings: databases.found("users") });
  return { parts, notes };
}

interface VerifiedLog {
  readonly log: EventStore;
  readonly report: LogReport;
}

function partOfLog(databases: Databases, part: "events" | "reads", verified: VerifiedLog | undefined): PartReport[] {
  const findings = databases.found(part);
  if (verified === undefined) return findings.length > 0 ? [{ part, checked: `no ${part}`, findings }] : [];
  const { events, streams, findings: inLog, eventsPerSecond } = verified.report;
  const checked = `${events} ${part} in ${streams} streams`;
  return [{ part, checked, findings: inOrder([...inLog, ...findings]), eventsPerSecond }];
}

async function openLog(
  databases: Databases,
  part: "events" | "reads",
  store: StoreToVerify,
  keys: StoredKeys | undefined,
): Promise<VerifiedLog | undefined> {
  const { file } = DATABASES[part];
  const log = databases.opened(part, { make: (empty) => empty.exec(EVENTS_SCHEMA) }, readSqliteEvents);
  if (log === undefined) {
    if (part === "events" && databases.found(part).length === 0) databases.damaged(part, `${file} is not there`);
    return undefined;
  }
  databases.closing(() => log.close());
  try {
    return { log, report: await verifyLog(log, store[part].registry, keys, store.now) };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    databases.damaged(part, `${file} can't be read to its end (${error.message})`);
    return undefined;
  }
}

function readsAreGone(databases: Databases, marks: readonly MarkOf[]): void {
  if (marks.some(({ number }) => number >= 0)) databases.damaged("reads", `${DATABASES.reads.file} is not there`);
  else databases.notes.push("There is no log of reads.");
}

function openKeys(
  databases: Databases,
  masterKey: Uint8Array | null,
): { readonly keys: StoredKeys | undefined; readonly count: number } {
  const opened = databases.opened("keys", { make: (empty) => empty.exec(KEYS_SCHEMA) }, (location) => {
    const rows = KeyRows.open(location);
    databases.closing(() => rows.close());
    const keys = new StoredKeys(rows, masterKey);
    return { keys, count: keys.readAll() };
  });
  const findings = databases.found("keys");
  if (opened === undefined) {
    if (findings.length === 0) databases.damaged("keys", `${DATABASES.keys.file} is not there`);
    return { keys: undefined, count: 0 };
  }
  if (masterKey === null) databases.notes.push("No master key is named (KAWAL_MASTER_KEY_FILE): no seal was opened.");
  else if (!opened.keys.open)
    findings.push({ fault: "wrong-master-key", what: "the keys are not under this master key" });
  return opened;
}

async function checkKeys(
  databases: Databases,
  keys: StoredKeys,
  { log, report }: VerifiedLog,
  reads: VerifiedLog | undefined,
  now: string,
): Promise<void> {
  const [first] = await log.readAll(null, 1);
  if (first === undefined) return;
  if (keys.isOfAnother(first.id)) {
    const what = "they name another first event than the log has";
    databases.found("keys").push({ fault: "keys-of-another-store", what });
  }
  for (const month of new Set([...report.months, ...(reads?.report.months ?? [])]))
    keys.checkThere({ purpose: "fingerprint", month }, `fingerprints of ${month}`);
  keys.checkThere({ purpose: "lookup" }, "search tokens");
  keys.checkThere({ purpose: "file-names" }, "the names of files");
  keys.checkErased(report.erasedKeys, now);
}

async function fileNamesIn(data: string): Promise<Set<string>> {
  const folder = join(data, "files");
  const names = new Set<string>();
  if (existsSync(folder)) for await (const name of readFolderFiles(folder).names()) names.add(name);
  return names;
}
