import { beforeAll, describe, expect, test } from "@jest/globals";
import { loadRegions } from "../../src/places/regions.js";
import { CASE_STATES } from "../../src/protection-case/codes.js";
import { SAMPLE_ENDS } from "../../src/sample/life.js";
import { sampleSteps } from "../../src/sample/lives.js";
import { nA } from "../../src/sample/n-a.js";
import { inventedPerson } from "../../src/sample/people.js";
import type { CommandStep, SampleStep } from "../../src/sample/step.js";
import { inTrouble } from "../../src/sample/troubles.js";
import { LEADS_TO } from "../protection-case/cases.js";

/** Of whom some 500 have a case. */
const PEOPLE = 1200;

interface Case {
  readonly received: CommandStep;
  readonly data: { readonly categories: string[] };
  /** In order of time, without the complaint. */
  readonly steps: readonly CommandStep[];
}

/** The cases among some steps, by the lives that they are of. */
function casesOf(steps: readonly SampleStep[]): Case[] {
  const ofCases = steps.filter((step) => !("upload" in step) && step.decider.category === "case") as CommandStep[];
  const inOrder = ofCases.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const byLife = Map.groupBy(inOrder, ({ name }) => name.split("/")[0]!);
  return [...byLife.values()].map(([received, ...after]) => ({
    received: received!,
    data: received!.data as Case["data"],
    steps: after,
  }));
}

/** As the board will show it. */
function stateOf({ steps }: Case): string {
  return steps.reduce((state, { command }) => {
    if (command === "ReopenCase") return "REOPENED";
    if (command === "AssignCase" && state === "VERIFIED") return "ASSIGNED";
    return LEADS_TO[command] ?? state;
  }, "RECEIVED");
}

describe("the caseload", () => {
  let cases: Case[];
  beforeAll(async () => {
    await loadRegions();
    const people = Array.from({ length: PEOPLE }, (_, i) => inventedPerson(i));
    cases = casesOf(people.filter(({ course }) => course === "CASE").flatMap(inTrouble));
  });

  test("is about what the complaints of the first half of 2024 were about, and each begins with one", () => {
    expect(cases.length).toBeGreaterThan(400);
    expect(new Set(cases.map(({ received }) => received.command))).toEqual(new Set(["ReceiveComplaint"]));
    const expected = {
      WANTS_REPATRIATION: 0.178,
      UNPAID_WAGES: 0.111,
      DEPORTED: 0.08,
      FAILED_DEPARTURE: 0.059,
      DEATH: 0.054,
      JOB_FRAUD: 0.042,
    };
    for (const [category, share] of Object.entries(expected)) {
      const found = cases.filter(({ data }) => data.categories[0] === category).length / cases.length;
      expect(Math.abs(found - share)).toBeLessThan(3 * Math.sqrt((share * (1 - share)) / cases.length));
    }
  });

  test("is seldom solved in the month in which it came: 0.75 to 6 of a hundred", () => {
    const solved = cases.filter(({ received, steps }) =>
      steps.some(({ command, at }) => command === "ResolveCase" && at.slice(0, 7) === received.at.slice(0, 7)),
    );
    const share = solved.length / cases.length;
    expect(share).toBeGreaterThan(0.0075);
    expect(share).toBeLessThan(0.06);
  });

  test("names nobody's repatriation but by a case of the person", () => {
    const steps = sampleSteps(60).filter((step) => !("upload" in step)) as CommandStep[];
    const opened = steps.filter(({ command, data }) => command === "RequestRepatriation" && "case" in data);
    expect(opened.length).toBeGreaterThan(5);
    for (const { at, name } of opened) {
      const complaint = steps.find((step) => step.name === `${name.split("/")[0]}/complaint`)!;
      expect(complaint.at < at).toBe(true);
    }
  });
});

describe("the sample as it is filled with no setting", () => {
  let cases: Case[];
  beforeAll(async () => {
    await loadRegions();
    cases = casesOf(sampleSteps(200));
  });

  test("has a case in every state", () => {
    expect(new Set(cases.map(stateOf))).toEqual(new Set(CASE_STATES));
  });

  test("has next actions that are due, and contacts logged, by many officers", () => {
    const open = cases.filter((each) => !["RESOLVED", "CLOSED_ADMINISTRATIVELY"].includes(stateOf(each)));
    const due = open.flatMap(({ steps }) => {
      const next = steps.findLast(({ command }) => command === "SetNextAction");
      return (next?.data as { due?: string } | undefined)?.due ?? [];
    });
    expect(due.filter((day) => day < SAMPLE_ENDS).length).toBeGreaterThan(5);
    expect(due.filter((day) => day >= SAMPLE_ENDS).length).toBeGreaterThan(0);
    const contacts = cases.flatMap(({ steps }) => steps.filter(({ command }) => command === "LogContact"));
    expect(contacts.length).toBeGreaterThan(cases.length / 2);
    expect(new Set(contacts.map(({ by }) => by.id)).size).toBeGreaterThan(10);
  });

  test("says of N.A.'s work what the report says, which does not tell two sectors apart", () => {
    const started = nA().steps.find((step) => "command" in step && step.command === "StartJourney") as CommandStep;
    expect(started.data).toMatchObject({ sector: "ONLINE_SCAM_OR_GAMBLING" });
  });
});
