import { StoreUnavailable, type EventStore } from "../event-sourcing/stored-event/event-store.js";
import { projectionKeys } from "../privacy/projection-keys.js";
import type { FileStore } from "../privacy/file-store.js";
import type { LogName } from "../engines/log-ends.js";
import type { ViewsOfLog } from "../engines/projecting/thread.js";
import { KeyRows, SCHEMA as KEYS_SCHEMA } from "../engines/sqlite/key-file.js";
import { openKeyReader } from "../engines/sqlite/key-store.js";
import { DATABASES, type Databases } from "./databases.js";
import { verifyFiles } from "./files.js";
import { inOrder, type PartReport, type StoreReport } from "./finding.js";
import { verifyLog, type LogReport } from "./log.js";
import { checkMarks, markOfErasures, marksOfViews, type MarkOf } from "./marks.js";
import { StoredKeys } from "./stored-keys.js";
import { compareViews, openViews, type DocumentsAhead } from "./views.js";

/** What every store is verified with. */
export interface Verifying {
  /** Null where nobody named one: what only keys open is left unchecked then. */
  readonly masterKey: Uint8Array | null;
  readonly events: ViewsOfLog;
  readonly reads: ViewsOfLog;
  /** ISO 8601, UTC. */
  readonly now: string;
}

/** What each profile keeps in a way of its own. Its keys and views are in the databases, or were copied there. */
export interface Parts {
  readonly fileNames: ReadonlySet<string>;
  readonly files: Pick<FileStore, "encrypted">;
  /** By projection, documents of views that can't be compared: they had taken more than their view. */
  readonly ahead?: DocumentsAhead;
  /** Undefined where there is none, or none that opens: that is then among the findings. Closed with the databases. */
  openLog(part: LogName): Promise<EventStore | undefined>;
  /** Finds a log that can't be read to its end. */
  unreadable(part: LogName, error: StoreUnavailable): void;
  /** Finds that there is no log of reads where there was one. */
  readsAreGone(): void;
  /** What the keys are called. */
  readonly keysAre: string;
  /** Finds that there are no keys. */
  keysAreGone(): void;
  /** How far others than views and keys have come. */
  marks(part: LogName): Promise<readonly MarkOf[]>;
  /** What this profile has beside the others. */
  moreParts(): readonly PartReport[];
}

/**
 * Checks every part of a store against the others.
 * @param parts opened after the names of the files were listed: a service may be writing, and so each part is opened
 *   before those that it can only be behind
 * @param scratch a folder to fold views in
 * @throws FirstForm
 */
export async function verifyParts(
  store: Verifying,
  databases: Databases,
  parts: Parts,
  scratch: string,
): Promise<StoreReport> {
  const { evidence, notes } = databases;
  const { fileNames } = parts;
  const opened = openViews(databases, [...store.events.projections, ...store.reads.projections]);
  const views = opened && { ...opened, ahead: parts.ahead };
  const { keys, count: keyCount } = openKeys(databases, parts, store.masterKey);
  const events = await verifiedLog(parts, "events", store, keys);
  const reads = await verifiedLog(parts, "reads", store, keys);

  const marks = async (part: LogName) => [
    ...(await parts.marks(part)),
    ...marksOfViews(
      views?.rows ?? [],
      store[part].projections.map(({ name }) => name),
    ),
  ];
  if (events !== undefined) {
    const ofKeys = keys === undefined ? [] : markOfErasures(parts.keysAre, keys.applied);
    await checkMarks(databases, "events", events.log, [...(await marks("events")), ...ofKeys]);
    if (keys !== undefined) await checkKeys(databases, keys, events, reads, store.now);
  }
  const marksOfReads = await marks("reads");
  if (reads !== undefined) await checkMarks(databases, "reads", reads.log, marksOfReads);
  else if (databases.found("reads").length === 0 && marksOfReads.some(({ number }) => number >= 0))
    parts.readsAreGone();
  else if (databases.found("reads").length === 0) notes.push("There is no log of reads.");

  if (events !== undefined && keys?.open === true)
    databases.found("files").push(...(await verifyFiles(fileNames, parts.files, events.report, keys, !evidence.live)));
  else if (fileNames.size > 0) notes.push("The files were not compared: that needs the events and the keys.");

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

  const more = parts.moreParts();
  const changed = evidence.changed();
  if (changed.length > 0)
    notes.push(`${changed.join(", ")} changed meanwhile: what is found may be of that, so verify again.`);
  return {
    parts: [
      ...partOfLog(databases, "events", events),
      ...partOfLog(databases, "reads", reads),
      {
        part: "keys",
        checked: `${keyCount} keys`,
        findings: [...databases.found("keys"), ...(keys?.findings ?? [])],
      },
      { part: "files", checked: `${fileNames.size} files`, findings: databases.found("files") },
      { part: "views", checked: `${compared} views`, findings: databases.found("views") },
      ...more,
    ],
    notes,
  };
}

interface VerifiedLog {
  readonly log: EventStore;
  readonly report: LogReport;
}

function partOfLog(databases: Databases, part: LogName, verified: VerifiedLog | undefined): PartReport[] {
  const findings = databases.found(part);
  if (verified === undefined) return findings.length > 0 ? [{ part, checked: `no ${part}`, findings }] : [];
  const { events, streams, findings: inLog, eventsPerSecond } = verified.report;
  const checked = `${events} ${part} in ${streams} streams`;
  return [{ part, checked, findings: inOrder([...inLog, ...findings]), eventsPerSecond }];
}

async function verifiedLog(
  parts: Parts,
  part: LogName,
  store: Verifying,
  keys: StoredKeys | undefined,
): Promise<VerifiedLog | undefined> {
  const log = await parts.openLog(part);
  if (log === undefined) return undefined;
  try {
    return { log, report: await verifyLog(log, store[part].registry, keys, store.now) };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    parts.unreadable(part, error);
    return undefined;
  }
}

function openKeys(
  databases: Databases,
  parts: Parts,
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
    if (findings.length === 0) parts.keysAreGone();
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
