import { describe, expect, test } from "@jest/globals";
import type { IncomingHttpHeaders } from "node:http";
import { Predecessors } from "../../src/agency/predecessors.js";
import { RegisteredCallers } from "../../src/sign-in/callers.js";
import { IssuerUnavailable, TokenRefused, type Identity } from "../../src/access/identity.js";
import type { CommandHandling } from "../../src/event-sourcing/deciding/command-handling.js";
import type { ReadModel } from "../../src/event-sourcing/projecting/read-model.js";
import { Problem } from "../../src/http/problems.js";
import { AGENCY, OFFICER } from "../given.js";
import { settableClock } from "../temporary.js";

const OTHER = "0f5b6c3e-0000-4000-8000-00000000000b";

const assignment = (agency: string, role: string, more: object = {}) => ({
  id: `${agency}/${role}`,
  agency,
  role,
  region: null,
  from: "2025-01-01",
  until: null,
  ...more,
});
const AGENCIES: Record<string, object> = {
  [AGENCY]: { kind: "BP3MI", region: "36", country: null, zone: "Asia/Jakarta", validTo: null },
  // Two hours ahead of Jakarta.
  [OTHER]: { kind: "MISSION", region: null, country: "PG", zone: "Pacific/Port_Moresby", validTo: null },
};

function callers(
  assignments: readonly object[],
  now = "2025-06-01T03:00:00.000Z",
  identify?: () => Promise<Identity>,
  ended: readonly { id: string; successors: readonly string[]; validTo: string }[] = [],
) {
  const find = async (_: string, { where: [successor] }: { where: readonly { has: string }[] }) => ({
    documents: ended
      .filter(({ successors }) => successors.includes(successor!.has))
      .map((each) => ({ ...each, zone: "Asia/Jakarta" })),
  });
  const load = async ({ aggregate, id }: { aggregate?: { category?: string }; id: string }) =>
    aggregate?.category === "officer" ? { assignments } : AGENCIES[id];
  return new RegisteredCallers(
    { identify: identify ?? (async () => identity()) } as ConstructorParameters<typeof RegisteredCallers>[0],
    { load } as unknown as CommandHandling,
    settableClock(now),
    new Predecessors({ find, waitFor: async () => true } as unknown as ReadModel, { newest: async () => -1 }),
  );
}
const identity = (administrator = false) => ({ officer: OFFICER, administrator }) as Identity;

async function statusOf(run: Promise<unknown>): Promise<number> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Problem);
  return (error as Problem).status;
}

describe("who calls", () => {
  test.each<[string, IncomingHttpHeaders]>([
    ["no token", {}],
    ["another scheme", { authorization: "Basic abc" }],
    ["two tokens", { authorization: "Bearer a b" }],
    ["an empty one", { authorization: "Bearer " }],
  ])("is not known by %s", async (_, headers) => {
    expect(await statusOf(callers([]).identify(headers))).toBe(401);
  });

  test.each([
    ["the token is not believed", TokenRefused, 401],
    ["nobody can tell", IssuerUnavailable, 503],
  ] as const)("is not known where %s", async (_, Refusal, status) => {
    const unknown = callers([], undefined, () => Promise.reject(new Refusal("x")));
    expect(await statusOf(unknown.identify({ authorization: "Bearer abc" }))).toBe(status);
  });

  test("acts in the only assignment, for what its agency answers for, on purposes that the policy has by itself", async () => {
    const caller = await callers([assignment(AGENCY, "CASEWORKER")]).callerOf(identity(), {});
    expect(caller).toMatchObject({
      actor: { id: OFFICER, agency: AGENCY, role: "CASEWORKER", onBehalfOf: null },
      jurisdiction: { kind: "BP3MI", region: "36", country: null },
      purpose: "PROTECTION",
      lawfulBasis: "PUBLIC_TASK",
    });
    const said = { "kawal-purpose": "AUDIT", "kawal-lawful-basis": "CONSENT" };
    expect(
      await callers([assignment(AGENCY, "CASEWORKER", { region: "36.04" })]).callerOf(identity(), said),
    ).toMatchObject({
      jurisdiction: { region: "36.04" },
      purpose: "AUDIT",
      lawfulBasis: "CONSENT",
    });
  });

  test("says in which of two assignments they act", async () => {
    const two = callers([assignment(AGENCY, "CASEWORKER"), assignment(OTHER, "SUPERVISOR")]);
    expect(await statusOf(two.callerOf(identity(), {}))).toBe(400);
    for (const headers of [
      { "kawal-agency": OTHER.toUpperCase() },
      { "kawal-role": "SUPERVISOR" },
    ] as IncomingHttpHeaders[])
      expect(await two.callerOf(identity(), headers)).toMatchObject({ role: "SUPERVISOR", actor: { agency: OTHER } });
    expect(await statusOf(two.callerOf(identity(), { "kawal-role": "AUDITOR" }))).toBe(403);
    const mixed = { "kawal-agency": AGENCY, "kawal-role": "SUPERVISOR" };
    expect(await statusOf(two.callerOf(identity(), mixed))).toBe(403);
  });

  test("acts once where the same assignment was made twice", async () => {
    const twice = callers([assignment(AGENCY, "CASEWORKER"), assignment(AGENCY, "CASEWORKER", { from: "2025-02-01" })]);
    expect(await twice.callerOf(identity(), {})).toMatchObject({ role: "CASEWORKER" });
  });

  test.each<[string, string | string[]]>([
    ["kawal-agency", "no uuid"],
    ["kawal-role", "caseworker"],
    ["kawal-role", ["CASEWORKER", "CASEWORKER"]],
    ["kawal-purpose", "CURIOSITY"],
    ["kawal-lawful-basis", ""],
  ])("names nothing else in %s than what there is: %j", async (header, value) => {
    const one = callers([assignment(AGENCY, "CASEWORKER")]);
    const headers = { [header]: value } as IncomingHttpHeaders;
    expect(await statusOf(one.callerOf(identity(), headers))).toBe(400);
  });

  test("acts by the day of the agency's own place", async () => {
    const there = (now: string) =>
      callers([assignment(OTHER, "MISSION", { from: "2025-06-01" })], now).callerOf(identity(), {});
    // 24:00 there is 14:00 in UTC.
    expect(await statusOf(there("2025-05-31T13:59:59.999Z"))).toBe(403);
    expect(await there("2025-05-31T14:00:00.000Z")).toMatchObject({ role: "MISSION" });
  });

  test("has taken over from agencies that have ended by today, at first and at second hand", async () => {
    const [first, second, third] = ["c1", "c2", "c3"].map((end) => `0f5b6c3e-0000-4000-8000-0000000000${end}`) as [
      string,
      string,
      string,
    ];
    const ended = [
      { id: first, successors: [AGENCY], validTo: "2025-06-01" },
      { id: second, successors: [first, AGENCY], validTo: "2020-01-01" },
      { id: third, successors: [AGENCY], validTo: "2025-06-02" },
      { id: OTHER, successors: [third], validTo: "2020-01-01" },
    ];
    const now = "2025-05-31T17:00:00.000Z"; // midnight in Jakarta
    const caller = await callers([assignment(AGENCY, "CASEWORKER")], now, undefined, ended).callerOf(identity(), {});
    expect(caller.predecessors.toSorted()).toEqual([first, second]);
  });

  test("is an administrator for no agency where the issuer says so, and may be more", async () => {
    expect(await callers([]).callerOf(identity(true), {})).toMatchObject({
      role: "ADMINISTRATOR",
      actor: { agency: null },
      jurisdiction: { kind: null, region: null, country: null },
    });
    expect(await statusOf(callers([]).callerOf(identity(), {}))).toBe(403);
    const both = callers([assignment(AGENCY, "CASEWORKER")]);
    expect(await statusOf(both.callerOf(identity(true), {}))).toBe(400);
  });
});
