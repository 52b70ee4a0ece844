import { slice } from "../event-sourcing/slice.js";
import { measuring } from "../figures/measure.js";
import {
  caseDelayDays,
  caseload,
  cases,
  closureDays,
  closureShare,
  firstContactDays,
  openCases,
  overdueCases,
  victims,
} from "./measures/case-figures.js";
import {
  arrivals,
  deathDelayDays,
  deaths,
  flows,
  reportedDeaths,
  repatriatedAgain,
} from "./measures/migrant-figures.js";
import { caseDeadlines, caseDeadlinesLateShare, referralAnswerDays, referrals } from "./measures/ministry-figures.js";
import {
  deathToHomeDays,
  handovers,
  landingDays,
  landings,
  overdueRepatriations,
  repatriations,
  stepDays,
  stepDurationDays,
} from "./measures/repatriation-figures.js";
import { usageView } from "./usage/usage.view.js";

/** Figures that are made of several slices; one of a single slice is listed there. */
export const dashboardsSlice = measuring(slice({ views: [usageView] }), [
  cases,
  openCases,
  victims,
  firstContactDays,
  caseDelayDays,
  closureDays,
  closureShare,
  caseload,
  overdueCases,
  repatriations,
  overdueRepatriations,
  stepDays,
  stepDurationDays,
  landingDays,
  landings,
  handovers,
  deaths,
  reportedDeaths,
  deathDelayDays,
  deathToHomeDays,
  flows,
  arrivals,
  repatriatedAgain,
  referrals,
  referralAnswerDays,
  caseDeadlines,
  caseDeadlinesLateShare,
]);
