import type { GiveMandate } from "../agency/give-mandate.js";
import type { AgencyKind } from "../facts/agency-kinds.js";

type Given = Pick<GiveMandate, "stage" | "categories" | "source"> & {
  /** In the place of the agency, or everywhere. */
  readonly place: "OWN" | "EVERYWHERE";
};

/**
 * Mandates to begin with, by kind of agency (domain, sections 2 and 4). A placement company has duties, and no mandate.
 */
export const MANDATES: { readonly [K in AgencyKind]?: readonly Given[] } = {
  VILLAGE: [{ stage: "VILLAGE", place: "OWN", source: "UU 18/2017 art. 42" }],
  LABOUR_OFFICE: [{ stage: "BEFORE", place: "OWN", source: "UU 18/2017 art. 8" }],
  BP3MI: [
    { stage: "BEFORE", place: "OWN", source: "UU 18/2017 art. 8" },
    { stage: "RETURN", place: "OWN", source: "UU 18/2017 art. 24" },
  ],
  IMMIGRATION: [{ stage: "BEFORE", place: "OWN", categories: ["OVERSTAY"] }],
  MISSION: [{ stage: "ABROAD", place: "OWN", source: "UU 18/2017 art. 21" }],
  FOREIGN_MINISTRY: [{ stage: "ABROAD", place: "EVERYWHERE", source: "UU 18/2017 art. 21" }],
  MINISTRY_OF_MIGRANT_WORKERS: [{ stage: "RETURN", place: "EVERYWHERE", source: "UU 18/2017 art. 24" }],
  SOCIAL_AFFAIRS: [{ stage: "RETURN", place: "EVERYWHERE", categories: ["DEPORTED", "TRAFFICKING"] }],
  WOMEN_AND_CHILDREN: [
    { stage: "RETURN", place: "EVERYWHERE", categories: ["VIOLENCE", "SEXUAL_VIOLENCE", "PREGNANT_OR_WITH_CHILD"] },
  ],
  CUSTOMS: [{ stage: "RETURN", place: "EVERYWHERE", categories: ["DEATH"] }],
  QUARANTINE: [{ stage: "RETURN", place: "EVERYWHERE", categories: ["DEATH"] }],
  POLICE: [{ stage: "LAW", place: "EVERYWHERE", source: "UU 21/2007" }],
  WITNESS_PROTECTION: [{ stage: "LAW", place: "EVERYWHERE", categories: ["TRAFFICKING"], source: "UU 21/2007" }],
  SOCIAL_SECURITY: [
    { stage: "LAW", place: "EVERYWHERE", categories: ["SOCIAL_SECURITY", "ILLNESS_OR_ACCIDENT", "DEATH"] },
  ],
  HUMAN_RIGHTS: [{ stage: "COORDINATION", place: "OWN" }],
  COORDINATION: [{ stage: "COORDINATION", place: "EVERYWHERE" }],
};
