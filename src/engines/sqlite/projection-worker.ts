/** The thread that keeps `views.db` up to date: started by `startSqliteProjections`, and by nothing else. */
import type { ProjectionKeys } from "../../event-sourcing/projecting/projection-batch.js";
import { runProjections } from "../../event-sourcing/projecting/projection-runner.js";
import { projectInThread } from "../projecting/thread.js";
import { openSqliteEventStore } from "./event-store.js";
import type { SqliteProjecting } from "./projections.js";
import { openSqliteViewStore } from "./view-store.js";

interface Keys {
  readonly openProjectionKeys: (data: SqliteProjecting) => ProjectionKeys | Promise<ProjectionKeys>;
}

await projectInThread(async (data: SqliteProjecting, told, ofReads) => {
  const keys = data.keys === undefined ? undefined : await ((await import(data.keys)) as Keys).openProjectionKeys(data);
  const views = openSqliteViewStore(data.views);
  const events = await openSqliteEventStore({ file: data.events, mode: "read" });
  const runner = await runProjections({ ...told, keys, views, events, orders: events });
  const reads = ofReads && (await openSqliteEventStore({ file: data.reads!, mode: "read" }));
  const readsRunner =
    ofReads && (await runProjections({ ...ofReads, views, events: reads!, orders: events, ordersIn: told.registry }));
  return {
    wake: (head) => events.wake(head),
    async stop() {
      await Promise.all([runner.stop(), readsRunner?.stop()]);
      await events.close();
      await reads?.close();
      await views.close();
    },
  };
});
