import { Module, type DynamicModule } from "@nestjs/common";
import { CqrsModule } from "@nestjs/cqrs";
import { KNOWN_AGENCIES } from "./access/known-agencies.js";
import { AgencyCommands, AgencyQueries } from "./agency/agency.controller.js";
import { knownAgencies } from "./agency/known-agencies.js";
import { auditControllers } from "./audit/audit.controllers.js";
import { AGGREGATES } from "./audit/person-at.js";
import { ErasureController } from "./erasure/erasure.controller.js";
import { Erasures } from "./erasure/erasures.js";
import { CommandHandling } from "./event-sourcing/command-handling.js";
import {
  CLOCK,
  EVENT_STORE,
  FIELD_SEALING,
  FILE_STORE,
  KEY_STORE,
  LOOKUP_TOKENS,
  READ_MODEL,
  SAMPLE,
} from "./event-sourcing/ports.js";
import { Reactions } from "./event-sourcing/reactions.js";
import { EventRegistry } from "./event-sourcing/registry.js";
import { HealthController } from "./http/health.controller.js";
import { Positions } from "./http/positions.js";
import { StreamCommandHandler } from "./http/stream-command.js";
import { Views } from "./http/views.js";
import { companyControllers } from "./company/company.controller.js";
import { FilesController } from "./files/files.controller.js";
import { migrantControllers } from "./migrant/migrant.controllers.js";
import { caseControllers } from "./protection-case/case.controllers.js";
import { repatriationControllers } from "./repatriation/repatriation.controllers.js";
import { personControllers } from "./person/person.controllers.js";
import { RulesCommands, RulesQueries } from "./rules/rules.controller.js";
import { OperationsController } from "./store/operations.controller.js";
import { WorkQueries } from "./work/work.controller.js";
import type { Service } from "./service.js";
import { aggregates, registry } from "./slices.js";

@Module({})
export class AppModule {
  /** @param store which store the service serves, and whether it is a sample */
  static serving(
    { engines, clock, handling, reactions, erasures }: Service,
    store: { readonly store: string; readonly sample: boolean },
  ): DynamicModule {
    const value = (provide: symbol | (new (...args: never[]) => object), useValue: unknown) => ({ provide, useValue });
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot()],
      controllers: [
        HealthController,
        AgencyCommands,
        AgencyQueries,
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
      ],
      providers: [
        value(EVENT_STORE, engines.eventStore),
        value(READ_MODEL, engines.readModel),
        value(FIELD_SEALING, engines.sealing),
        value(LOOKUP_TOKENS, engines.lookupTokens),
        value(FILE_STORE, engines.files),
        value(CLOCK, clock),
        value(EventRegistry, registry),
        value(AGGREGATES, aggregates),
        value(KNOWN_AGENCIES, knownAgencies(engines.readModel, engines.eventStore)),
        value(CommandHandling, handling),
        value(Reactions, reactions),
        value(Erasures, erasures),
        value(KEY_STORE, engines.keys),
        value(Positions, new Positions(store.store)),
        value(SAMPLE, store.sample),
        StreamCommandHandler,
        Views,
      ],
    };
  }
}
