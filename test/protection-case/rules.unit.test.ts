import { describe, expect, test } from "@jest/globals";
import { resolveTime } from "../../src/event-sourcing/stored-event/occurred-at.js";
import { InvalidField } from "../../src/event-sourcing/deciding/rejection.js";
import { dueOf, missingSteps, stateOf } from "../../src/protection-case/case.state.js";
import { CATEGORIES } from "../../src/facts/case-categories.js";
import { caseDecider } from "../../src/protection-case/case.commands.js";
import { triage } from "../../src/protection-case/triage.js";
import { repatriationDecider } from "../../src/repatriation/repatriation.commands.js";
import { AGENCY, given, NOW, valuesIn, type PastEvent } from "../given.js";
import { RULES as REPATRIATION_RULES } from "../repatriation/cases.js";
import {
  agency,
  ALLEGATION,
  alleged,
  assigned,
  beside,
  BROKER,
  BROKER_PARTY,
  CASE,
  CATEGORY_RULES,
  CHILD,
  COMPANY,
  DESK,
  doNotTell,
  ENDED,
  HAND,
  HISTORIES,
  MISSION,
  MOTHER,
  officer,
  on,
  person,
  POLICE,
  RECEIVED,
  received,
  REPATRIATION,
  repatriationOpened,
  STAY,
  STRANGER,
  VICTIM,
  VICTIM_PARTY,
  verified,
  WISH,
} from "./cases.js";

const complaint = {
  channel: "SOCIAL_MEDIA",
  complainant: "FAMILY",
  categories: ["UNPAID_WAGES", "PASSPORT_WITHHELD"],
  country: "MY",
  account: "Paspor ditahan majikan",
  parties: [
    { role: "VICTIM", person: VICTIM },
    { role: "VICTIM", person: CHILD },
    { role: "REPORTER", person: MOTHER, relation: "MOTHER" },
    { role: "BROKER", person: BROKER },
    { role: "PLACEMENT_COMPANY", company: COMPANY },
  ],
};
const complain = (data: object = {}, others: Parameters<typeof beside>[0] = {}) =>
  given(caseDecider, [], { others: beside(others) }).when("ReceiveComplaint", { ...complaint, ...data });
const at = (past: readonly PastEvent[], others: Parameters<typeof beside>[0] = {}) =>
  given(caseDecider, past, { others: beside(others) });
const [of] = [HISTORIES["ASSIGNED"]!];

describe("a complaint", () => {
  test("begins a case: everyone in it by role, and what follows from its categories", () => {
    const [event] = complain().events();
    expect(event).toMatchObject({
      type: "ComplaintReceived",
      facts: { severity: 2, lead: ["MISSION", "MINISTRY_OF_MIGRANT_WORKERS"], edition: 1 },
      subjects: [
        { person: VICTIM, role: "VICTIM" },
        { person: CHILD, role: "VICTIM" },
        { person: MOTHER, role: "REPORTER" },
        { person: BROKER, role: "BROKER" },
      ],
    });
    expect(event!.personal).toEqual([
      {
        person: null,
        class: "narrative",
        names: [VICTIM, CHILD, MOTHER, BROKER],
        values: { account: "Paspor ditahan majikan", incidentAsReported: undefined },
      },
    ]);
    expect(JSON.stringify(event!.facts)).not.toContain("Paspor");
  });

  test("says by when somebody is to have it, by how grave it is, counted from the day of the news", () => {
    const assignBy = (data: object) =>
      (complain(data).events()[0]!.facts as { assignBy?: string; severity: number }).assignBy;
    expect(assignBy({ categories: ["VIOLENCE"], occurred: { date: "2025-03-31" } })).toBe("2025-04-01");
    expect(assignBy({ categories: ["UNPAID_WAGES"], occurred: { date: "2025-03-31" } })).toBe("2025-04-03");
    expect(assignBy({ categories: ["OVERSTAY"], occurred: { date: "2025-03-31" } })).toBe("2025-04-07");
  });

  test("triaged graver, or handed to another agency, it is to be somebody's by another day", () => {
    at([RECEIVED])
      .when("TriageCase", { categories: ["VIOLENCE"], occurred: { date: "2025-05-01" } })
      .then([{ facts: { severity: 1, assignBy: "2025-05-02" } }]);
    const refer = { agency: POLICE, reason: "CRIME", occurred: { date: "2025-05-01" } };
    at([RECEIVED, verified, assigned()])
      .when("ReferCase", refer)
      .then([{ facts: { agency: POLICE, assignBy: "2025-05-04" } }]);
  });

  test("is overdue, unassigned, on the board from that day on; assigned, by what is to be done alone", () => {
    const due = (...past: PastEvent[]) => dueOf(at([received({ assignBy: "2025-01-05" }), ...past]).state());
    expect(due()).toBe("2025-01-05");
    expect(due(verified, assigned())).toBeNull();
    const next = on("01-06", "NextActionSet", { action: "VISIT", due: "2025-01-09" });
    expect(due(verified, assigned(), next)).toBe("2025-01-09");
    expect(due(verified, on("01-07", "CaseClosedAdministratively", { reason: "WITHDRAWN" }))).toBeNull();
  });

  test("names, where its text does, persons who are no party", () =>
    expect(complain({ parties: [], names: [MOTHER] }).events()[0]!.subjects).toEqual([
      { person: MOTHER, role: "NAMED" },
    ]));

  test.each(["IN_PERSON", "LETTER", "PHONE", "SMS", "EMAIL", "PORTAL", "SOCIAL_MEDIA"])("comes by %s", (channel) =>
    complain({ channel }).then([{ facts: { channel } }]),
  );

  test("rejects an unknown person, an unknown company, a party that is neither, and a repeat", () => {
    complain({ parties: [{ role: "VICTIM", person: STRANGER }] }).thenRejected("person-unknown");
    complain({ parties: [{ role: "BROKER", company: STRANGER }] }).thenRejected("company-unknown");
    complain({ names: [STRANGER] }).thenRejected("person-unknown");
    complain({ parties: [{ role: "VICTIM" }] }).thenFails(InvalidField);
    complain({ parties: [{ role: "VICTIM", company: COMPANY }] }).thenFails(InvalidField);
    const twice = { role: "VICTIM", person: VICTIM };
    complain({ parties: [twice, twice] }).thenRejected("party-recorded");
    complain({ categories: [] }).thenFails(InvalidField);
  });

  test("by a lawyer or an organisation needs a power of attorney", () => {
    complain({ complainant: "LAWYER" }).thenFails(InvalidField);
    complain({ complainant: "LAWYER", powerOfAttorney: true }).then([{}]);
  });
});

describe("triage", () => {
  const severity = (category: string, ...circumstances: string[]) =>
    triage(CATEGORY_RULES, [category as never], circumstances as never, resolveTime(undefined, NOW), NOW).severity;

  test("every category has a rule", () => {
    for (const category of CATEGORIES) expect([1, 2, 3]).toContain(severity(category));
  });

  test("is as grave as its gravest category, whose leads come first", () =>
    expect(triage(CATEGORY_RULES, ["OVERSTAY", "TRAFFICKING"], [], resolveTime(undefined, NOW), NOW)).toMatchObject({
      severity: 1,
      categories: ["OVERSTAY", "TRAFFICKING"],
      lead: ["MISSION", "POLICE", "WITNESS_PROTECTION", "IMMIGRATION"],
    }));

  test.each([
    ["LOST_CONTACT", 2, ["MINOR"], 1],
    ["LOST_CONTACT", 2, ["SCAM_REGION"], 1],
    ["LOST_CONTACT", 2, ["MONEY_LOST"], 2],
    ["JOB_FRAUD", 3, ["MONEY_LOST"], 2],
    ["ILLNESS_OR_ACCIDENT", 2, ["GRAVE"], 1],
    ["JOB_MISMATCH", 3, ["GRAVE"], 2],
    ["DEATH", 1, ["GRAVE"], 1],
  ])("%s is %i, with %j %i", (category, usual, circumstances, then) => {
    expect(severity(category)).toBe(usual);
    expect(severity(category, ...circumstances)).toBe(then);
  });

  test("can be done again, by the rules and not by a correction", () => {
    at([RECEIVED])
      .when("TriageCase", { categories: ["VIOLENCE"] })
      .then([{ type: "CaseTriaged", facts: { severity: 1, lead: ["MISSION", "WOMEN_AND_CHILDREN"] } }]);
    const { ids, when } = at([RECEIVED]);
    when("CorrectFact", { event: ids[0], reason: "MISTYPED", facts: { severity: 1 } }).thenFails(InvalidField);
  });

  test("says what is usually done and was not", () => {
    expect(missingSteps(at(of).state())).toEqual(["WAGE_LEDGER", "CLARIFICATION", "MEDIATION", "ATTACHE_CLAIM"]);
    const done = [...HISTORIES["MEDIATION"]!, on("02-04", "CaseActionTaken", { action: "WAGE_LEDGER" })];
    expect(missingSteps(at(done).state())).toEqual(["CLARIFICATION", "ATTACHE_CLAIM"]);
  });
});

describe("I4 NON_PROCEDURAL never blocks a complaint, a shelter or a repatriation", () => {
  const migrant: PastEvent[] = [
    {
      type: "MigrantRegistered",
      facts: { discovery: "ABROAD", placementStatus: "NON_PROCEDURAL", placementStatusBasis: "STATED" },
    },
  ];
  const others = beside({ [`migrant-${VICTIM}`]: migrant, [`case-${CASE}`]: [RECEIVED], ...REPATRIATION_RULES });

  test("each is taken", () => {
    given(caseDecider, [], { others })
      .when("ReceiveComplaint", complaint)
      .then([{ type: "ComplaintReceived" }]);
    given(caseDecider, [RECEIVED], { others })
      .when("ProvideShelter", { victim: VICTIM, kind: "MISSION_SHELTER" })
      .then([{ type: "ShelterProvided" }]);
    given(repatriationDecider, [], { others })
      .when("RequestRepatriation", { kind: "LIVING", person: VICTIM, case: CASE, source: "MISSION", cause: "ABUSE" })
      .then([{ type: "RepatriationRequested", facts: { case: CASE } }]);
  });

  test("no decision of a case loads the migrant, but that which notes a death", () => {
    for (const [command, { loads }] of Object.entries(caseDecider.decisions)) {
      if (command === "NoteVictimDeath") continue;
      const data = { agency: MISSION, victim: VICTIM, parties: [], evidence: [] };
      const loaded = Object.values(loads?.(data as never, at(of).state(), CASE) ?? {}) as {
        aggregate: { category: string };
      }[];
      expect([command, loaded.map(({ aggregate }) => aggregate.category)]).not.toEqual([
        command,
        expect.arrayContaining(["migrant"]),
      ]);
    }
  });
});

describe("assignment", () => {
  const assign = (past: readonly PastEvent[], data: object = {}) =>
    at(past).when("AssignCase", { agency: MISSION, ...data });

  test("to an agency and an officer, and to others again", () => {
    assign(HISTORIES["VERIFIED"]!, { officer: HAND }).then([
      { type: "CaseAssigned", facts: { agency: MISSION, officer: HAND } },
    ]);
    assign(of, { agency: POLICE }).then([{ facts: { agency: POLICE } }]);
    assign(of, { officer: HAND }).thenRejected("case-assigned-so");
  });

  test("not to one that isn't there, or has ended", () => {
    assign(of, { agency: STRANGER }).thenRejected("agency-unknown");
    assign(of, { agency: ENDED }).thenRejected("agency-ended");
  });

  describe("to an officer who", () => {
    const officers = (...past: PastEvent[]) =>
      at(of, { [`officer-${STRANGER}`]: past }).when("AssignCase", { agency: POLICE, officer: STRANGER });
    const left = (day: string): PastEvent => ({
      type: "OfficerAssignmentEnded",
      facts: { assignment: HAND, on: day, reason: "LEFT_SERVICE" },
    });
    const refused = { officer: STRANGER, agency: POLICE };

    test("is not registered: no", () => officers().thenRejected("officer-unknown", { officer: STRANGER }));
    test("is of another agency: no", () => officers(officer(MISSION)).thenRejected("officer-not-assigned", refused));
    test("left today: no", () => officers(officer(POLICE), left("2025-06-01")).thenRejected("officer-not-assigned"));
    test("leaves tomorrow: yes", () => officers(officer(POLICE), left("2025-06-02")).then([{}]));
    test("begins tomorrow: no", () =>
      officers(officer(POLICE, { from: "2025-06-02" })).thenRejected("officer-not-assigned"));
    test("was there at the time, and has left since: yes", () =>
      at(of, { [`officer-${STRANGER}`]: [officer(POLICE), left("2025-05-01")] })
        .when("AssignCase", { agency: POLICE, officer: STRANGER, occurred: { date: "2025-04-30" } })
        .then([{}]));
  });

  test("who was to verify the case keeps it", () => {
    const past = [RECEIVED, assigned("01-03")];
    expect(stateOf(at(past).state())).toBe("RECEIVED");
    const made = at(past).when("VerifyCase", { by: "VISIT" }).events();
    expect(made.map(({ type, facts }) => ({ type, facts }))).toEqual([
      { type: "CaseVerified", facts: { by: "VISIT" } },
      { type: "CaseAssigned", facts: { agency: MISSION, officer: HAND } },
    ]);
    expect(stateOf(at([...past, ...made] as PastEvent[]).state())).toBe("ASSIGNED");
  });
});

describe("a referral", () => {
  const refer = (past: readonly PastEvent[], to: string) =>
    at(past).when("ReferCase", { agency: to, reason: "OTHER_MANDATE" });
  const referred = (day: string, to: string) => on(day, "CaseReferred", { agency: to, reason: "CRIME" });

  test("to one that has ended is refused, and names who took over", () =>
    at(of, {
      [`agency-${ENDED}`]: [
        agency("BP3MI"),
        { type: "AgencyEnded", facts: { on: "2024-11-05", how: "TRANSFORMED", successors: [DESK] } },
      ],
    })
      .when("ReferCase", { agency: ENDED, reason: "CRIME" })
      .thenRejected("agency-ended", { successors: [DESK] }));

  test("to oneself, or to the agency that has the case, is refused", () => {
    at(of, { [`agency-${AGENCY}`]: [agency("BP3MI")] })
      .when("ReferCase", { agency: AGENCY, reason: "CRIME" })
      .thenRejected("referral-to-itself", { agency: AGENCY });
    refer([...of, assigned("01-03")], MISSION).thenRejected("referral-to-itself", { agency: MISSION });
  });

  test("to the same agency is refused while it is there, and taken when it went on since", () => {
    const there = [...of, assigned("01-03"), referred("01-04", POLICE)];
    refer(there, POLICE).thenRejected("case-referred-so", { agency: POLICE });
    refer(there, DESK).then([{ facts: { agency: DESK } }]);
    // Who had it gets it back.
    refer(there, MISSION).then([{ facts: { agency: MISSION } }]);
    refer([...there, referred("01-05", DESK)], POLICE).then([{ facts: { agency: POLICE } }]);
    refer([...there, on("01-05", "LitigationStarted", { forum: "CRIMINAL" })], POLICE).then([{}]);
  });
});

describe("what is done", () => {
  test("an address of a shelter is sealed in its own class, and in nothing else", () => {
    const [event] = at(of)
      .when("ProvideShelter", { victim: VICTIM, kind: "SAFE_HOUSE", name: "Rumah Aman", address: "Jalan Sunyi 1" })
      .events();
    expect(event!.personal![0]).toEqual({
      person: VICTIM,
      class: "shelter",
      values: { name: "Rumah Aman", address: "Jalan Sunyi 1", phone: undefined },
    });
    expect(JSON.stringify(event!.facts)).not.toMatch(/Rumah|Sunyi/);
    const state = at([...of, { ...event!, occurred: { date: "2025-02-01" } } as PastEvent]).state();
    expect(valuesIn(state.stays[0]!.fields)).toEqual({ name: "Rumah Aman", address: "Jalan Sunyi 1" });
    expect(valuesIn(state.actions[0]!.fields)).toEqual({});
  });

  test("a stay ends once, and not before it began", () => {
    const stay = on("02-01", "ShelterProvided", { stay: STAY, victim: VICTIM, kind: "SAFE_HOUSE" });
    const end = (past: readonly PastEvent[], data: object = {}) =>
      at(past).when("EndShelter", { stay: STAY, reason: "MOVED", ...data });
    end([...of, stay]).then([{ type: "ShelterLeft", facts: { stay: STAY, victim: VICTIM } }]);
    end(of).thenRejected("stay-unknown");
    end([...of, stay], { occurred: { date: "2025-01-20" } }).thenRejected("stay-unknown");
    const left = on("02-05", "ShelterLeft", { stay: STAY, victim: VICTIM, reason: "MOVED" });
    end([...of, stay, left]).thenRejected("stay-unknown");
  });

  test.each<[string, object]>([
    ["ProvideShelter", { kind: "SAFE_HOUSE" }],
    ["IssueEmergencyTravelDocument", {}],
    ["DecideImmigrationFine", { outcome: "WAIVED" }],
    ["ObtainExitPermit", { permit: "EXIT_PERMIT" }],
    ["TakeCaseAction", { action: "TREATMENT" }],
    ["RecordVictimOutcome", { outcome: "SAFE_ABROAD" }],
    ["StartTraffickingScreening", {}],
    ["LogContact", { with: MOTHER, way: "PHONE", result: "REACHED" }],
  ])("%s is for a victim of the case only", (command, data) => {
    at(of)
      .when(command, { ...data, victim: MOTHER })
      .thenRejected("not-a-victim");
    at(of)
      .when(command, { ...data, victim: VICTIM })
      .then([{ facts: {} }]);
  });

  test("findings about health are sealed as such", () => {
    const [event] = at(of).when("TakeCaseAction", { action: "TREATMENT", victim: VICTIM, findings: "Demam" }).events();
    expect(event!.personal![0]).toEqual({ person: VICTIM, class: "health", values: { findings: "Demam" } });
    at(of).when("TakeCaseAction", { action: "TREATMENT", findings: "Demam" }).thenFails(InvalidField);
  });

  test("what a victim is paid is sealed as their finances", () => {
    const amounts = [{ victim: VICTIM, amount: 1_250_000, currency: "MYR" }];
    const [event] = at(of).when("SettleCase", { amounts, due: "2025-09-01" }).events();
    expect(event).toMatchObject({ facts: { due: "2025-09-01" } });
    expect(event!.personal![0]).toEqual({
      person: VICTIM,
      class: "finance",
      values: { amount: "1250000", currency: "MYR" },
    });
    expect(JSON.stringify(event!.facts)).not.toContain("1250000");
    at(of)
      .when("SettleCase", { amounts: [...amounts, ...amounts] })
      .thenFails(InvalidField);
    at(of)
      .when("SettleCase", { amounts: [{ ...amounts[0], victim: MOTHER }] })
      .thenRejected("not-a-victim");
  });

  test("a sanction is against a party", () => {
    const recommend = { sanction: "REVOCATION", legalGround: "PERMEN_23_2025_ART_18" };
    at(of)
      .when("RecommendSanction", { ...recommend, party: STRANGER })
      .thenRejected("party-unknown");
    at(of)
      .when("RecommendSanction", { ...recommend, party: BROKER_PARTY })
      .then([{ facts: { party: BROKER_PARTY }, subjects: [{ person: VICTIM }, { person: BROKER, role: "BROKER" }] }]);
  });

  test("a party is removed, but no victim for whom the case has acted", () => {
    at(of)
      .when("RemoveParty", { party: VICTIM_PARTY, reason: "DUPLICATE" })
      .then([{ type: "CasePartyRemoved" }]);
    at([...of, repatriationOpened])
      .when("RemoveParty", { party: VICTIM_PARTY, reason: "DUPLICATE" })
      .thenRejected("victim-in-use");
    const removed = [...of, on("02-01", "CasePartyRemoved", { party: BROKER_PARTY, reason: "NOT_INVOLVED" })];
    expect(
      at(removed)
        .state()
        .parties.map(({ id }) => id),
    ).toEqual([VICTIM_PARTY]);
  });
});

describe("a case that was handed over", () => {
  const referred = (day: string, to = POLICE) => on(day, "CaseReferred", { agency: to, reason: "CRIME" });

  test("from the court comes back to the court, and goes on from there", () => {
    const past = [
      ...of,
      on("02-05", "LitigationStarted", { forum: "CRIMINAL" }),
      referred("02-06"),
      referred("02-07", DESK),
    ];
    at(past)
      .when("EndReferral", { reason: "DONE_THERE" })
      .then([{ type: "CaseReferralEnded", facts: { agency: AGENCY, reason: "DONE_THERE" } }]);
    const back = [...past, on("02-10", "CaseReferralEnded", { agency: AGENCY, reason: "DONE_THERE" })];
    expect(stateOf(at(back).state())).toBe("LITIGATION");
    at(back).when("EndReferral", { reason: "DONE_THERE" }).thenRejected("case-stage");
    at(back)
      .when("SettleCase", {})
      .then([{ type: "CaseSettled" }]);
    at(back)
      .when("ReferCase", { agency: POLICE, reason: "CRIME" })
      .then([{ type: "CaseReferred" }]);
  });

  test("comes back to the stage at which it was handed over, whichever that was", () => {
    for (const [stage, past] of Object.entries(HISTORIES))
      if (!["REFERRED", "RESOLVED", "CLOSED_ADMINISTRATIVELY"].includes(stage)) {
        const back = [
          ...past,
          referred("04-01"),
          on("04-02", "CaseReferralEnded", { agency: AGENCY, reason: "DECLINED" }),
        ];
        expect(stateOf(at(back).state())).toBe(stage);
      }
  });
});

describe("a settlement", () => {
  const settled = (facts: object = {}, day = "02-03") => on(day, "CaseSettled", facts);
  const past = [...of, settled({ due: "2025-08-31" })];
  const [, , , settlement] = at(past).ids;
  const resolve = { reason: "AGREEMENT_FULFILLED" };

  test("that is not due yet keeps a case from being resolved", () => {
    at(past).when("ResolveCase", resolve).thenRejected("settlement-not-due", { due: "2025-08-31", day: "2025-06-01" });
    at([...past, on("03-01", "CaseReferred", { agency: POLICE, reason: "CRIME" })])
      .when("ResolveCase", { reason: "TAKEN_OVER" })
      .thenRejected("settlement-not-due");
    at([...of, settled({ due: "2025-06-01" })])
      .when("ResolveCase", resolve)
      .then([{ type: "CaseResolved" }]);
    at([...of, settled()])
      .when("ResolveCase", resolve)
      .then([{ type: "CaseResolved" }]);
  });

  test("that was fulfilled before it was due does not", () => {
    at(past)
      .when("FulfilSettlement", { occurred: { date: "2025-05-20" } })
      .then([{ type: "SettlementFulfilled", facts: { settlement } }]);
    const fulfilled = on("05-20", "SettlementFulfilled", { settlement });
    expect(at([...past, fulfilled]).state().settlements).toMatchObject([
      { event: settlement, due: "2025-08-31", fulfilled: { precision: "DAY" } },
    ]);
    at([...past, fulfilled])
      .when("ResolveCase", resolve)
      .then([{ type: "CaseResolved" }]);
    at([...past, fulfilled])
      .when("FulfilSettlement", {})
      .thenRejected("no-settlement");
    at(of).when("FulfilSettlement", {}).thenRejected("no-settlement");
  });

  test("of which a later one, or the court, took the place does not", () => {
    at([...past, on("03-01", "LitigationStarted", { forum: "CIVIL" })])
      .when("ResolveCase", { reason: "JUDGMENT_GIVEN" })
      .then([{ type: "CaseResolved" }]);
    const again = [
      ...past,
      on("03-01", "LitigationStarted", { forum: "CIVIL" }),
      settled({ due: "2025-05-01" }, "04-01"),
    ];
    at(again)
      .when("ResolveCase", resolve)
      .then([{ type: "CaseResolved" }]);
  });

  test("may be fulfilled after the case was resolved", () =>
    at([...of, settled({ due: "2025-02-20" }), on("03-01", "CaseResolved", { reason: "ASSISTED" })])
      .when("FulfilSettlement", {})
      .then([{ type: "SettlementFulfilled" }]));
});

describe("a victim is in one shelter at a time", () => {
  const shelter = (day: string, stay = STAY) =>
    on(day, "ShelterProvided", { stay, victim: VICTIM, kind: "MISSION_SHELTER" });
  const provide = { victim: VICTIM, kind: "SAFE_HOUSE" };
  const ended = (date: string) => ({ reason: "MOVED", occurred: { date } });

  test("another is not opened before the stay there has ended", () => {
    at([...of, shelter("03-01")])
      .when("ProvideShelter", provide)
      .thenRejected("shelter-open", { stay: STAY });
    at([...of, shelter("03-01")])
      .when("ProvideShelter", { ...provide, occurred: { date: "2025-02-01" } })
      .thenRejected("shelter-open");
    at([...of, shelter("03-01"), on("04-01", "ShelterLeft", { stay: STAY, victim: VICTIM, reason: "MOVED" })])
      .when("ProvideShelter", provide)
      .then([{ type: "ShelterProvided" }]);
    at([...of, on("01-06", "CasePartyRecorded", { party: STAY, role: "VICTIM", person: CHILD }), shelter("03-01")])
      .when("ProvideShelter", { ...provide, victim: CHILD })
      .then([{ type: "ShelterProvided" }]);
  });

  test("an earlier stay is told with its end", () => {
    const earlier = { ...provide, occurred: { date: "2025-01-10" } };
    const [provided, left] = at([...of, shelter("03-01")])
      .when("ProvideShelter", { ...earlier, ended: ended("2025-02-01") })
      .events();
    expect(provided).toMatchObject({ type: "ShelterProvided" });
    expect(left).toMatchObject({
      type: "ShelterLeft",
      facts: { stay: (provided!.facts as { stay: string }).stay, victim: VICTIM, reason: "MOVED" },
    });
    at([...of, shelter("03-01")])
      .when("ProvideShelter", { ...earlier, ended: ended("2025-03-20") })
      .thenRejected("shelter-open");
    at(of)
      .when("ProvideShelter", { ...earlier, ended: ended("2025-01-02") })
      .thenRejected("stay-unknown");
  });
});

describe("I13 a case closes with a reason, and not while a repatriation that it opened is open", () => {
  const open = [...of, repatriationOpened];
  const changed = (status: string, day = "02-20") =>
    on(day, "CaseRepatriationChanged", { repatriation: REPATRIATION, status });
  const closings = [
    ["ResolveCase", { reason: "RETURNED_HOME" }],
    ["CloseCaseAdministratively", { reason: "WITHDRAWN" }],
  ] as const;

  test.each(closings)("%s", (command, data) => {
    at(open)
      .when(command, data)
      .thenRejected("I13", { repatriations: [REPATRIATION] });
    for (const status of ["CLOSED", "CANCELLED"])
      at([...open, changed(status)])
        .when(command, data)
        .then([{ facts: data }]);
    at([...open, changed("CANCELLED"), changed("OPEN", "02-21")])
      .when(command, data)
      .thenRejected("I13");
  });

  test("a repatriation that was requested while the case was being closed reopens it", () => {
    const opened = { repatriation: REPATRIATION, person: VICTIM, kind: "LIVING" };
    const made = at(HISTORIES["RESOLVED"]!).when("OpenRepatriation", opened).events();
    expect(made).toMatchObject([
      { type: "CaseRepatriationOpened", facts: opened },
      { type: "CaseReopened", facts: { reason: "REPATRIATION_OPEN", stage: "ASSIGNED" } },
    ]);
    at(of)
      .when("OpenRepatriation", opened)
      .then([{ type: "CaseRepatriationOpened" }]);
    at(open).when("OpenRepatriation", opened).thenRejected("repatriation-known");
  });

  test("so does one that goes on again, as after a mistaken report of a death (I6)", () => {
    const closed = [...open, changed("CANCELLED"), ...HISTORIES["RESOLVED"]!.slice(-1)];
    const again = at(closed).when("NoteRepatriation", { repatriation: REPATRIATION, status: "OPEN" });
    again.then([{ type: "CaseRepatriationChanged" }, { type: "CaseReopened", facts: { stage: "ASSIGNED" } }]);
    at(open)
      .when("NoteRepatriation", { repatriation: REPATRIATION, status: "OPEN" })
      .thenRejected("repatriation-known");
  });

  test("a closed case opens none, and a case opens them for its victims only", () => {
    const request = (who: string, past: readonly PastEvent[]) =>
      given(repatriationDecider, [], {
        others: { ...beside({ [`case-${CASE}`]: past }), ...REPATRIATION_RULES },
      }).when("RequestRepatriation", { kind: "LIVING", person: who, case: CASE, source: "MISSION", cause: "ABUSE" });
    request(VICTIM, of).then([{ facts: { case: CASE, person: VICTIM } }]);
    request(VICTIM, HISTORIES["RESOLVED"]!).thenRejected("I13");
    request(BROKER, of).thenRejected("not-a-victim");
    request(VICTIM, []).thenRejected("case-unknown");
  });
});

describe("I15 nobody is contacted whom the person asked not to tell, or accuses", () => {
  const contact = (data: object, about: readonly PastEvent[]) =>
    at(of, { [`person-${VICTIM}`]: [person(), ...about] }).when("LogContact", {
      victim: VICTIM,
      way: "PHONE",
      result: "REACHED",
      ...data,
    });

  test("not the person, and nobody of the relation", () => {
    contact({ with: MOTHER }, []).then([
      {
        type: "CaseContactLogged",
        subjects: [
          { person: VICTIM, role: "VICTIM" },
          { person: MOTHER, role: "CONTACT" },
        ],
      },
    ]);
    contact({ with: MOTHER }, [doNotTell({ person: MOTHER })]).thenRejected("I15", { request: WISH });
    contact({ relation: "MOTHER" }, [doNotTell({ relation: "ANY_FAMILY" })]).thenRejected("I15");
    contact({ with: MOTHER, relation: "MOTHER" }, [doNotTell({ relation: "ANY_FAMILY" })]).thenRejected("I15");
  });

  test.each(["ALLEGED_PERPETRATOR", "BROKER", "RECRUITER"])("nor a %s in any case", (role) =>
    contact({ with: MOTHER }, [alleged(MOTHER, role)]).thenRejected("I15", { allegation: ALLEGATION, role }),
  );

  test("but always the person", () => contact({ with: VICTIM }, [doNotTell({ relation: "ANY_FAMILY" })]).then([{}]));

  test("somebody is named, and is there", () => {
    contact({}, []).thenRejected("contact-of-whom");
    contact({ with: STRANGER }, []).thenRejected("person-unknown");
  });
});

test("a next action is set by hand, replaced, and done; a closure leaves none", () => {
  const set = on("02-01", "NextActionSet", { action: "VISIT", due: "2025-02-03" });
  expect(at([...of, set]).state().nextAction).toMatchObject({ action: "VISIT", due: "2025-02-03" });
  at([...of, set])
    .when("CompleteNextAction", {})
    .then([{ type: "NextActionDone", facts: { action: "VISIT" } }]);
  at(of).when("CompleteNextAction", {}).thenRejected("no-next-action");
  expect(at([...of, set, on("02-02", "NextActionDone", { action: "VISIT" })]).state().nextAction).toBeNull();
  expect(at([...of, set, ...HISTORIES["RESOLVED"]!.slice(-1)]).state().nextAction).toBeNull();
});

test("an event dated before the complaint does not undo it", () =>
  expect(stateOf(at([verified, received(), on("01-01", "CaseActionTaken", { action: "SAFETY" })]).state())).toBe(
    "VERIFIED",
  ));
