import { FIRST_PROTECTION_RULES } from "../../src/rules/protection.js";
import { ruleSetId, type RuleSet } from "../../src/rules/rule-set.js";
import { ID, type PastEvent } from "../given.js";

const id = (end: string) => `0f5b6c3e-0000-4000-8000-0000000000${end}`;

/** Persons, agencies, companies and ids of the invented cases in these tests. */
export const CASE = ID;
export const VICTIM = id("c1");
export const CHILD = id("c2");
export const MOTHER = id("c3");
export const BROKER = id("c4");
export const STRANGER = id("c5");
export const MISSION = id("d1");
export const POLICE = id("d2");
export const ENDED = id("d3");
export const COMPANY = id("d4");
export const DESK = id("d5");
export const HAND = id("02");
export const FILE = id("e1");
export const NO_FILE = id("e2");
export const SCREENING = id("e3");
export const STAY = id("e4");
export const REPATRIATION = id("e5");
export const WISH = id("e6");
export const ALLEGATION = id("e7");
export const VICTIM_PARTY = id("f1");
export const BROKER_PARTY = id("f2");
export const CHILD_PARTY = id("f3");

export const person = (facts: object = {}, personal: PastEvent["personal"] = []): PastEvent => ({
  type: "PersonRegistered",
  facts: { sex: "FEMALE", source: { kind: "IN_PERSON" }, warnings: [], ...facts },
  personal,
});

export const bornOn = (birthDate: string, whose = VICTIM): PastEvent =>
  person({ birthYear: Number(birthDate.slice(0, 4)) }, [{ person: whose, class: "identity", values: { birthDate } }]);

export const doNotTell = (facts: object): PastEvent => ({
  type: "DoNotTellRequested",
  facts: { request: WISH, ...facts },
});

export const alleged = (against: string, role = "BROKER"): PastEvent => ({
  type: "AllegationRecorded",
  facts: { allegation: ALLEGATION, case: CASE, against, role },
});

export const agency = (kind: string): PastEvent => ({
  type: "AgencyRegistered",
  facts: { kind, name: "Instansi", zone: "Asia/Jakarta" },
});

/** An officer was assigned to an agency, from a day on. */
export const officer = (of: string, facts: object = {}): PastEvent => ({
  type: "OfficerAssigned",
  facts: { assignment: HAND, agency: of, role: "CASEWORKER", from: "2020-01-01", ...facts },
});

const editions = FIRST_PROTECTION_RULES.map(({ kind, validFrom, source, content }, i, all) => ({
  kind,
  edition: all.slice(0, i + 1).filter((each) => each.kind === kind).length,
  validFrom,
  source,
  content,
}));
const published = (wanted: string): PastEvent[] =>
  editions.filter(({ kind }) => kind === wanted).map((facts) => ({ type: "RulesPublished", facts }));

export const RULES = {
  [`rules-${ruleSetId("CASE_CATEGORIES")}`]: published("CASE_CATEGORIES"),
  [`rules-${ruleSetId("TRAFFICKING_INSTRUMENTS")}`]: published("TRAFFICKING_INSTRUMENTS"),
};
export const CATEGORY_RULES: RuleSet = {
  kind: "CASE_CATEGORIES",
  editions: editions.filter(({ kind }) => kind === "CASE_CATEGORIES"),
};

/** Streams beside the case, with more on top. */
export function beside(more: { readonly [stream: string]: readonly PastEvent[] } = {}) {
  return {
    ...RULES,
    [`person-${VICTIM}`]: [person({ birthYear: 1990 })],
    [`person-${CHILD}`]: [person({ birthYear: 2012 })],
    [`person-${MOTHER}`]: [person()],
    [`person-${BROKER}`]: [person()],
    [`agency-${MISSION}`]: [agency("MISSION")],
    [`agency-${POLICE}`]: [agency("POLICE")],
    [`agency-${DESK}`]: [agency("COORDINATION")],
    [`officer-${HAND}`]: [officer(MISSION)],
    [`agency-${ENDED}`]: [
      agency("BP3MI"),
      { type: "AgencyEnded", facts: { on: "2024-11-05", how: "TRANSFORMED", successors: [] } },
    ],
    [`company-${COMPANY}`]: [
      { type: "CompanyRegistered", facts: { kind: "PLACEMENT_COMPANY", registered: true, name: "PT Contoh" } },
    ],
    [`file-${FILE}`]: [
      {
        type: "FileStored",
        facts: {
          person: VICTIM,
          blob: FILE,
          mediaType: "application/pdf",
          bytes: 1,
          commitment: "",
          purpose: "EVIDENCE",
        },
      },
    ],
    ...more,
  };
}

/** An event with a day of 2025 on which it happened. */
export const on = (day: string, type: string, facts: object = {}, more: Partial<PastEvent> = {}): PastEvent => ({
  type,
  facts,
  occurred: { date: `2025-${day}` },
  ...more,
});

export const TRIAGE = {
  categories: ["UNPAID_WAGES"],
  circumstances: [],
  severity: 2,
  lead: ["MISSION"],
  steps: ["WAGE_LEDGER", "CLARIFICATION", "MEDIATION", "ATTACHE_CLAIM"],
  edition: 1,
};

/** A complaint about one victim, and a broker. */
export const received = (facts: object = {}): PastEvent =>
  on("01-02", "ComplaintReceived", {
    channel: "PHONE",
    complainant: "PMI",
    powerOfAttorney: false,
    ...TRIAGE,
    country: "MY",
    parties: [
      { party: VICTIM_PARTY, role: "VICTIM", person: VICTIM },
      { party: BROKER_PARTY, role: "BROKER", person: BROKER },
    ],
    ...facts,
  });
export const RECEIVED = received();

export const assigned = (day = "01-05", hand = HAND): PastEvent =>
  on(day, "CaseAssigned", { agency: MISSION, officer: hand });
export const verified = on("01-04", "CaseVerified", { by: "INTERVIEW" });
export const resolved = on("03-01", "CaseResolved", { reason: "ASSISTED" });
export const reopened = (stage: string): PastEvent => on("04-01", "CaseReopened", { reason: "NEW_FACTS", stage });
export const repatriationOpened: PastEvent = on("02-15", "CaseRepatriationOpened", {
  repatriation: REPATRIATION,
  person: VICTIM,
  kind: "LIVING",
});

/** A history that is at each stage; of those reopened, at the stage that was entered again. */
const TO_ASSIGNED = [RECEIVED, verified, assigned()];
export const HISTORIES: { readonly [stage: string]: readonly PastEvent[] } = {
  RECEIVED: [RECEIVED],
  DOCUMENTS_PENDING: [RECEIVED, on("01-03", "CaseDocumentsRequested", { papers: ["IDENTITY"] })],
  VERIFIED: [RECEIVED, verified],
  ASSIGNED: TO_ASSIGNED,
  CLARIFICATION: [...TO_ASSIGNED, on("02-01", "ClarificationHeld", { outcome: "DENIED" })],
  MEDIATION: [...TO_ASSIGNED, on("02-02", "MediationHeld", { outcome: "ADJOURNED" })],
  SETTLED: [...TO_ASSIGNED, on("02-03", "CaseSettled")],
  SANCTION_RECOMMENDED: [
    ...TO_ASSIGNED,
    on("02-04", "SanctionRecommended", { party: BROKER_PARTY, sanction: "WARNING", legalGround: "UU_18_2017" }),
  ],
  LITIGATION: [...TO_ASSIGNED, on("02-05", "LitigationStarted", { forum: "CRIMINAL" })],
  REFERRED: [...TO_ASSIGNED, on("02-06", "CaseReferred", { agency: POLICE, reason: "CRIME" })],
  RESOLVED: [...TO_ASSIGNED, resolved],
  CLOSED_ADMINISTRATIVELY: [...TO_ASSIGNED, on("03-02", "CaseClosedAdministratively", { reason: "WITHDRAWN" })],
};

/** Where each command leads; one that isn't here leaves the stage as it is. */
export const LEADS_TO: { readonly [command: string]: string } = {
  RequestDocuments: "DOCUMENTS_PENDING",
  HoldClarification: "CLARIFICATION",
  HoldMediation: "MEDIATION",
  SettleCase: "SETTLED",
  RecommendSanction: "SANCTION_RECOMMENDED",
  StartLitigation: "LITIGATION",
  ReferCase: "REFERRED",
  EndReferral: "ASSIGNED",
  ResolveCase: "RESOLVED",
  CloseCaseAdministratively: "CLOSED_ADMINISTRATIVELY",
  VerifyCase: "VERIFIED",
  ReopenCase: "MEDIATION",
};
