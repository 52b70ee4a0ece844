import { accessViews } from "./access/access.views.js";
import { agencySlice } from "./agency/agency.slice.js";
import { auditSlice } from "./audit/audit.slice.js";
import { companySlice } from "./company/company.slice.js";
import { deadlinesSlice } from "./deadlines/deadlines.slice.js";
import { anyAggregate, type AnyAggregate } from "./event-sourcing/deciding/decider.js";
import type { Projection } from "./event-sourcing/projecting/projection.js";
import type { ProcessManager } from "./event-sourcing/reacting/process-manager.js";
import type { Timer } from "./event-sourcing/reacting/timer.js";
import { reactionAggregate } from "./event-sourcing/reacting/reaction.js";
import { slice, type Slice } from "./event-sourcing/slice.js";
import { EventRegistry } from "./event-sourcing/stored-event/registry.js";
import { dashboardsSlice } from "./dashboards/dashboards.slice.js";
import { usageOfReadsView } from "./dashboards/usage/usage.view.js";
import { countedIn, measuresOf } from "./figures/measure.js";
import { fileSlice } from "./files/file.slice.js";
import { readsRegistry } from "./log-of-reads/reads.events.js";
import { readsView } from "./log-of-reads/reads.view.js";
import { migrantSlice } from "./migrant/migrant.slice.js";
import { numberingSlice } from "./numbering/numbering.slice.js";
import { emergencyAccessReview } from "./person/person.deadlines.js";
import { personSlice } from "./person/person.slice.js";
import { outreachSlice } from "./prevention/outreach/outreach.slice.js";
import { caseDeadlines } from "./protection-case/case.deadlines.js";
import { agreementsSlice } from "./prevention/agreements/agreements.slice.js";
import { datasetsSlice } from "./prevention/datasets/datasets.slice.js";
import { protectionCaseSlice } from "./protection-case/protection-case.slice.js";
import { offersSlice } from "./prevention/offers/offers.slice.js";
import { publicationSlice } from "./publication/publication.slice.js";
import { referralSlice } from "./referral/referral.slice.js";
import { repatriationDeadlines } from "./repatriation/repatriation.deadlines.js";
import { repatriationSlice } from "./repatriation/repatriation.slice.js";
import { rulesSlice } from "./rules/rules.slice.js";
import { storeSlice } from "./store/store.slice.js";
import { workSlice } from "./work/work.slice.js";

/** Whatever has a deadline: each slice declares what starts its own, and what meets them. */
export const declaredDeadlines = [emergencyAccessReview, ...caseDeadlines, ...repatriationDeadlines];

/** All parts of the domain; `app.module.ts` has their routes. */
const slices: readonly Slice[] = [
  storeSlice,
  // What process managers plan, and who may see what: of no part alone.
  slice({ aggregates: [anyAggregate(reactionAggregate)], views: accessViews }),
  rulesSlice,
  deadlinesSlice(declaredDeadlines),
  agencySlice,
  personSlice,
  migrantSlice,
  fileSlice,
  companySlice,
  numberingSlice,
  protectionCaseSlice,
  repatriationSlice,
  referralSlice,
  datasetsSlice,
  agreementsSlice,
  outreachSlice,
  offersSlice,
  workSlice,
  dashboardsSlice,
  publicationSlice,
  auditSlice,
];

/** Every figure that can be asked for. */
export const measures = measuresOf(slices);

/** Every kind of stream. */
export const aggregates: readonly AnyAggregate[] = slices.flatMap((each) => each.aggregates);

/** Every event type, as the service reads and writes them. */
export const registry = new EventRegistry(aggregates.flatMap(({ events }) => events));

/** What figures count, by itself: a past day is folded into these, and into nothing else. */
export const countedThings: { readonly projections: readonly Projection[]; readonly registry: EventRegistry } = {
  projections: countedIn(measures).map(({ projection }) => projection as Projection),
  registry,
};

/** Every view; the projection worker loads this list. */
export const projections: readonly Projection[] = [
  ...slices.flatMap(({ views }) => views),
  ...countedThings.projections,
];

/** What follows the log of reads, whose events and numbers are its own. */
export const viewsOfReads: { readonly projections: readonly Projection[]; readonly registry: EventRegistry } = {
  projections: [readsView, usageOfReadsView],
  registry: readsRegistry,
};

/** Everything that follows elsewhere from what has happened. */
export const processManagers: readonly ProcessManager[] = slices.flatMap((each) => each.processManagers);

/** Everything that follows from a time that is over. */
export const timers: readonly Timer[] = slices.flatMap((each) => each.timers);
