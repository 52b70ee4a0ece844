import type { RuleContent } from "./kinds.js";

/** The first editions of the rules of protection. What is marked [check] awaits the text of the law. */

type Category = RuleContent<"CASE_CATEGORIES">["categories"][number];

const DESIGN = "[design]";

const category = (
  code: string,
  severity: number,
  steps: string[],
  lead: string[],
  graver?: Category["graver"],
  source = DESIGN,
): Category => ({ category: code, severity, ...(graver && { graver }), steps, lead, source });

const VIOLENCE = ["SAFETY", "SHELTER", "MEDICO_LEGAL_REPORT", "POLICE_REPORT", "LEGAL_COUNSEL"];
const MEDIATED = ["CLARIFICATION", "MEDIATION"];
const COURT = ["CONSULAR_ACCESS", "LEGAL_COUNSEL", "FAMILY_INFORMED"];
const COMPLAINT_OF_COMPANY = ["CLARIFICATION", "REFUND", "SANCTION", "POLICE_REPORT"];
const MONEY_LOST = { severity: 2, circumstances: ["MONEY_LOST"] };
const GRAVE = { severity: 2, circumstances: ["GRAVE"] };

const CASE_CATEGORIES: RuleContent<"CASE_CATEGORIES"> = {
  categories: [
    category("DEATH", 1, ["REPATRIATION"], ["PLACEMENT_COMPANY", "MISSION", "MINISTRY_OF_MIGRANT_WORKERS"]),
    category("VIOLENCE", 1, VIOLENCE, ["MISSION", "WOMEN_AND_CHILDREN"]),
    category("SEXUAL_VIOLENCE", 1, VIOLENCE, ["MISSION", "WOMEN_AND_CHILDREN"]),
    category(
      "TRAFFICKING",
      1,
      ["SAFETY", "SHELTER", "TRAFFICKING_ASSESSMENT", "POLICE_REPORT", "VICTIM_SERVICES"],
      ["MISSION", "POLICE", "WITNESS_PROTECTION"],
      undefined,
      `${DESIGN} and 5; UU 21/2007 art. 44-54`,
    ),
    category("DETAINED", 1, COURT, ["MISSION"], undefined, `${DESIGN}; VCCR 1963 art. 36`),
    category("DEATH_PENALTY", 1, COURT, ["MISSION"], undefined, `${DESIGN}; VCCR 1963 art. 36`),
    category("CONFLICT_EVACUATION", 1, ["EVACUATION"], ["FOREIGN_MINISTRY"]),
    category(
      "ILLNESS_OR_ACCIDENT",
      2,
      ["TREATMENT", "FIT_TO_TRAVEL", "INSURANCE_CLAIM"],
      ["MISSION", "SOCIAL_SECURITY"],
      {
        severity: 1,
        circumstances: ["GRAVE"],
      },
    ),
    category("LOST_CONTACT", 2, ["LAST_KNOWN", "ARRIVAL_REPORT_CHECKED", "WELFARE_CHECK"], ["FOREIGN_MINISTRY"], {
      severity: 1,
      circumstances: ["MINOR", "SCAM_REGION"],
    }),
    category(
      "UNPAID_WAGES",
      2,
      ["WAGE_LEDGER", ...MEDIATED, "ATTACHE_CLAIM"],
      ["MISSION", "MINISTRY_OF_MIGRANT_WORKERS"],
    ),
    category("WANTS_REPATRIATION", 2, ["VERIFICATION", "REPATRIATION"], ["MISSION"]),
    category("DEPORTED", 2, ["VERIFICATION", "REPATRIATION"], ["MISSION", "IMMIGRATION"]),
    category("UNILATERAL_TERMINATION", 3, MEDIATED, ["MISSION"], GRAVE),
    category("JOB_MISMATCH", 3, MEDIATED, ["MISSION"], GRAVE),
    category("PASSPORT_WITHHELD", 3, MEDIATED, ["MISSION"], GRAVE),
    category("PREGNANT_OR_WITH_CHILD", 2, ["CIVIL_PAPERS"], ["MISSION"]),
    category("OVERSTAY", 3, ["SPLP", "FINE", "EXIT_PERMIT"], ["MISSION", "IMMIGRATION"]),
    category("JOB_FRAUD", 3, COMPLAINT_OF_COMPANY, ["BP3MI"], MONEY_LOST),
    category("FAILED_DEPARTURE", 3, COMPLAINT_OF_COMPANY, ["BP3MI"], MONEY_LOST),
    category("OVERCHARGING", 3, COMPLAINT_OF_COMPANY, ["BP3MI"], MONEY_LOST),
    category("SOCIAL_SECURITY", 3, ["INSURANCE_CLAIM"], ["SOCIAL_SECURITY"]),
  ],
  assignWithin: [
    { severity: 1, days: 1, source: DESIGN },
    { severity: 2, days: 3, source: DESIGN },
    { severity: 3, days: 7, source: DESIGN },
  ],
};

const ACTS = ["RECRUITMENT", "TRANSPORT", "HARBOURING", "SENDING", "TRANSFER", "RECEIPT"];
const MEANS = [
  "THREAT_OF_VIOLENCE",
  "VIOLENCE",
  "ABDUCTION",
  "CONFINEMENT",
  "FORGERY",
  "FRAUD",
  "ABUSE_OF_POWER",
  "ABUSE_OF_VULNERABILITY",
  "DEBT_BONDAGE",
  "PAYMENT_FOR_CONTROL",
];
const PURPOSES = [
  "PROSTITUTION",
  "FORCED_LABOUR",
  "SLAVERY_OR_SIMILAR",
  "OPPRESSION",
  "EXTORTION",
  "SEXUAL_USE",
  "REPRODUCTIVE_USE",
  "ORGANS",
  "USE_OF_LABOUR_OR_ABILITY",
  "OTHER_EXPLOITATION",
];

const TRAFFICKING: Omit<RuleContent<"TRAFFICKING_INSTRUMENTS">, "instrument"> = {
  acts: ACTS,
  means: MEANS,
  purposes: PURPOSES,
  childBelow: 18,
  childSource: "UU 21/2007 art. 5 and 6 [check]; Palermo protocol art. 3(c) (UU 14/2009)",
};

export const FIRST_PROTECTION_RULES = [
  {
    kind: "CASE_CATEGORIES",
    validFrom: "2000-01-01",
    source: "[design]: categories of the agencies' statistics, severities and leads as practice has them",
    content: CASE_CATEGORIES,
  },
  {
    kind: "TRAFFICKING_INSTRUMENTS",
    validFrom: "2007-04-19",
    source: "UU 21/2007 art. 1(1); its beginning in force [check]",
    content: { instrument: "UU_21_2007", ...TRAFFICKING },
  },
  {
    kind: "TRAFFICKING_INSTRUMENTS",
    validFrom: "2026-01-02",
    source: "UU 1/2023 (KUHP), which restates the crime, beside UU 21/2007 [check]",
    content: { instrument: "UU_1_2023", ...TRAFFICKING },
  },
] as const satisfies readonly { kind: string; validFrom: string; source: string; content: Record<string, unknown> }[];
