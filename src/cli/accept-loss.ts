import { randomUUID } from "node:crypto";
import type { StoreConfig } from "../engines/settings.js";
import { openEmbedded } from "../engines/embedded.js";
import { NoStore } from "../engines/reading.js";
import { systemClock } from "../event-sourcing/clock.js";
import { CommandHandling } from "../event-sourcing/deciding/command-handling.js";
import { endOf, writeLogEnds, type LogLoss } from "../engines/folder/log-ends.js";
import { registry } from "../slices.js";
import { byTheStore } from "../store/open-store.js";
import { storeAggregate, type AcceptLogLoss } from "../store/store.js";

/**
 * Records that the logs of an embedded store lack events which they had, so that the service can go on; it must be stopped.
 * @param reason why nothing newer can be brought back
 * @returns what is lost; nothing where the logs are whole
 * @throws NoStore for a cluster, and whatever keeps the store from being opened
 */
export async function acceptLoss({ engines, sample }: StoreConfig, reason: string): Promise<readonly LogLoss[]> {
  if (engines.profile === "cluster") throw new NoStore("the logs of a cluster are kept by EventStoreDB: see its tools");
  const opened = await openEmbedded(engines, sample, "accept");
  try {
    const handling = new CommandHandling(opened.eventStore, registry, opened.sealing, systemClock);
    for (const { log, had, ends } of opened.losses) {
      const loss: AcceptLogLoss = { log, had: had.number, hash: had.mark!.hash, ends, reason };
      await handling.handle(storeAggregate, "", "AcceptLogLoss", loss, byTheStore(randomUUID()));
    }
    const { eventStore, readsStore } = opened;
    if (opened.losses.length > 0)
      await writeLogEnds(engines.data, { events: await endOf(eventStore), reads: await endOf(readsStore) });
    return opened.losses;
  } finally {
    await opened.close();
  }
}
