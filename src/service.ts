import { failureInWords } from "./event-sourcing/failure.js";
import { Logger } from "@nestjs/common";
import { hostname } from "node:os";
import { readLog } from "./log-of-reads/open-read-log.js";
import type { ReadLog } from "./log-of-reads/read-log.js";
import { readWriter } from "./log-of-reads/read-writer.js";
import { Narrowings } from "./access/narrowings.js";
import { SIGHT_VIEWS } from "./access/sight.js";
import type { Engines } from "./engines/engines.js";
import type { Clock } from "./event-sourcing/clock.js";
import type { CommandHandling } from "./event-sourcing/deciding/command-handling.js";
import { ObservedCommandHandling, observedStore } from "./event-sourcing/deciding/observed-handling.js";
import { ViewsProgress } from "./event-sourcing/projecting/views-progress.js";
import { ALARMS } from "./observed.js";
import { Timers } from "./event-sourcing/reacting/timer.js";
import { Reactions } from "./event-sourcing/reacting/reactions.js";
import { Erasures } from "./erasure/erasures.js";
import { deciders } from "./deciders.js";
import { processManagers, projections, registry, timers as allTimers } from "./slices.js";

/** What runs on the engines: commands in, reactions after them. */
export interface Service {
  readonly engines: Engines;
  readonly clock: Clock;
  readonly handling: CommandHandling;
  readonly reactions: Reactions;
  readonly timers: Timers;
  readonly reads: ReadLog;
  readonly erasures: Erasures;
  readonly narrowings: Narrowings;
  readonly progress: ViewsProgress;
}

/**
 * How long an instance of a cluster may go by what it knows of the end of the log, in ms: less than a command that
 * takes sight away waits for the views.
 */
const HEAD_AGE_MS = 1_000;
/** How long until a subject that an operator had taken again opens, in ms. */
const HELD_AGE_MS = 1_000;

export function createService(engines: Engines, clock: Clock): Service {
  const handling = new ObservedCommandHandling(engines.eventStore, registry, engines.sealing, clock);
  const log = new Logger("Reactions");
  const reactions = new Reactions({
    store: engines.eventStore,
    registry,
    handling,
    views: engines.readModel,
    checkpoints: engines.checkpoints,
    oneAtATime: engines.oneAtATime,
    managers: processManagers,
    deciders,
    alarm: ({ manager, event, reason }) => {
      ALARMS.publish({ manager });
      log.warn(`${manager} on event ${event}: ${reason}`);
    },
  });
  const timers = new Timers({
    timers: allTimers,
    views: engines.readModel,
    store: engines.eventStore,
    reactions,
    handling,
    deciders,
    clock,
    oneAtATime: engines.oneAtATime,
    alarm: (timer, error) => {
      ALARMS.publish({ manager: timer });
      log.warn(`${timer}: trying again: ${failureInWords(error)}`);
    },
  });
  const { readsStore, sealing, profile } = engines;
  const writer = readWriter({ store: observedStore(readsStore, "reads"), sealing, clock, profile, host: hostname() });
  const erasureLog = new Logger("Erasures");
  const erasures = new Erasures({
    events: engines.eventStore,
    keys: engines.keys,
    files: engines.files,
    registry,
    alarm: (error) => erasureLog.error(`not everything that was erased is destroyed yet: ${failureInWords(error)}`),
  });
  const narrowings = new Narrowings({
    store: engines.eventStore,
    views: engines.readModel,
    registry,
    sightViews: SIGHT_VIEWS,
    otherViews: projections.map(({ name }) => name),
    headAgeMs: profile === "embedded" ? 0 : HEAD_AGE_MS,
    heldAgeMs: HELD_AGE_MS,
  });
  return {
    engines,
    clock,
    handling,
    reactions,
    timers,
    reads: readLog(writer, readsStore, engines.readModel),
    erasures,
    narrowings,
    progress: new ViewsProgress({ views: engines.readModel, events: engines.eventStore, reads: readsStore, clock }),
  };
}

/** Stops in the order in which things depend on each other. */
export async function closeService({
  reactions,
  timers,
  erasures,
  narrowings,
  progress,
  engines,
}: Service): Promise<void> {
  progress.stop();
  await narrowings.stop();
  await timers.stop();
  await reactions.stop();
  await erasures.stop();
  await engines.close();
}
