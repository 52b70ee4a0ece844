// Subscribes to a store that it may only read, as a thread or as a process, and tells the numbers that it is given. As a
// thread it looks by itself as often as it is told.
import { parentPort, workerData } from "node:worker_threads";
import { openSqliteEventStore } from "../../../dist/engines/sqlite/event-store.js";

const file = workerData?.file ?? process.argv[2];
const tell = (message) =>
  parentPort ? parentPort.postMessage(message) : process.stdout.write(`${JSON.stringify(message)}\n`);
const abort = new AbortController();
if (parentPort) parentPort.once("message", () => abort.abort());
else process.stdin.on("end", () => abort.abort()).resume();

const store = await openSqliteEventStore({ file, mode: "read", lookMs: workerData?.lookMs });
setImmediate(() => tell("waiting"));
for await (const batch of store.subscribe(null, 100, abort.signal)) tell(batch.map(({ number }) => number));
await store.close();
