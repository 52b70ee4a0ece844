import { FIRST_REPATRIATION_RULES } from "../../src/rules/repatriation.js";
import { ruleSetId } from "../../src/rules/rule-set.js";
import { ID, type PastEvent } from "../given.js";

/** Persons, agencies and ids of the invented cases in these tests. */
export const PERSON = "0f5b6c3e-0000-4000-8000-0000000000c1";
export const MOTHER = "0f5b6c3e-0000-4000-8000-0000000000c2";
export const BROTHER = "0f5b6c3e-0000-4000-8000-0000000000c3";
export const VILLAGE_HEAD = "0f5b6c3e-0000-4000-8000-0000000000c4";
export const MISSION = "0f5b6c3e-0000-4000-8000-0000000000d1";
export const SOCIAL_AFFAIRS = "0f5b6c3e-0000-4000-8000-0000000000d2";
export const DESK = "0f5b6c3e-0000-4000-8000-0000000000d3";
export const REPORT = "0f5b6c3e-0000-4000-8000-0000000000e1";
export const WISH = "0f5b6c3e-0000-4000-8000-0000000000e2";
export const JOURNEY = "0f5b6c3e-0000-4000-8000-0000000000e3";
export const DOCUMENT_OFFICER = "0f5b6c3e-0000-4000-8000-000000000002";

const [remainsRules, stepRules] = FIRST_REPATRIATION_RULES;
const published = ({ kind, validFrom, source, content }: (typeof FIRST_REPATRIATION_RULES)[number]): PastEvent => ({
  type: "RulesPublished",
  facts: { kind, edition: 1, validFrom, source, content },
});

export const RULES = {
  [`rules-${ruleSetId("REMAINS_DOCUMENTS")}`]: [published(remainsRules)],
  [`rules-${ruleSetId("REPATRIATION_STEPS")}`]: [published(stepRules)],
};

export const registered = (facts: object = {}): PastEvent => ({
  type: "PersonRegistered",
  facts: { sex: "FEMALE", birthYear: 1990, source: { kind: "AGENCY" }, warnings: [], ...facts },
});

export const agency = (kind: string): PastEvent => ({
  type: "AgencyRegistered",
  facts: { kind, name: "Instansi", zone: "Asia/Jakarta" },
});

export const doNotTell = (facts: object): PastEvent => ({
  type: "DoNotTellRequested",
  facts: { request: WISH, ...facts },
});

export const alleged = (against: string, role = "BROKER"): PastEvent => ({
  type: "AllegationRecorded",
  facts: { allegation: WISH, case: REPORT, against, role },
});

export const died = (date: string, confirmed = true): PastEvent => ({
  type: confirmed ? "DeathConfirmed" : "DeathReported",
  facts: { report: REPORT, cause: "ILLNESS", country: "KH", ...(!confirmed && { source: "MISSION" }) },
  occurred: { date },
});

export const deathWithdrawn: PastEvent = {
  type: "DeathReportWithdrawn",
  facts: { report: REPORT, reason: "MISTAKEN_IDENTITY" },
};

/** Streams beside the case: rules, persons and agencies, with more on top. */
export function beside(more: { readonly [stream: string]: readonly PastEvent[] } = {}) {
  return {
    ...RULES,
    [`person-${PERSON}`]: [registered({ origin: { scheme: "KEMENDAGRI", code: "71.71" } })],
    [`person-${MOTHER}`]: [registered()],
    [`person-${BROTHER}`]: [registered()],
    [`person-${VILLAGE_HEAD}`]: [registered()],
    [`agency-${MISSION}`]: [agency("MISSION")],
    [`agency-${SOCIAL_AFFAIRS}`]: [agency("SOCIAL_AFFAIRS")],
    [`agency-${DESK}`]: [agency("COORDINATION")],
    ...more,
  };
}

/** The case of the person was requested, with the steps and papers of the first editions. */
export function requested(
  kind: "LIVING" | "REMAINS",
  facts: object = {},
  occurred = { date: "2025-01-02" },
): PastEvent {
  const { living, remains } = stepRules.content;
  return {
    type: "RepatriationRequested",
    occurred,
    subjects: [{ person: PERSON, role: "MIGRANT" }],
    facts: {
      kind,
      person: PERSON,
      source: "MISSION",
      country: "KH",
      origin: { scheme: "KEMENDAGRI", code: "71.71" },
      cause: kind === "LIVING" ? "DEPORTATION" : "DEATH",
      edition: 1,
      steps: (kind === "LIVING" ? living : remains).map(({ step, providers, optional }) => ({
        step,
        providers,
        optional,
      })),
      documentSets: kind === "LIVING" ? [] : setsOfRules(),
      ...facts,
    },
  };
}

function setsOfRules() {
  return remainsRules.content.sets.map(({ disposition, route, documents }) => ({
    disposition,
    route,
    documents: documents.map(({ kind, providers }) => ({ kind, providers })),
  }));
}

export const LIVING = requested("LIVING");
export const REMAINS = requested("REMAINS");

/** An event with a day of 2025 on which it happened. */
export const on = (day: string, type: string, facts: object = {}, more: Partial<PastEvent> = {}): PastEvent => ({
  type,
  facts,
  occurred: { date: `2025-${day}` },
  ...more,
});

export const cancelled = (reason = "DECLINED", day = "04-01"): PastEvent =>
  on(day, "RepatriationCancelled", { reason });
export const closed = (day = "04-01"): PastEvent => on(day, "RepatriationClosed", { reason: "TRANSFERRED" });

export const notified = (day = "01-03", facts: object = { relative: MOTHER, relation: "MOTHER" }) =>
  on(day, "FamilyNotified", { channel: "PHONE", ...facts });
export const decided = (disposition = "REPATRIATE", day = "01-04") =>
  on(day, "DispositionDecided", { disposition, decidedBy: "FAMILY", relative: MOTHER, relation: "MOTHER" });
export const missionDecided = (disposition: string, day = "01-20", legalGround = "UU_18_2017_ART_27") =>
  on(day, "DispositionDecided", { disposition, decidedBy: "MISSION", mission: MISSION, legalGround });
export const searched = (day = "01-15") => on(day, "FamilySearchFoundNone", { methods: ["CIVIL_REGISTRY"] });

/** Papers of the set of a disposition and route, submitted by one officer and verified by another. */
export function papers(disposition: string, route: string, without: readonly string[] = []): PastEvent[] {
  const set = remainsRules.content.sets.find((each) => each.disposition === disposition && each.route === route)!;
  return set.documents
    .filter(({ kind }) => !without.includes(kind))
    .flatMap(({ kind }, i) => {
      const document = documentId(i);
      return [
        on("01-10", "RemainsDocumentSubmitted", { document, kind }, { by: DOCUMENT_OFFICER }),
        on("01-11", "RemainsDocumentVerified", { document }),
      ];
    });
}

export const documentId = (i: number) => `0f5b6c3e-0000-4000-8000-0000000001${String(i).padStart(2, "0")}`;
export const CASE = ID;
