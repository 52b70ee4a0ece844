import { Module, type DynamicModule, type Type } from "@nestjs/common";
import { APP_GUARD } from "@nestjs/core";
import { CqrsModule } from "@nestjs/cqrs";
import { AgencyModule } from "./agency/agency.module.js";
import { AuditModule } from "./audit/audit.module.js";
import { CompanyModule } from "./company/company.module.js";
import { DashboardsModule } from "./dashboards/dashboards.module.js";
import { DeadlinesModule } from "./deadlines/deadlines.module.js";
import { ErasureModule } from "./erasure/erasure.module.js";
import { FileModule } from "./files/file.module.js";
import { HealthModule } from "./http/health.module.js";
import { LiveModule } from "./live/live.module.js";
import { MetricsModule } from "./metrics/metrics.module.js";
import { MigrantModule } from "./migrant/migrant.module.js";
import { PersonModule } from "./person/person.module.js";
import { PortsModule } from "./ports.module.js";
import { AgreementsModule } from "./prevention/agreements/agreements.module.js";
import { DatasetsModule } from "./prevention/datasets/datasets.module.js";
import { OutreachModule } from "./prevention/outreach/outreach.module.js";
import { ProtectionCaseModule } from "./protection-case/protection-case.module.js";
import { OffersModule } from "./prevention/offers/offers.module.js";
import { PublicationModule } from "./publication/publication.module.js";
import { ReferralModule } from "./referral/referral.module.js";
import { RepatriationModule } from "./repatriation/repatriation.module.js";
import { RulesModule } from "./rules/rules.module.js";
import type { Service } from "./service.js";
import { AccessGuard } from "./sign-in/access.guard.js";
import { SignInModule } from "./sign-in/embedded-issuer/sign-in.module.js";
import type { OpenIdentities } from "./sign-in/open-identities.js";
import { StoreModule } from "./store/store.module.js";
import { WorkModule } from "./work/work.module.js";

/**
 * All that has routes.
 * @param embedded whether the service has users of its own, who sign in
 */
export function modulesOf(embedded: boolean): Type[] {
  return [
    HealthModule,
    MetricsModule,
    AgencyModule,
    RulesModule,
    DeadlinesModule,
    PersonModule,
    MigrantModule,
    CompanyModule,
    ProtectionCaseModule,
    RepatriationModule,
    ReferralModule,
    DatasetsModule,
    AgreementsModule,
    OutreachModule,
    OffersModule,
    WorkModule,
    LiveModule,
    DashboardsModule,
    PublicationModule,
    FileModule,
    ErasureModule,
    AuditModule,
    StoreModule,
    ...(embedded ? [SignInModule] : []),
  ];
}

@Module({})
export class AppModule {
  /**
   * @param store which store the service serves, and whether it is a sample
   * @param identities whose tokens are believed
   */
  static serving(
    service: Service,
    store: { readonly store: string; readonly sample: boolean },
    identities: OpenIdentities,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CqrsModule.forRoot(),
        PortsModule.of(service, store, identities),
        ...modulesOf(identities.embedded !== null),
      ],
      providers: [{ provide: APP_GUARD, useClass: AccessGuard }],
    };
  }
}
