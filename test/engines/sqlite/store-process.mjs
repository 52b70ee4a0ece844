// A process that holds a data folder's lock and its event store, and appends and reads for its parent until it is killed.
import { join } from "node:path";
import { openSqliteEventStore } from "../../../dist/engines/sqlite/event-store.js";
import { acquireStoreLock } from "../../../dist/engines/sqlite/store-lock.js";

const folder = process.argv[2];
acquireStoreLock(folder);
const store = await openSqliteEventStore({ file: join(folder, "events.db"), mode: "write" });

process.on("message", async ({ request, append, read }) => {
  try {
    const answer = append
      ? await store.append(append.stream, append.expected, append.events)
      : await store.readStream(read.stream, read.from);
    process.send({ request, answer });
  } catch (error) {
    process.send({ request, error: error.constructor.name });
  }
});
// With --expose-gc: a lock that could be collected as garbage would be gone by now.
for (let i = 0; globalThis.gc && i < 3; i++) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  globalThis.gc();
}
process.send("ready");
