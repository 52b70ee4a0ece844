// A process that folds the log into views with the service's own projections, until it is killed.
import { join } from "node:path";
import { startSqliteProjections } from "../../dist/engines/sqlite/projections.js";

const [, , folder, file, masterKey, batch] = process.argv;
const dist = new URL("../../dist/", import.meta.url);
await startSqliteProjections({
  data: {
    events: join(folder, "events.db"),
    views: join(folder, file),
    slices: new URL("slices.js", dist).href,
    keys: new URL("engines/sqlite/projection-keys.js", dist).href,
    keySource: { file: join(folder, "keys.db"), masterKey: Buffer.from(masterKey, "base64") },
    batch: Number(batch),
  },
  reads: { advanced: (numbers) => process.send({ numbers }), stopped: () => undefined },
  onAlarm: (alarm) => process.send({ fault: alarm }),
  onRefused: (_view, reason) => process.send({ fault: reason }),
  onFailure: (fault) => process.send({ fault }),
  onDeath: (error) => process.send({ fault: error.message }),
});
