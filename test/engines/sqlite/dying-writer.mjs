// Ends the writer's thread of a store while appends wait for it, and tells what became of them.
import { DatabaseSync } from "node:sqlite";
import { openSqliteEventStore } from "../../../dist/engines/sqlite/event-store.js";

const file = process.argv[2];
let thread;
process.once("worker", (worker) => (thread = worker));
let deaths = 0;
const store = await openSqliteEventStore({ file, mode: "write", lockWaitMs: 500, onWriterDeath: () => deaths++ });
const append = (i) => store.append(`thing-${i}`, -1, [{ id: `id-${i}`, type: "T", bytes: new Uint8Array([i]) }]);
const outcome = (promise) => promise.then(String, (error) => error.constructor.name);

await append(100);
const blocker = new DatabaseSync(file);
blocker.exec("BEGIN IMMEDIATE");
const pending = Array.from({ length: 10 }, (_, i) => outcome(append(i)));
void thread.terminate();
const outcomes = await Promise.all(pending);
blocker.close();
const later = await outcome(append(101));
const read = (await store.readAll(null, 100)).length;
await store.close();
process.stdout.write(JSON.stringify({ pending: outcomes, later, read, deaths, closed: true }));
