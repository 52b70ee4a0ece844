import { Logger } from "@nestjs/common";
import { hostname } from "node:os";
import { readLog } from "./audit/reads/open-read-log.js";
import type { ReadLog } from "./audit/reads/read-log.js";
import { readWriter } from "./audit/reads/read-writer.js";
import type { Engines } from "./engines/engines.js";
import type { Clock } from "./event-sourcing/clock.js";
import { CommandHandling } from "./event-sourcing/command-handling.js";
import { Reactions } from "./event-sourcing/reactions.js";
import { Erasures } from "./erasure/erasures.js";
import { aggregates, processManagers, registry } from "./slices.js";

/** What runs on the engines: commands in, reactions after them. */
export interface Service {
  readonly engines: Engines;
  readonly clock: Clock;
  readonly handling: CommandHandling;
  readonly reactions: Reactions;
  readonly reads: ReadLog;
  readonly erasures: Erasures;
}

export function createService(engines: Engines, clock: Clock): Service {
  const handling = new CommandHandling(engines.eventStore, registry, engines.sealing, clock);
  const log = new Logger("Reactions");
  const reactions = new Reactions({
    store: engines.eventStore,
    registry,
    handling,
    views: engines.readModel,
    checkpoints: engines.checkpoints,
    oneAtATime: engines.oneAtATime,
    managers: processManagers,
    aggregates,
    alarm: ({ manager, event, reason }) => log.warn(`${manager} on event ${event}: ${reason}`),
  });
  const { readsStore, sealing, profile } = engines;
  const writer = readWriter({ store: readsStore, sealing, clock, profile, host: hostname() });
  const erasureLog = new Logger("Erasures");
  const erasures = new Erasures({
    events: engines.eventStore,
    keys: engines.keys,
    files: engines.files,
    registry,
    alarm: (error) => erasureLog.error(`not everything that was erased is destroyed yet: ${error.name}`),
  });
  return {
    engines,
    clock,
    handling,
    reactions,
    reads: readLog(writer, readsStore, engines.readModel),
    erasures,
  };
}

/** Stops in the order in which things depend on each other. */
export async function closeService({ reactions, erasures, engines }: Service): Promise<void> {
  await reactions.stop();
  await erasures.stop();
  await engines.close();
}
