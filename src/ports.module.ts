import { Global, Module, type DynamicModule } from "@nestjs/common";
import { CALLERS } from "./access/callers.js";
import { Gate } from "./access/gate.js";
import { Sight } from "./access/sight.js";
import { namesOf } from "./agency/names.js";
import { Predecessors } from "./agency/predecessors.js";
import { AGGREGATES } from "./audit/person-at.js";
import { MEASURES } from "./dashboards/figures.controller.js";
import { DECLARED_DEADLINES } from "./deadlines/deadlines.controller.js";
import { Erasures } from "./erasure/erasures.js";
import { CommandHandling } from "./event-sourcing/deciding/command-handling.js";
import {
  CLOCK,
  EVENT_STORE,
  FIELD_SEALING,
  FILE_STORE,
  KEY_STORE,
  LOOKUP_TOKENS,
  READ_MODEL,
  READS_STORE,
  SAMPLE,
  VIEWS_PROGRESS,
} from "./event-sourcing/ports.js";
import { Reactions } from "./event-sourcing/reacting/reactions.js";
import { EventRegistry } from "./event-sourcing/stored-event/registry.js";
import { CommandSender } from "./http/command-sender.js";
import { Positions } from "./http/positions.js";
import { StreamCommandHandler } from "./http/stream-command.js";
import { Views } from "./http/views.js";
import { WayOut } from "./http/way-out.js";
import { PAST_DAYS } from "./figures/past-days.js";
import { notingClasses } from "./log-of-reads/opened-classes.js";
import { READ_LOG } from "./log-of-reads/read-log.js";
import { ReadRecording } from "./log-of-reads/recording.js";
import { METRICS, MetricsPage } from "./metrics/metrics-page.js";
import { Approvals } from "./person/approvals.js";
import type { Service } from "./service.js";
import { RegisteredCallers } from "./sign-in/callers.js";
import { EMBEDDED_ISSUER } from "./sign-in/embedded-issuer/sign-in.controller.js";
import type { OpenIdentities } from "./sign-in/open-identities.js";
import { aggregates, declaredDeadlines, measures, registry } from "./slices.js";

/** What every module is given: the engines behind their ports, and what the service makes of them. */
@Global()
@Module({})
export class PortsModule {
  static of(
    { engines, clock, handling, reactions, reads, erasures, narrowings, progress }: Service,
    { store, sample }: { readonly store: string; readonly sample: boolean },
    identities: OpenIdentities,
  ): DynamicModule {
    const { readModel, eventStore } = engines;
    const sight = new Sight(readModel, eventStore, clock, narrowings);
    const given = new Map<symbol | (new (...args: never[]) => object), unknown>([
      // Ports.
      [EVENT_STORE, eventStore],
      [READS_STORE, engines.readsStore],
      [READ_MODEL, readModel],
      [FIELD_SEALING, notingClasses(engines.sealing)],
      [LOOKUP_TOKENS, engines.lookupTokens],
      [FILE_STORE, engines.files],
      [KEY_STORE, engines.keys],
      [CLOCK, clock],
      [SAMPLE, sample],
      [VIEWS_PROGRESS, progress],
      [METRICS, new MetricsPage({ engines, progress, clock, sample })],
      // What can happen, and what makes it happen.
      [EventRegistry, registry],
      [AGGREGATES, aggregates],
      [MEASURES, measures],
      [PAST_DAYS, engines.pastDays],
      [DECLARED_DEADLINES, declaredDeadlines],
      [CommandHandling, handling],
      [Reactions, reactions],
      [Erasures, erasures],
      [Approvals, new Approvals(handling, readModel, eventStore, clock, sight)],
      // Who calls, what they see, and what leaves.
      [CALLERS, new RegisteredCallers(identities, handling, clock, new Predecessors(readModel, narrowings))],
      [EMBEDDED_ISSUER, identities.embedded],
      [Sight, sight],
      [READ_LOG, reads],
      // Names of officers are no data of persons: what the log of reads says of classes is not about them.
      [
        WayOut,
        new WayOut(new Gate(sight), new ReadRecording(reads), namesOf({ readModel, sealing: engines.sealing, clock })),
      ],
      [Positions, new Positions(store)],
    ]);
    const values = [...given].map(([provide, useValue]) => ({ provide, useValue }));
    return {
      module: PortsModule,
      providers: [...values, StreamCommandHandler, CommandSender, Views],
      exports: [...given.keys(), CommandSender, Views],
    };
  }
}
