import { describe, expect, test } from "@jest/globals";
import { AGENCY_KINDS } from "../../src/facts/agency-kinds.js";
import { AT_MOST, permits, POLICY, type Permission, type PolicyRow } from "../../src/access/policy.js";
import { ROLES } from "../../src/access/roles.js";

const PERMISSIONS = Object.keys(POLICY) as Permission[];

describe("what is permitted", () => {
  test("follows from the role, for officers of every kind of agency but a placement company", () => {
    for (const kind of [null, ...AGENCY_KINDS].filter((each) => each !== "PLACEMENT_COMPANY")) {
      expect(permits("CASE_READ", "CASEWORKER", kind)).toBe(true);
      expect(permits("CASE_READ", "VILLAGE_OFFICER", kind)).toBe(false);
      expect(permits("PERSON_ERASE", "SUPERVISOR", kind)).toBe(true);
      expect(permits("PERSON_ERASE", "CASEWORKER", kind)).toBe(false);
    }
    expect(Object.keys(AT_MOST)).toEqual(["PLACEMENT_COMPANY"]);
  });

  test("to a placement company is no more than its part in a placement, and no more than the role's", () => {
    for (const permission of ["CASE_READ", "CASE_LIST", "PERSON_ERASE", "REPATRIATION_READ"] as const)
      for (const role of ROLES) expect([role, permits(permission, role, "PLACEMENT_COMPANY")]).toEqual([role, false]);
    expect(permits("MIGRANT_READ", "CASEWORKER", "PLACEMENT_COMPANY")).toBe(true);
    expect(permits("MIGRANT_READ", "ANALYST", "PLACEMENT_COMPANY")).toBe(false);
    for (const permission of PERMISSIONS)
      for (const role of ROLES)
        if (permits(permission, role, "PLACEMENT_COMPANY")) expect(permits(permission, role, null)).toBe(true);
  });

  test("is to officers of some kinds of agency alone what others may not do in any role", () => {
    for (const kind of [null, ...AGENCY_KINDS])
      for (const permission of ["PUBLICATION_PROPOSE", "PUBLICATION_APPROVE"] as const) {
        const may = ROLES.filter((role) => permits(permission, role, kind));
        const roles = permission === "PUBLICATION_PROPOSE" ? ["SUPERVISOR", "ANALYST"] : ["SUPERVISOR"];
        expect([kind, permission, may]).toEqual([kind, permission, kind === "COORDINATION" ? roles : []]);
      }
  });

  test("is something to some role, and not to all; to machines least", () => {
    const of = (role: (typeof ROLES)[number]) => PERMISSIONS.filter((each) => permits(each, role, null));
    for (const permission of PERMISSIONS) {
      const { only = [] }: PolicyRow = POLICY[permission];
      expect([permission, ROLES.some((role) => permits(permission, role, only[0] ?? null))]).toEqual([
        permission,
        true,
      ]);
    }
    for (const role of ROLES) expect(of(role).length).toBeLessThan(PERMISSIONS.length);
    expect(of("MACHINE_CLIENT").length).toBe(Math.min(...ROLES.map((role) => of(role).length)));
  });
});
