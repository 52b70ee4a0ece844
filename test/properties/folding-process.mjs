// A process that folds the log into views with the service's own projections, until it is killed.
import { join } from "node:path";
import { openSqliteEventStore } from "../../dist/engines/sqlite/event-store.js";
import { startSqliteProjections } from "../../dist/engines/sqlite/projections.js";

const [, , folder, file, masterKey, batch] = process.argv;
const dist = new URL("../../dist/", import.meta.url);
// A log of reads in which nothing is: who folds expects one.
const none = await openSqliteEventStore({ file: join(folder, "reads.db"), mode: "write" });
await none.close();
await startSqliteProjections({
  data: {
    events: join(folder, "events.db"),
    reads: join(folder, "reads.db"),
    views: join(folder, file),
    slices: new URL("slices.js", dist).href,
    keys: new URL("engines/sqlite/projection-keys.js", dist).href,
    keySource: { file: join(folder, "keys.db"), masterKey: Buffer.from(masterKey, "base64") },
    batch: Number(batch),
  },
  reads: {
    advanced: ({ reads: _ofAnotherLog, ...numbers }) => Object.keys(numbers).length > 0 && process.send({ numbers }),
    stopped: () => undefined,
  },
  onAlarm: (alarm) => process.send({ fault: alarm }),
  onRefused: (_view, reason) => process.send({ fault: reason }),
  onFailure: (fault) => process.send({ fault }),
  onDeath: (error) => process.send({ fault: error.message }),
});
