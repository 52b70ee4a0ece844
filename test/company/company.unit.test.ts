import { describe, expect, test } from "@jest/globals";
import { companiesView } from "../../src/company/companies.view.js";
import { companyDecider } from "../../src/company/company.commands.js";
import { licenceOn } from "../../src/company/company.js";
import { InvalidField } from "../../src/event-sourcing/deciding/rejection.js";
import { given, ID, type PastEvent } from "../given.js";
import { beside, MOTHER, STRANGER } from "../protection-case/cases.js";

const at = (past: readonly PastEvent[]) => given(companyDecider, past, { others: beside() });
const register = (data: object) =>
  at([]).when("RegisterCompany", { kind: "PLACEMENT_COMPANY", name: "PT Contoh", ...data });
const REGISTERED: PastEvent = {
  type: "CompanyRegistered",
  facts: { kind: "PLACEMENT_COMPANY", registered: true, name: "PT Contoh" },
};
const BROKER: PastEvent = {
  type: "CompanyRegistered",
  facts: { kind: "BROKER", registered: false },
  personal: [{ person: ID, class: "identity", values: { name: "Pak Calo" } }],
};

describe("the name", () => {
  test("of a registered company is public", () => {
    const [event] = register({ registered: true }).events();
    expect(event).toMatchObject({ facts: { registered: true, name: "PT Contoh" } });
    expect(at([REGISTERED]).state().names).toEqual([{ name: "PT Contoh", from: null }]);
  });

  test.each(["BROKER", "RECRUITER", "EMPLOYER"])("of a %s is a person's, and sealed under its own id", (kind) => {
    const [event] = register({ kind, name: "Pak Calo" }).events();
    expect(JSON.stringify([event!.facts, event!.subjects])).not.toContain("Calo");
    expect(event!.subjects[0]).toEqual({ person: ID, role: "COMPANY" });
    expect(event!.personal![0]).toEqual({ person: ID, class: "identity", values: { name: "Pak Calo" } });
  });

  test("of either changes alike, and no correction puts one in the clear", () => {
    const rename = { name: "Baru", from: "2025-01-01" };
    at([REGISTERED])
      .when("RenameCompany", rename)
      .then([{ facts: { name: "Baru", from: "2025-01-01" } }]);
    const [renamed] = at([BROKER]).when("RenameCompany", rename).events();
    expect(renamed!.facts).toEqual({ from: "2025-01-01" });
    const { ids, when } = at([BROKER]);
    when("CorrectFact", { event: ids[0], reason: "MISTYPED", facts: { name: "Pak Calo" } }).thenFails(InvalidField);
    when("CorrectFact", { event: ids[0], reason: "MISTYPED", facts: { registered: true } }).thenFails(InvalidField);
    when("CorrectFact", { event: ids[0], reason: "MISTYPED", personal: { identity: { name: "Bu Calo" } } }).then([{}]);
  });
});

test("one human being may stand behind it, who is registered", () => {
  register({ kind: "BROKER", person: MOTHER }).then([{ subjects: [{}, { person: MOTHER, role: "TRADER" }] }]);
  register({ kind: "BROKER", person: STRANGER }).thenRejected("person-unknown");
  register({ registered: true, person: MOTHER }).thenFails(InvalidField);
});

describe("the licence", () => {
  const licence = (validFrom: string, status: string, validUntil?: string): PastEvent => ({
    type: "CompanyLicenceRecorded",
    facts: { status, validFrom, ...(validUntil && { validUntil }) },
  });
  const past = [REGISTERED, licence("2024-01-01", "SUSPENDED"), licence("2020-01-01", "ACTIVE", "2023-06-30")];

  test.each([
    ["2019-12-31", "NONE"],
    ["2020-01-01", "ACTIVE"],
    ["2023-06-30", "ACTIVE"],
    ["2023-07-01", "EXPIRED"],
    ["2024-01-01", "SUSPENDED"],
  ])("on %s is %s", (day, status) => expect(licenceOn(at(past).state(), day)).toBe(status));

  test("does not end before it begins", () =>
    at([REGISTERED])
      .when("RecordLicence", { status: "ACTIVE", validFrom: "2024-01-01", validUntil: "2023-12-31" })
      .thenFails(InvalidField));
});

test("the view holds what the state does, with the fields of its indexes", () => {
  const event = { ...given(companyDecider, [BROKER]), stream: `company-${ID}` };
  expect(companiesView.ids(event as never, () => [])).toEqual([ID]);
  const document = given(
    {
      ...companyDecider,
      initial: undefined,
      evolve: (before: never, each: never) => companiesView.evolve(before, each, ID, undefined as never),
    } as never,
    [BROKER],
  ).state();
  for (const { field } of companiesView.indexes) expect(document).toHaveProperty(field);
});
