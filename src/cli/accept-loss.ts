import { randomUUID } from "node:crypto";
import type { StoreConfig } from "../engines/settings.js";
import { openEngines } from "../engines/open-engines.js";
import { systemClock } from "../event-sourcing/clock.js";
import { CommandHandling } from "../event-sourcing/deciding/command-handling.js";
import { endOf, type LogLoss } from "../engines/log-ends.js";
import { registry } from "../slices.js";
import { byTheStore } from "../store/open-store.js";
import { storeAggregate, type AcceptLogLoss } from "../store/store.js";

/**
 * Records that the logs of a store lack events which they had, so that the service can go on; it must be stopped, and
 * of a cluster every instance.
 * @param reason why nothing newer can be brought back
 * @returns what is lost; nothing where the logs are whole
 * @throws whatever keeps the store from being opened
 */
export async function acceptLoss(config: StoreConfig, reason: string): Promise<readonly LogLoss[]> {
  const opened = await openEngines(config, "accept");
  try {
    const { eventStore, readsStore, losses } = opened;
    const handling = new CommandHandling(eventStore, registry, opened.sealing, systemClock);
    for (const { log, had, ends } of losses) {
      const loss: AcceptLogLoss = { log, had: had.number, hash: had.mark!.hash, ends, reason };
      await handling.handle(storeAggregate, "", "AcceptLogLoss", loss, byTheStore(randomUUID()));
    }
    if (losses.length > 0)
      await opened.logEnds.replace({ events: await endOf(eventStore), reads: await endOf(readsStore) });
    return losses;
  } finally {
    await opened.close();
  }
}
