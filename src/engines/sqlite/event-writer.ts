import { BroadcastChannel, parentPort, receiveMessageOnPort } from "node:worker_threads";
import { toBegin } from "../waiting-thread.js";
import { openForAppending } from "./event-file.js";
import {
  headChannel,
  type AppendAnswer,
  type AppendRequest,
  type GroupReport,
  type WriterReport,
  type WriterRequest,
  type WriterSettings,
} from "./writer-messages.js";

/*
 * The thread that holds the only writing connection. While a commit waits for the disk, appends gather in the port's
 * queue; the next commit takes them all. An answer leaves only after the commit, and so the fsync, has returned.
 */

/** Bounds a group, so that a flood of appends can't put off the commit for those that came first. */
const MAX_GROUP = 4_096;

const port = parentPort!;
const { file, lockWaitMs } = await toBegin<WriterSettings>();
const { db, durability } = openForAppending(file, lockWaitMs);
const heads = new BroadcastChannel(headChannel(file));

const selectHead = db.prepare("SELECT coalesce(max(number), -1) AS head FROM events");
const selectRevision = db.prepare("SELECT coalesce(max(revision), -1) AS revision FROM events WHERE stream = ?");
const selectId = db.prepare("SELECT 1 FROM events WHERE id = ?");
const insert = db.prepare("INSERT INTO events (number, stream, revision, id, type, bytes) VALUES (?, ?, ?, ?, ?, ?)");

port.on("message", (first: WriterRequest) => {
  const group: AppendRequest[] = [];
  let next: WriterRequest | undefined = first;
  while (next !== undefined && next !== "close") {
    group.push(next);
    next = group.length < MAX_GROUP ? (receiveMessageOnPort(port)?.message as WriterRequest | undefined) : undefined;
  }
  if (group.length > 0) report(commit(group));
  if (next === "close") close();
});
report({ kind: "ready", durability });

function report(message: WriterReport): void {
  port.postMessage(message);
  if (message.kind === "committed") heads.postMessage(message.head);
}

/** Counters are read inside the transaction: so a group that was rolled back leaves nothing behind to be undone. */
function commit(group: readonly AppendRequest[]): GroupReport {
  try {
    db.exec("BEGIN IMMEDIATE");
    let head = (selectHead.get() as { head: number }).head;
    const answers = group.map((append): AppendAnswer => {
      const refusal = refuse(append);
      if (refusal) return refusal;
      let offset = 0;
      for (const [index, { id, type, length }] of append.events.entries()) {
        const bytes = new Uint8Array(append.bytes, offset, length);
        insert.run(++head, append.stream, append.expected + 1 + index, id, type, bytes);
        offset += length;
      }
      return { request: append.request, number: head };
    });
    db.exec("COMMIT");
    return { kind: "committed", answers, head };
  } catch (error) {
    // After some errors SQLite has rolled back by itself.
    if (db.isTransaction) db.exec("ROLLBACK");
    return { kind: "failed", requests: group.map(({ request }) => request), reason: (error as Error).message };
  }
}

/** Found before anything is inserted, so that one bad append can't hurt the others of its group. */
function refuse({ request, stream, expected, events }: AppendRequest): AppendAnswer | undefined {
  const { revision } = selectRevision.get(stream) as { revision: number };
  if (revision !== expected) return { request, conflictAt: revision };
  const known = events.find(({ id }, i) => selectId.get(id) !== undefined || events.findIndex((e) => e.id === id) < i);
  return known && { request, refused: `an event with the id ${known.id} is stored already` };
}

function close(): void {
  try {
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    db.close();
    heads.close();
    port.close();
  }
}
