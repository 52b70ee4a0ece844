import { describe, expect, test } from "@jest/globals";
import type { Caller } from "../../src/access/caller.js";
import { Gate } from "../../src/access/gate.js";
import type { Role } from "../../src/access/roles.js";
import { AGENCY, OFFICER } from "../given.js";

const HIDDEN = { masked: "hidden" };
const [SARI, WATI, CASE, FILE] = ["b1", "b2", "ca", "f1"].map((end) => `0f5b6c3e-0000-4000-8000-0000000000${end}`) as [
  string,
  string,
  string,
  string,
];

const caller = (role: Role = "CASEWORKER", kind: Caller["jurisdiction"]["kind"] = "BP3MI"): Caller => ({
  actor: { kind: "OFFICER", id: OFFICER, onBehalfOf: null, agency: AGENCY, role },
  role,
  jurisdiction: { kind, region: null, country: null },
  predecessors: [],
  purpose: "PROTECTION",
  lawfulBasis: "PUBLIC_TASK",
});

/** A gate that hides these, and what it looked up. */
function gate(...hidden: string[]) {
  const asked: string[][] = [];
  const sight = {
    concealedAmong: async (_caller: Caller, keys: readonly string[]) => {
      asked.push([...keys]);
      return new Set(keys.filter((key) => hidden.includes(key)));
    },
  };
  return {
    asked,
    passes: (answer: unknown, sent: unknown = null, who = caller()) =>
      new Gate(sight).passes(answer, { caller: who }, sent),
  };
}
const shut = gate(`person-${SARI}`);

describe("an id of somebody hidden", () => {
  test("is masked wherever it stands: as a value, in a list, in the name of a stream, within a text", async () => {
    const answer = {
      data: {
        id: WATI,
        victims: [SARI, WATI],
        stream: `person-${SARI}`,
        item: `person/${SARI}`,
        note: `lihat ${SARI.toUpperCase()}`,
      },
    };
    expect(await shut.passes(answer)).toEqual({
      data: { id: WATI, victims: [HIDDEN, WATI], stream: HIDDEN, item: HIDDEN, note: HIDDEN },
    });
  });

  test("takes with it what a part of a row tells of them; the row itself stays", async () => {
    const row = {
      id: CASE,
      person: SARI,
      kind: "LIVING",
      parties: [
        { id: FILE, role: "VICTIM", person: SARI, relation: "MOTHER" },
        { id: FILE, role: "BROKER", person: WATI, relation: null },
      ],
      facts: { victim: SARI, kind: "MISSION_SHELTER" },
    };
    expect(await shut.passes({ data: [row], next: "x" })).toEqual({
      data: [
        {
          id: CASE,
          person: HIDDEN,
          kind: "LIVING",
          parties: [{ id: FILE, role: "VICTIM", person: HIDDEN }, row.parties[1]],
          facts: { victim: HIDDEN },
        },
      ],
      next: "x",
    });
  });

  test("takes the row where it is the row's own, and the entry where it is a key", async () => {
    const answer = {
      data: [
        { id: SARI, sex: "FEMALE" },
        { id: WATI, by: { [SARI]: 1, [WATI]: 2 } },
      ],
    };
    expect(await shut.passes(answer)).toEqual({ data: [{ id: WATI, by: { [WATI]: 2 } }] });
  });

  test("is masked in a problem, and left where the caller named it: their own words tell them nothing", async () => {
    const problem = { status: 409, undecided: [{ event: CASE, others: [SARI, WATI] }], person: SARI };
    expect(await shut.passes(problem)).toEqual({
      status: 409,
      undecided: [{ event: CASE, others: [HIDDEN, WATI] }],
      person: HIDDEN,
    });
    expect(await shut.passes(problem, { person: SARI.toUpperCase() })).toEqual(problem);
  });

  test("is left where it tells who acted, for whom, or how fresh the answer is", async () => {
    const answer = { data: { who: { id: SARI }, agency: SARI, event: SARI, dataAsOf: { position: SARI } } };
    expect(await shut.passes(answer)).toBe(answer);
  });
});

test("an id of a case or file that is out of sight is masked, where a field or a stream says that it is one", async () => {
  const { passes } = gate(`case-${CASE}`, `file-${FILE}`);
  const answer = { data: { id: WATI, case: CASE, evidence: [FILE], stream: `case-${CASE}`, other: CASE } };
  expect(await passes(answer)).toEqual({
    data: { id: WATI, case: HIDDEN, evidence: [HIDDEN], stream: HIDDEN, other: CASE },
  });
});

test("an answer is looked up once, and what holds nothing hidden leaves as it is", async () => {
  const open = gate();
  const answer = {
    data: [
      { id: SARI, victims: [WATI] },
      { id: WATI, case: CASE },
    ],
  };
  expect(await open.passes(answer)).toBe(answer);
  expect(open.asked).toEqual([[`person-${SARI}`, `person-${WATI}`, `case-${CASE}`]]);
  await open.passes({ data: { name: "Sari" } });
  expect(open.asked).toHaveLength(1);
});

test("where sight can't be told nothing leaves", async () => {
  const sight = { concealedAmong: () => Promise.reject(new Error("the views are behind")) };
  await expect(new Gate(sight).passes({ data: { id: SARI } }, { caller: caller() }, null)).rejects.toThrow("behind");
});

describe("what must not reach the accused", () => {
  const answer = {
    data: {
      allegations: [{ id: CASE, against: WATI }],
      death: { withdrawn: true },
      events: [{ type: "AllegationRecorded", facts: {} }, { type: "ContactChanged" }],
      added: [
        { pointer: `/person-${WATI}/allegations/0`, value: {} },
        { pointer: "/sex", value: "FEMALE" },
      ],
    },
  };

  test("is masked, its events and differences are left out", async () => {
    for (const who of [caller("VILLAGE_OFFICER"), caller("CASEWORKER", "PLACEMENT_COMPANY")])
      expect(await gate().passes(answer, null, who)).toEqual({
        data: {
          allegations: HIDDEN,
          death: { withdrawn: true },
          events: [{ type: "ContactChanged" }],
          added: [{ pointer: "/sex", value: "FEMALE" }],
        },
      });
  });

  test("is masked where an entry says by which event it came about", async () => {
    const told = { pointer: "/x/revision", by: { event: CASE, type: "AllegationRecorded", who: { id: OFFICER } } };
    const differing = { data: { difference: { changed: [told] } } };
    expect(await shut.passes(differing, null, caller("VILLAGE_OFFICER"))).toEqual({
      data: { difference: { changed: [{ pointer: "/x/revision", by: HIDDEN }] } },
    });
    expect(await shut.passes(differing)).toEqual(differing);
  });

  test("is told to who handles the case", async () => {
    expect(await gate().passes(answer)).toBe(answer);
  });
});
