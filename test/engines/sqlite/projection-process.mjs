// A process that keeps views up to date in small batches, until it is killed.
import { join } from "node:path";
import { startSqliteProjections } from "../../../dist/engines/sqlite/projections.js";

const [, , folder, slices] = process.argv;
await startSqliteProjections({
  data: {
    events: join(folder, "events.db"),
    views: join(folder, "views.db"),
    slices,
    keys: slices,
    keySource: "k",
    batch: 7,
  },
  reads: { advanced: (numbers) => process.send(numbers), stopped: () => undefined },
  onAlarm: () => undefined,
  onRefused: () => undefined,
  onFailure: (error) => process.send({ error }),
  onDeath: (error) => process.send({ error: error.message }),
});
