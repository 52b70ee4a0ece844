import type { RuleContent } from "./kinds.js";

/** The first editions of the rules of repatriation. What is marked [check] awaits the text of the law. */

type RemainsSet = RuleContent<"REMAINS_DOCUMENTS">["sets"][number];
type RemainsPaper = RemainsSet["documents"][number];
type Steps = RuleContent<"REPATRIATION_STEPS">["living"];

const paper = (kind: string, providers: string[], source: string): RemainsPaper => ({ kind, providers, source });

const DEATH_CERTIFICATE = paper("DEATH_CERTIFICATE", ["MISSION", "FOREIGN_AUTHORITY"], "UU 18/2017 art. 27 [check]");
const CAUSE = paper("MEDICAL_CERTIFICATE_OF_CAUSE", ["FOREIGN_HOSPITAL"], "health quarantine, UU 17/2023 [check]");
const PASSPORT = paper("DECEASED_PASSPORT", ["MISSION", "EMPLOYER", "FAMILY"], "[design]");
const EXPORT_PERMIT = paper("EXPORT_PERMIT", ["FOREIGN_AUTHORITY", "MISSION"], "law of the country of death [check]");
const SEALING = paper("SEALING_CERTIFICATE", ["MISSION", "UNDERTAKER"], "consular practice [check]");
const EMBALMING = paper("EMBALMING_CERTIFICATE", ["UNDERTAKER", "FOREIGN_HOSPITAL"], "carriage by air, IATA [check]");
const FREE_OF_INFECTION = paper(
  "FREE_OF_INFECTION_CERTIFICATE",
  ["FOREIGN_HOSPITAL", "FOREIGN_AUTHORITY"],
  "health quarantine, UU 17/2023 [check]",
);
const PACKING = paper("PACKING_CERTIFICATE", ["UNDERTAKER"], "carriage by air, IATA [check]");
const BURIAL_PERMIT = paper("BURIAL_PERMIT", ["FOREIGN_AUTHORITY", "MISSION"], "law of the country of death [check]");
const CREMATION_PERMIT = paper(
  "CREMATION_PERMIT",
  ["FOREIGN_AUTHORITY", "MISSION"],
  "law of the country of death [check]",
);
const CREMATION_CERTIFICATE = paper("CREMATION_CERTIFICATE", ["UNDERTAKER"], "carriage by air, IATA [check]");

const BODY = [DEATH_CERTIFICATE, CAUSE, PASSPORT, EXPORT_PERMIT, SEALING, EMBALMING, FREE_OF_INFECTION];
const ASHES = [DEATH_CERTIFICATE, PASSPORT, EXPORT_PERMIT, CREMATION_CERTIFICATE];

/** [design] Sets as practice has them; carriage by land asks for no packing certificate of a carrier by air or sea. */
const REMAINS_DOCUMENTS: RuleContent<"REMAINS_DOCUMENTS"> = {
  sets: [
    { disposition: "REPATRIATE", route: "AIR", documents: [...BODY, PACKING] },
    { disposition: "REPATRIATE", route: "SEA", documents: [...BODY, PACKING] },
    { disposition: "REPATRIATE", route: "LAND", documents: BODY },
    { disposition: "CREMATE", route: "LOCAL", documents: [DEATH_CERTIFICATE, CAUSE, CREMATION_PERMIT] },
    { disposition: "CREMATE", route: "AIR", documents: ASHES },
    { disposition: "CREMATE", route: "SEA", documents: ASHES },
    { disposition: "CREMATE", route: "LAND", documents: ASHES },
    { disposition: "BURY_ABROAD", route: "LOCAL", documents: [DEATH_CERTIFICATE, CAUSE, BURIAL_PERMIT] },
  ],
};

const step = (code: string, providers: string[], source: string, optional = false): Steps[number] => ({
  step: code,
  providers,
  source,
  optional,
});

const ART_21 = "UU 18/2017 art. 21";
const ART_24 = "UU 18/2017 art. 24";
const ART_27 = "UU 18/2017 art. 27";
const PRACTICE = "[design]";

const REPATRIATION_STEPS: RuleContent<"REPATRIATION_STEPS"> = {
  living: [
    step("FAMILY_NOTIFIED", ["FOREIGN_MINISTRY", "BP3MI"], PRACTICE, true),
    step("IDENTITY_CONFIRMED", ["MISSION", "IMMIGRATION"], ART_21),
    step("TRAVEL_DOCUMENT_READY", ["MISSION", "IMMIGRATION"], ART_21),
    step("EXIT_CLEARED", ["MISSION", "FOREIGN_AUTHORITY"], PRACTICE),
    step("FIT_TO_TRAVEL", ["FOREIGN_HOSPITAL", "HEALTH"], `${PRACTICE}: if ill`, true),
    step("TICKETED", ["MISSION", "EMPLOYER", "PLACEMENT_COMPANY", "MINISTRY_OF_MIGRANT_WORKERS"], ART_27),
    step("ACCOMPANIED", ["MISSION", "FOREIGN_MINISTRY"], PRACTICE, true),
    step("DEPARTED", ["MISSION"], PRACTICE),
    step("DEBARKED", ["IMMIGRATION", "BP3MI"], ART_24),
    step("RECEPTION", ["BP3MI", "SOCIAL_AFFAIRS"], ART_24),
    step("ONWARD", ["BP3MI", "SOCIAL_AFFAIRS"], ART_24, true),
    step("HANDED_OVER", ["BP3MI", "VILLAGE", "SOCIAL_AFFAIRS"], ART_24),
  ],
  remains: [
    step("FAMILY_NOTIFIED", ["PLACEMENT_COMPANY", "FOREIGN_MINISTRY", "BP3MI"], `${ART_27}, within 3x24 hours`),
    step("DISPOSITION_DECIDED", ["FAMILY", "MISSION"], ART_27),
    step("FUNDING_AGREED", ["PLACEMENT_COMPANY", "EMPLOYER", "MISSION", "REGIONAL_GOVERNMENT"], ART_27),
    step("AUTOPSY", ["POLICE", "FOREIGN_HOSPITAL"], `${PRACTICE}: if any`, true),
    step("DOCUMENTS_VERIFIED", ["MISSION"], PRACTICE),
    step("DEATH_ENTERED", ["MISSION"], "UU 23/2006 art. 45, amended by UU 24/2013 [check]"),
    step("LEGALISED", ["MISSION"], PRACTICE),
    step("CREMATED", ["UNDERTAKER", "MISSION"], `${PRACTICE}: if so decided`, true),
    step("CARGO_BOOKED", ["MISSION", "PLACEMENT_COMPANY"], PRACTICE),
    step("ACCOMPANIED", ["FOREIGN_MINISTRY", "MISSION"], PRACTICE, true),
    step("DEPARTED", ["MISSION"], PRACTICE),
    step("ARRIVED", ["BP3MI", "CUSTOMS"], ART_24),
    step("QUARANTINE_PERMITTED", ["QUARANTINE"], "health quarantine, UU 17/2023 [check]"),
    step("CUSTOMS_RELEASED", ["CUSTOMS"], "release of remains within 2 hours [check]"),
    step("ONWARD", ["BP3MI", "REGIONAL_GOVERNMENT"], ART_24),
    step("HANDED_OVER", ["BP3MI", "VILLAGE", "SOCIAL_AFFAIRS"], ART_24),
    step("LAID_TO_REST", ["FAMILY", "VILLAGE"], PRACTICE),
    step(
      "CLAIMS_RECORDED",
      ["SOCIAL_SECURITY", "PLACEMENT_COMPANY"],
      "JKM and unpaid wages, UU 18/2017 art. 29 [check]",
    ),
    step("BELONGINGS_INVENTORIED", ["MISSION", "EMPLOYER"], ART_27),
  ],
};

/** [design] The steps and papers are those of practice, of which no law gives a day from which they hold. */
const VALID_FROM = "2000-01-01";

export const FIRST_REPATRIATION_RULES = [
  {
    kind: "REMAINS_DOCUMENTS",
    validFrom: VALID_FROM,
    source: "[design]: papers of the deceased; the law of each country of death [check]",
    content: REMAINS_DOCUMENTS,
  },
  {
    kind: "REPATRIATION_STEPS",
    validFrom: VALID_FROM,
    source: "[design]; UU 18/2017 art. 21, 24, 27",
    content: REPATRIATION_STEPS,
  },
] as const;
