import { expect, test } from "@jest/globals";
import { companyDecider } from "../../src/company/company.commands.js";
import { given, type PastEvent } from "../given.js";

const renamed = (name: string, from: string): PastEvent => ({ type: "CompanyRenamed", facts: { name, from } });

test("the names of a company stand by their days, in whatever order they were told", () => {
  const registered = {
    type: "CompanyRegistered",
    facts: { kind: "PLACEMENT_COMPANY", registered: true, name: "PT Awal" },
  };
  const past = [registered, renamed("PT Baru", "2024-05-01"), renamed("PT Lama", "2020-01-01")];
  expect(given(companyDecider, past).state().names).toEqual([
    { name: "PT Awal", from: null },
    { name: "PT Lama", from: "2020-01-01" },
    { name: "PT Baru", from: "2024-05-01" },
  ]);
});
