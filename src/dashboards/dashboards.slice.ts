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
  victims,
} from "./measures/case-figures.js";
import { arrivals, deathDelayDays, deaths, flows, reportedDeaths } from "./measures/migrant-figures.js";
import { deathToHomeDays, landingDays, landings, repatriations, stepDays } from "./measures/repatriation-figures.js";

/** Figures that are made of several slices; one of a single slice is listed there. */
export const dashboardsSlice = measuring(slice({}), [
  cases,
  openCases,
  victims,
  firstContactDays,
  caseDelayDays,
  closureDays,
  closureShare,
  caseload,
  repatriations,
  stepDays,
  landingDays,
  landings,
  deaths,
  reportedDeaths,
  deathDelayDays,
  deathToHomeDays,
  flows,
  arrivals,
]);
