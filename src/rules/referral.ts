import type { AgencyKind } from "../facts/agency-kinds.js";
import type { RuleContent } from "./kinds.js";

/** The first edition of what may be referred to whom: mandates as domain practice has them. */

const matter = (code: string, receivers: readonly AgencyKind[], source: string) => ({
  matter: code,
  receivers: [...receivers],
  source,
});

const HOME: readonly AgencyKind[] = [
  "BP3MI",
  "P4MI",
  "LABOUR_OFFICE",
  "SOCIAL_AFFAIRS",
  "REGIONAL_GOVERNMENT",
  "SUBDISTRICT",
  "VILLAGE",
];

const REFERRAL_MATTERS: RuleContent<"REFERRAL_MATTERS"> = {
  matters: [
    matter("CONSULAR_PROTECTION", ["MISSION", "FOREIGN_MINISTRY"], "UU 18/2017 art. 21"),
    matter("TRAVEL_DOCUMENT", ["MISSION", "IMMIGRATION"], "UU 18/2017 art. 21"),
    matter(
      "WAGE_CLAIM",
      ["MISSION", "MINISTRY_OF_MIGRANT_WORKERS", "BP3MI", "LABOUR_OFFICE"],
      "UU 18/2017 art. 21, 24",
    ),
    matter(
      "PLACEMENT_COMPLAINT",
      ["MINISTRY_OF_MIGRANT_WORKERS", "BP3MI", "P4MI", "LABOUR_OFFICE", "ONE_STOP_SERVICE"],
      "[design]",
    ),
    matter("CRIMINAL_INVESTIGATION", ["POLICE", "IMMIGRATION"], "UU 21/2007 art. 45"),
    matter("WITNESS_PROTECTION", ["WITNESS_PROTECTION", "POLICE"], "UU 21/2007 art. 47"),
    matter("RESTITUTION", ["WITNESS_PROTECTION", "POLICE"], "UU 21/2007 art. 48"),
    matter("CHILD_PROTECTION", ["WOMEN_AND_CHILDREN", "SOCIAL_AFFAIRS"], "[design]"),
    matter("WOMEN_SERVICES", ["WOMEN_AND_CHILDREN", "SOCIAL_AFFAIRS"], "UU 21/2007 art. 46"),
    matter("REHABILITATION", ["SOCIAL_AFFAIRS", "WOMEN_AND_CHILDREN", "HEALTH"], "UU 21/2007 art. 51-53"),
    matter("HEALTH_CARE", ["HEALTH"], "[design]"),
    matter("SOCIAL_SECURITY_CLAIM", ["SOCIAL_SECURITY"], "[design]"),
    matter("RECEPTION", ["MINISTRY_OF_MIGRANT_WORKERS", "BP3MI", "P4MI", "SOCIAL_AFFAIRS"], "UU 18/2017 art. 24"),
    matter("WAY_HOME", ["MINISTRY_OF_MIGRANT_WORKERS", ...HOME], "UU 18/2017 art. 24, 42"),
    matter("REMAINS_CLEARANCE", ["CUSTOMS", "QUARANTINE", "HEALTH", "IMMIGRATION"], "[design]"),
    matter("REINTEGRATION", ["MINISTRY_OF_MIGRANT_WORKERS", "WOMEN_AND_CHILDREN", ...HOME], "UU 18/2017 art. 24, 42"),
    matter("HUMAN_RIGHTS", ["HUMAN_RIGHTS"], "[design]"),
    matter(
      "COORDINATION",
      ["COORDINATION", "MINISTRY_OF_MIGRANT_WORKERS", "FOREIGN_MINISTRY", "REGIONAL_GOVERNMENT"],
      "[design] Desk P2MI",
    ),
  ],
};

export const FIRST_REFERRAL_RULES = [
  {
    kind: "REFERRAL_MATTERS",
    validFrom: "2000-01-01",
    source: "[design]: mandates of the agencies, UU 18/2017 and UU 21/2007",
    content: REFERRAL_MATTERS,
  },
] as const satisfies readonly { kind: string; validFrom: string; source: string; content: Record<string, unknown> }[];
