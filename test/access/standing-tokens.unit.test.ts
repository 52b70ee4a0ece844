import { describe, expect, test } from "@jest/globals";
import type { Caller, Jurisdiction } from "../../src/access/caller.js";
import { countedFor, standingTokens, type StandingTokens } from "../../src/access/standing-tokens.js";
import { AGENCY, OFFICER } from "../given.js";

const at = (day: string) => ({
  earliest: `${day}T02:00:00.000Z`,
  latest: `${day}T02:00:00.000Z`,
  precision: "INSTANT" as const,
  zone: "Asia/Jakarta",
  conflict: false,
});
const work = {
  of: "case-1",
  kind: "work",
  tokens: ["country:KH", "region:36"],
  events: [],
  at: "2025-01-01T00:00:00.000Z",
} as const;
const nothing: StandingTokens = { lasting: [], stays: [], ends: [], turns: [] };
const turn = (number: number, day: string, open: boolean, recorded = day) => ({
  number,
  occurredAt: at(day),
  recordedAt: `${recorded}T03:00:00.000Z`,
  open,
});

describe("the tokens of what is counted", () => {
  test("are those of its agencies for good, and of its places while it goes on", () => {
    expect(standingTokens({ ...nothing, lasting: ["agency:a"], stays: [work] })).toEqual([
      "agency:a",
      "counted",
      "country:KH",
      "region:36",
    ]);
  });

  test("say until when, once it has ended: ninety days from when that was recorded", () => {
    const ended = { ...nothing, stays: [work], turns: [turn(5, "2025-03-01", false, "2025-03-10")] };
    expect(standingTokens(ended)).toContain("country:KH until 2025-06-08");
    const again = { ...ended, turns: [...ended.turns, turn(6, "2025-03-20", true)] };
    expect(standingTokens(again)).toContain("country:KH");
  });

  test("follow what happened last, in whichever order it was told", () => {
    const reopened = turn(5, "2025-03-20", true);
    const closed = turn(6, "2025-03-01", false, "2025-04-01");
    for (const turns of [
      [reopened, closed],
      [closed, reopened],
    ])
      expect(standingTokens({ ...nothing, stays: [work], turns })).toContain("country:KH");
  });

  test("are of the first end that was recorded of a part of a journey, and of the stay that lasts longest", () => {
    const part = {
      of: "j/ABROAD",
      kind: "part",
      tokens: ["country:MY"],
      events: [],
      at: "2025-01-01T00:00:00.000Z",
    } as const;
    const ends = ["2025-05-01", "2025-02-01"].map((day) => ({
      of: "j/ABROAD",
      at: `${day}T00:00:00.000Z`,
      report: null,
    }));
    expect(standingTokens({ ...nothing, stays: [part], ends })).toContain("country:MY until 2025-05-02");
    const once = { ...part, of: "e", kind: "once", at: "2025-03-01T00:00:00.000Z" } as const;
    expect(standingTokens({ ...nothing, stays: [part, once], ends })).toContain("country:MY until 2025-05-30");
    expect(standingTokens({ ...nothing, stays: [part, { ...part, of: "j2/ABROAD" }], ends })).toContain("country:MY");
  });
});

describe("whoever asks", () => {
  const caller = (jurisdiction: Partial<Jurisdiction>, role: Caller["role"] = "ANALYST"): Caller => ({
    actor: { kind: "OFFICER", id: OFFICER, onBehalfOf: null, agency: AGENCY, role },
    role,
    jurisdiction: { kind: null, region: null, country: null, ...jurisdiction },
    predecessors: [],
    purpose: "PROTECTION",
    lawfulBasis: "PUBLIC_TASK",
  });
  const now = "2025-06-07T23:59:00.000Z";

  test("for the nation, or of all, is shown everything", () => {
    expect(countedFor(caller({ kind: "COORDINATION" }), now)).toBeNull();
    expect(countedFor(caller({}, "AUDITOR"), now)).toBeNull();
  });

  test("is shown what their place lets see still, and not what it lets see until today", () => {
    const tokens = countedFor(caller({ kind: "MISSION", country: "KH" }), now)!;
    expect(tokens).toContain(`agency:${AGENCY}`);
    expect(tokens).toContain("country:KH");
    expect(tokens).toContain("country:KH until 2025-06-08");
    expect(tokens).toContain("country:KH until 2025-09-05");
    expect(tokens).not.toContain("country:KH until 2025-06-07");
    expect(tokens).not.toContain(`agency:${AGENCY} until 2025-06-08`);
  });
});
