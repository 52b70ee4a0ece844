import type { RuleContent } from "./kinds.js";

/** The first editions of the rules of placement. What is marked [check] awaits the text of the law. */

type Placement = RuleContent<"PLACEMENT_DOCUMENTS">["schemes"][number]["documents"];

/** UU 18/2017 art. 13: what everyone carries who is placed by a company. */
const ARTICLE_13: Placement = [
  {
    kind: "MARITAL_STATUS_LETTER",
    providers: ["FAMILY", "VILLAGE"],
    source: "UU 18/2017 art. 13 (a)",
  },
  { kind: "FAMILY_CONSENT", providers: ["FAMILY", "VILLAGE"], source: "UU 18/2017 art. 13 (b)" },
  {
    kind: "COMPETENCE_CERTIFICATE",
    providers: ["LABOUR_OFFICE", "PLACEMENT_COMPANY"],
    source: "UU 18/2017 art. 13 (c)",
  },
  {
    kind: "HEALTH_CERTIFICATE",
    providers: ["HEALTH"],
    source: "UU 18/2017 art. 13 (d); that it runs out [check]",
    expires: true,
  },
  { kind: "PASSPORT", providers: ["IMMIGRATION"], source: "UU 18/2017 art. 13 (e)", expires: true },
  {
    kind: "WORK_VISA",
    providers: ["PLACEMENT_COMPANY", "EMPLOYER"],
    source: "UU 18/2017 art. 13 (f)",
    expires: true,
  },
  {
    kind: "PLACEMENT_AGREEMENT",
    providers: ["PLACEMENT_COMPANY"],
    source: "UU 18/2017 art. 13 (g)",
  },
  {
    kind: "EMPLOYMENT_CONTRACT",
    providers: ["PLACEMENT_COMPANY", "EMPLOYER"],
    source: "UU 18/2017 art. 13 (h)",
  },
];

const INDEPENDENT: Placement = [
  {
    kind: "HEALTH_INSURANCE_CARD",
    providers: ["SOCIAL_SECURITY"],
    source: "UU 18/2017 art. 63 and its regulations [check]",
  },
  { kind: "EMPLOYER_SUMMONS", providers: ["EMPLOYER"], source: "UU 18/2017 art. 63 and its regulations [check]" },
  { kind: "EMPLOYER_PROFILE", providers: ["EMPLOYER"], source: "UU 18/2017 art. 63 and its regulations [check]" },
  {
    kind: "OWN_RISK_STATEMENT",
    providers: ["FAMILY", "LABOUR_OFFICE"],
    source: "UU 18/2017 art. 63 and its regulations [check]",
  },
  {
    kind: "EMPLOYMENT_CONTRACT",
    providers: ["EMPLOYER"],
    source: "UU 18/2017 art. 63 and its regulations [check]",
  },
  {
    kind: "PASSPORT",
    providers: ["IMMIGRATION"],
    source: "UU 18/2017 art. 63 and its regulations [check]",
    expires: true,
  },
  {
    kind: "WORK_VISA",
    providers: ["EMPLOYER"],
    source: "UU 18/2017 art. 63 and its regulations [check]",
    expires: true,
  },
];

const PLACEMENT_DOCUMENTS: RuleContent<"PLACEMENT_DOCUMENTS"> = {
  schemes: [
    { scheme: "P3MI", documents: ARTICLE_13 },
    // The government places by an agreement with a state, and no company signs.
    {
      scheme: "GOVERNMENT",
      documents: ARTICLE_13.filter(({ kind }) => kind !== "PLACEMENT_AGREEMENT").map((document) => ({
        ...document,
        providers: document.providers.map((provider) =>
          provider === "PLACEMENT_COMPANY" ? "MINISTRY_OF_MIGRANT_WORKERS" : provider,
        ),
        source: `${document.source}; for placement by the government [check]`,
      })),
    },
    { scheme: "INDEPENDENT", documents: INDEPENDENT },
  ],
  minimumAge: 18,
  insurance: ["JKK", "JKM"],
};

const WITH_AGREEMENT = "UU 18/2017 art. 31; placement figures of 2024 [stat]";

/** Open, with nothing closed in it. */
const open = (country: string, source = WITH_AGREEMENT) => ({ country, closedPositions: [], source });

/**
 * Countries that took most placements of 2024. Cambodia, Myanmar and Laos have no agreement and are not in it: what is
 * not listed is closed.
 */
const DESTINATIONS: RuleContent<"DESTINATIONS"> = {
  open: [
    open("HK"),
    open("TW"),
    open("MY"),
    open("JP"),
    open("SG"),
    open("KR"),
    {
      country: "SA",
      closedPositions: ["DOMESTIC_WORKER"],
      source: "Kepmenaker 260/2015, placement with private households in the Middle East ended [check]",
    },
    open("IT"),
    open("BN"),
    open("TR"),
  ],
};

export const FIRST_PLACEMENT_RULES = [
  {
    kind: "PLACEMENT_DOCUMENTS",
    validFrom: "2017-11-22",
    source: "UU 18/2017 art. 5 (age [check]), 13 (documents), 29 (social security [check])",
    content: PLACEMENT_DOCUMENTS,
  },
  {
    kind: "DESTINATIONS",
    validFrom: "2017-11-22",
    source: "UU 18/2017 art. 31; which countries meet it [check]",
    content: DESTINATIONS,
  },
] as const;
