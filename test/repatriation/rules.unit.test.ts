import { describe, expect, test } from "@jest/globals";
import { DISPOSITIONS, REMAINS_DOCUMENT_KINDS } from "../../src/repatriation/codes.js";
import { repatriationDecider } from "../../src/repatriation/repatriation.commands.js";
import { repatriationEvents } from "../../src/repatriation/repatriation.events.js";
import { precedents, STEP_OF_EVENT, STEPS } from "../../src/repatriation/steps.js";
import { contentErrors } from "../../src/rules/kinds.js";
import { FIRST_REPATRIATION_RULES } from "../../src/rules/repatriation.js";

const [papers, steps] = FIRST_REPATRIATION_RULES;

describe("the first editions of the rules of repatriation", () => {
  test("are of their schema", () => {
    for (const { kind, content } of FIRST_REPATRIATION_RULES) expect(contentErrors(kind, content)).toEqual([]);
  });

  test("name only steps that can be done, in an order that the world has", () => {
    for (const [kind, plan] of [
      ["LIVING", steps.content.living],
      ["REMAINS", steps.content.remains],
    ] as const)
      for (const [i, { step }] of plan.entries()) {
        expect(Object.keys(STEPS[kind])).toContain(step);
        const before = plan.slice(0, i).map((each) => each.step);
        const later = plan.map((each) => each.step).filter((each) => !before.includes(each));
        expect([...precedents(kind, step)].filter((each) => later.includes(each))).toEqual([]);
      }
  });

  test("have a set of papers for every disposition, of kinds that can be submitted", () => {
    expect(new Set(papers.content.sets.map(({ disposition }) => disposition))).toEqual(new Set(DISPOSITIONS));
    for (const { documents } of papers.content.sets)
      for (const { kind } of documents) expect(REMAINS_DOCUMENT_KINDS).toContain(kind);
  });
});

describe("the table of steps", () => {
  test("has no circle, and names events and steps that there are", () => {
    const types = repatriationEvents.map(({ type }) => type as string);
    for (const kind of ["LIVING", "REMAINS"] as const)
      for (const [code, { events, after }] of Object.entries(STEPS[kind])) {
        expect([...precedents(kind, code)]).not.toContain(code);
        for (const step of after) expect(Object.keys(STEPS[kind])).toContain(step);
        for (const type of events) expect(types).toContain(type);
        for (const type of events) expect(STEP_OF_EVENT[type]).toBe(code);
      }
  });
});

test("every command has a path of its own", () => {
  const paths = repatriationDecider.commands.flatMap(({ route }) => route?.path ?? []);
  // All but the request, and the two that a handover in bulk sends.
  expect(paths).toHaveLength(Object.keys(repatriationDecider.decisions).length - 3);
  expect(new Set(paths).size).toBe(paths.length);
});
