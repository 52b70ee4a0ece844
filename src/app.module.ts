import { Module, type DynamicModule, type Type } from "@nestjs/common";
import { CqrsModule } from "@nestjs/cqrs";
import { APP_GUARD } from "@nestjs/core";
import { AccessGuard } from "./sign-in/access.guard.js";
import { BrokenGlassQueries } from "./person/broken-glass.controller.js";
import { CALLERS } from "./access/callers.js";
import { RegisteredCallers } from "./sign-in/callers.js";
import { Gate } from "./access/gate.js";
import { SealQueries } from "./person/seals.controller.js";
import { Sight } from "./access/sight.js";
import { EMBEDDED_ISSUER, signInControllers } from "./sign-in/embedded-issuer/sign-in.controller.js";
import type { OpenIdentities } from "./sign-in/open-identities.js";
import { AgencyCommands, AgencyQueries } from "./agency/agency.controller.js";
import { OfficerCommands, OfficerQueries } from "./agency/officer.controller.js";
import { auditControllers } from "./audit/audit.controllers.js";
import { AGGREGATES } from "./audit/person-at.js";
import { notingClasses } from "./log-of-reads/opened-classes.js";
import { READ_LOG } from "./log-of-reads/read-log.js";
import { ReadRecording } from "./log-of-reads/recording.js";
import { ErasureController } from "./erasure/erasure.controller.js";
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
} from "./event-sourcing/ports.js";
import { Reactions } from "./event-sourcing/reacting/reactions.js";
import { EventRegistry } from "./event-sourcing/stored-event/registry.js";
import { HealthController } from "./http/health.controller.js";
import { Positions } from "./http/positions.js";
import { StreamCommandHandler } from "./http/stream-command.js";
import { Views } from "./http/views.js";
import { WayOut } from "./http/way-out.js";
import { companyControllers } from "./company/company.controller.js";
import { FilesController } from "./files/files.controller.js";
import { migrantControllers } from "./migrant/migrant.controllers.js";
import { caseControllers } from "./protection-case/case.controllers.js";
import { repatriationControllers } from "./repatriation/repatriation.controllers.js";
import { Approvals } from "./person/approvals.js";
import { personControllers } from "./person/person.controllers.js";
import { RulesCommands, RulesQueries } from "./rules/rules.controller.js";
import { OperationsController } from "./store/operations.controller.js";
import { WorkQueries } from "./work/work.controller.js";
import type { Service } from "./service.js";
import { aggregates, registry } from "./slices.js";

/**
 * All that has routes.
 * @param embedded whether the service has users of its own, who sign in
 */
export function controllersOf(embedded: boolean): Type[] {
  return [
    HealthController,
    AgencyCommands,
    AgencyQueries,
    OfficerCommands,
    OfficerQueries,
    BrokenGlassQueries,
    SealQueries,
    RulesCommands,
    RulesQueries,
    ...personControllers,
    ...migrantControllers,
    ...companyControllers,
    ...caseControllers,
    ...repatriationControllers,
    WorkQueries,
    FilesController,
    ErasureController,
    ...auditControllers,
    OperationsController,
    ...(embedded ? signInControllers : []),
  ];
}

@Module({})
export class AppModule {
  /**
   * @param store which store the service serves, and whether it is a sample
   * @param identities whose tokens are believed
   */
  static serving(
    { engines, clock, handling, reactions, reads, erasures, narrowings }: Service,
    store: { readonly store: string; readonly sample: boolean },
    identities: OpenIdentities,
  ): DynamicModule {
    const sight = new Sight(engines.readModel, engines.eventStore, clock, narrowings);
    const recording = new ReadRecording(reads);
    const value = (provide: symbol | (new (...args: never[]) => object), useValue: unknown) => ({ provide, useValue });
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot()],
      controllers: controllersOf(identities.embedded !== null),
      providers: [
        value(EVENT_STORE, engines.eventStore),
        value(READS_STORE, engines.readsStore),
        value(READ_MODEL, engines.readModel),
        value(FIELD_SEALING, notingClasses(engines.sealing)),
        value(LOOKUP_TOKENS, engines.lookupTokens),
        value(FILE_STORE, engines.files),
        value(CLOCK, clock),
        value(EventRegistry, registry),
        value(AGGREGATES, aggregates),
        value(CALLERS, new RegisteredCallers(identities, handling, clock, engines.readModel)),
        value(Sight, sight),
        { provide: APP_GUARD, useClass: AccessGuard },
        value(CommandHandling, handling),
        value(Reactions, reactions),
        value(Erasures, erasures),
        value(Approvals, new Approvals(handling, engines.readModel, engines.eventStore, clock)),
        value(KEY_STORE, engines.keys),
        value(Positions, new Positions(store.store)),
        value(SAMPLE, store.sample),
        ...(identities.embedded ? [value(EMBEDDED_ISSUER, identities.embedded)] : []),
        value(READ_LOG, reads),
        value(WayOut, new WayOut(new Gate(sight), recording)),
        StreamCommandHandler,
        Views,
      ],
    };
  }
}
