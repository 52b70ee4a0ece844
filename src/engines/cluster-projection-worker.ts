/** The thread that keeps the views of a cluster while it is this instance's turn: started by `openCluster`. */
import { once } from "node:events";
import { holdLease } from "../event-sourcing/reacting/leases.js";
import { runProjections } from "../event-sourcing/projecting/projection-runner.js";
import { projectionKeys } from "../privacy/projection-keys.js";
import { openEventStoreDbEventStore } from "./eventstoredb/event-store.js";
import { streamNames } from "./eventstoredb/stream-names.js";
import { connectMongo } from "./mongodb/connection.js";
import { openMongoKeyReader } from "./mongodb/key-store.js";
import { openMongoLeases } from "./mongodb/leases.js";
import { openMongoViewStore } from "./mongodb/view-store.js";
import { projectInThread, type ProjectingData } from "./projecting/thread.js";

export interface ClusterProjecting extends ProjectingData {
  /** Connection strings. */
  readonly eventStore: string;
  readonly mongodb: string;
  readonly masterKey: Uint8Array;
  /** Of all streams that are Kawal's. */
  readonly categories: readonly string[];
  /** Of the streams of the log of reads. */
  readonly readsCategory: string;
  /** This instance, as its leases name it. */
  readonly holder: string;
}

await projectInThread(async (data: ClusterProjecting, told, ofReads) => {
  const { db, close } = await connectMongo(data.mongodb);
  const events = await openEventStoreDbEventStore({
    connectionString: data.eventStore,
    kawalStreams: streamNames(data.categories),
  });
  const reads = await openEventStoreDbEventStore({
    connectionString: data.eventStore,
    kawalStreams: streamNames([data.readsCategory]),
  });
  const keys = await projectionKeys(await openMongoKeyReader({ db, masterKey: data.masterKey }));
  const stopping = new AbortController();
  const keeping = holdLease(
    {
      leases: openMongoLeases(db),
      name: "views",
      holder: data.holder,
      signal: stopping.signal,
      onFailure: (error) => told.onFailure?.(error),
    },
    async ({ lease, signal, holds }) => {
      const views = await openMongoViewStore({ db, token: lease.token, holds });
      const runner = await runProjections({ ...told, keys, views, events, orders: events });
      const readsRunner =
        ofReads &&
        (await runProjections({ ...ofReads, views, events: reads, orders: events, ordersIn: told.registry }));
      if (!signal.aborted) await once(signal, "abort");
      await Promise.all([runner.stop(), readsRunner?.stop()]);
    },
  );
  return {
    wake: () => undefined,
    async stop() {
      stopping.abort();
      await keeping;
      await keys.close();
      await events.close();
      await reads.close();
      await close();
    },
  };
});
