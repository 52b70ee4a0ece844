import { anyAggregate, type AnyAggregate } from "./event-sourcing/deciding/decider.js";
import { reactionAggregate } from "./event-sourcing/reacting/reaction.js";
import { EventRegistry } from "./event-sourcing/stored-event/registry.js";
import type { ProcessManager } from "./event-sourcing/reacting/process-manager.js";
import type { Projection } from "./event-sourcing/projecting/projection.js";
import { auditViews } from "./audit/audit.slice.js";
import { readsRegistry } from "./log-of-reads/reads.events.js";
import { readsView } from "./log-of-reads/reads.view.js";
import { agencyAggregate } from "./agency/agency.js";
import { accessViews } from "./access/access.views.js";
import { officerAggregate } from "./agency/officer.js";
import { officersView } from "./agency/officers.view.js";
import { agenciesView } from "./agency/agencies.view.js";
import { companyAggregates, companyViews } from "./company/company.slice.js";
import { fileAggregates } from "./files/file.slice.js";
import { migrantAggregates, migrantProcessManagers, migrantViews } from "./migrant/migrant.slice.js";
import { personAggregates, personViews } from "./person/person.slice.js";
import { caseAggregates, caseProcessManagers, caseViews } from "./protection-case/protection-case.slice.js";
import {
  repatriationAggregates,
  repatriationProcessManagers,
  repatriationViews,
} from "./repatriation/repatriation.slice.js";
import { ruleSetAggregate } from "./rules/rule-set.js";
import { rulesView } from "./rules/rules.view.js";
import { storeAggregate } from "./store/store.js";

/** Every kind of stream. */
export const aggregates: readonly AnyAggregate[] = [
  anyAggregate(storeAggregate),
  anyAggregate(reactionAggregate),
  anyAggregate(ruleSetAggregate),
  anyAggregate(agencyAggregate),
  anyAggregate(officerAggregate),
  ...personAggregates,
  ...migrantAggregates,
  ...fileAggregates,
  ...companyAggregates,
  ...caseAggregates,
  ...repatriationAggregates,
];

/** Every event type, as the service reads and writes them. */
export const registry = new EventRegistry(aggregates.flatMap(({ events }) => events));

/** Every view; the projection worker loads this list. */
export const projections: readonly Projection[] = [
  agenciesView,
  officersView,
  ...accessViews,
  rulesView,
  ...personViews,
  ...migrantViews,
  ...companyViews,
  ...caseViews,
  ...repatriationViews,
  ...auditViews,
];

/** What follows the log of reads, whose events and numbers are its own. */
export const viewsOfReads: { readonly projections: readonly Projection[]; readonly registry: EventRegistry } = {
  projections: [readsView],
  registry: readsRegistry,
};

/** Everything that follows elsewhere from what has happened. */
export const processManagers: readonly ProcessManager[] = [
  ...migrantProcessManagers,
  ...caseProcessManagers,
  ...repatriationProcessManagers,
];
