import { describe, expect, test } from "@jest/globals";
import { caseDecider } from "../../src/protection-case/case.commands.js";
import { given, valuesIn, type PastEvent } from "../given.js";
import { CHILD, HISTORIES, on, REPATRIATION, VICTIM } from "./cases.js";

const at = (past: readonly PastEvent[]) => given(caseDecider, past).state();
const of = HISTORIES["ASSIGNED"]!;

describe("a repatriation that a case opened", () => {
  const opened = (day: string) =>
    on(day, "CaseRepatriationOpened", { repatriation: REPATRIATION, person: VICTIM, kind: "LIVING" });
  const changed = (day: string, status: string) =>
    on(day, "CaseRepatriationChanged", { repatriation: REPATRIATION, status });

  test("has ended also where its end is dated before its opening", () => {
    const ahead = at([...of, changed("03-02", "CANCELLED"), changed("03-03", "CLOSED")]);
    expect(ahead).toMatchObject({ repatriations: [], repatriationsAhead: [{ id: REPATRIATION, status: "CLOSED" }] });
    const known = at([...of, changed("03-02", "CANCELLED"), changed("03-03", "CLOSED"), opened("03-04")]);
    expect(known).toMatchObject({ repatriations: [{ id: REPATRIATION, status: "CLOSED" }], repatriationsAhead: [] });
  });
});

test("of a settlement each victim's amount is kept by itself", () => {
  const amount = (person: string, value: string) =>
    ({ person, class: "finance", values: { amount: value, currency: "MYR" } }) as const;
  const narrative = { person: null, class: "narrative", names: [VICTIM, CHILD], values: { terms: "dibayar" } } as const;
  const settled = on("03-02", "CaseSettled", {}, { personal: [amount(VICTIM, "1"), amount(CHILD, "2"), narrative] });
  const { stages } = at([...of, settled]);
  const { fields, amounts } = stages.at(-1)!;
  expect(valuesIn(fields)).toEqual({ terms: "dibayar" });
  expect(amounts.map(({ victim }) => victim)).toEqual([VICTIM, CHILD]);
  expect(amounts.map(({ fields: own }) => valuesIn(own))).toEqual([
    { amount: "1", currency: "MYR" },
    { amount: "2", currency: "MYR" },
  ]);
  expect(stages[0]!.amounts).toEqual([]);
});
