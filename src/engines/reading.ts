import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Mendable } from "../event-sourcing/mendable.js";
import type { ClusterSettings } from "./settings.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { openSqliteEventStore } from "./sqlite/event-store.js";
import { openSqliteReadModel } from "./sqlite/read-model.js";

/** What can be read of a store without any key, also beside the running service. */
export interface Reading {
  readonly events: EventStore;
  /** Null where no read was ever recorded. */
  readonly reads: EventStore | null;
  readonly views: ReadModel;
  close(): Promise<void>;
}

/** There is no store where one should be. */
export class NoStore extends Mendable {}

/** @param store the folder of an embedded store, or how to reach a cluster. @throws NoStore, StoreUnavailable */
export async function openReading(store: string | ClusterSettings): Promise<Reading> {
  if (typeof store !== "string") return openClusterReading(store);
  const file = join(resolve(store), "events.db");
  if (!existsSync(file)) throw new NoStore(`there is no store in ${resolve(store)}`);
  const events = await openSqliteEventStore({ file, mode: "read" });
  const readsFile = join(resolve(store), "reads.db");
  const reads = existsSync(readsFile) ? await openSqliteEventStore({ file: readsFile, mode: "read" }) : null;
  const views = openSqliteReadModel(join(resolve(store), "views.db"));
  return {
    events,
    reads,
    views,
    async close() {
      views.close();
      await reads?.close();
      await events.close();
    },
  };
}

async function openClusterReading({ eventStore, mongodb }: ClusterSettings): Promise<Reading> {
  const { connectMongo } = await import("./mongodb/connection.js");
  const { openMongoReadModel } = await import("./mongodb/read-model.js");
  const { openKawalsEvents, openReads } = await import("./cluster-stores.js");
  const mongo = await connectMongo(mongodb);
  try {
    const events = await openKawalsEvents(eventStore);
    const reads = await openReads(eventStore);
    const views = openMongoReadModel({ db: mongo.db, projections: [] });
    return {
      events,
      reads,
      views,
      async close() {
        views.close();
        await reads.close();
        await events.close();
        await mongo.close();
      },
    };
  } catch (error) {
    await mongo.close();
    throw error;
  }
}
