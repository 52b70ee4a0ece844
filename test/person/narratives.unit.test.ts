import { describe, expect, test } from "@jest/globals";
import { decideNarratives, type DecideNarrative, type FoundNarrative } from "../../src/person/narratives.js";
import { InvalidField, Rejection } from "../../src/event-sourcing/deciding/rejection.js";

const PERSON = "0f5b6c3e-0000-4000-8000-0000000000b1";
const OTHER = "0f5b6c3e-0000-4000-8000-0000000000b2";
const EVENT = "0f5b6c3e-0000-4000-8000-0000000000e1";
const KEY = "0f5b6c3e-0000-4000-8000-0000000000c1";
const REWRITING = "0f5b6c3e-0000-4000-8000-0000000000e9";

const narrative = (more: Partial<FoundNarrative> = {}): FoundNarrative => ({
  stream: `case-${OTHER}`,
  event: EVENT,
  key: KEY,
  names: [PERSON],
  rewrittenBy: null,
  ...more,
});
const withOther = (more: Partial<FoundNarrative> = {}) => narrative({ names: [OTHER, PERSON], ...more });
const PLACE = { stream: `case-${OTHER}`, event: EVENT, key: KEY };

const decided = (found: readonly FoundNarrative[], ...said: DecideNarrative[]) => decideNarratives(found, said, PERSON);

function thrownBy(run: () => unknown): { rule?: string; type?: string; field?: string; details?: unknown } {
  try {
    run();
  } catch (error) {
    if (error instanceof Rejection) return { rule: error.rule.id, details: error.details };
    if (error instanceof InvalidField) return { type: error.type, field: error.field };
    throw error;
  }
  return {};
}

describe("the narratives that name an erased person", () => {
  test("are destroyed by default if they name nobody else", () => {
    expect(decided([])).toEqual([]);
    expect(decided([narrative()])).toEqual([{ ...PLACE, decision: "DESTROYED" }]);
  });

  test("must be decided on if they name others; all undecided ones are listed with these others", () => {
    const second = withOther({ event: REWRITING });
    expect(thrownBy(() => decided([withOther(), narrative({ key: OTHER }), second]))).toEqual({
      rule: "narratives-undecided",
      details: {
        undecided: [
          { ...PLACE, others: [OTHER] },
          { ...PLACE, event: REWRITING, others: [OTHER] },
        ],
      },
    });
  });

  test("are not destroyed if they name others, even by a decision", () => {
    expect(thrownBy(() => decided([withOther()], { event: EVENT, decision: "DESTROYED" }))).toEqual({
      rule: "narrative-names-others",
      details: { ...PLACE, others: [OTHER] },
    });
  });

  test("count as rewritten only by a correction that exists", () => {
    const said = { event: EVENT, decision: "REWRITTEN" } as const;
    expect(decided([withOther({ rewrittenBy: REWRITING })], said)).toEqual([
      { ...PLACE, decision: "REWRITTEN", rewrittenBy: REWRITING },
    ]);
    expect(thrownBy(() => decided([withOther()], said))).toEqual({ rule: "narrative-not-rewritten", details: PLACE });
  });

  test("are kept with a justification; others have none", () => {
    const kept = { event: EVENT, decision: "KEPT" } as const;
    expect(decided([withOther()], { ...kept, justification: "VITAL_INTEREST" })).toEqual([
      { ...PLACE, decision: "KEPT", justification: "VITAL_INTEREST" },
    ]);
    expect(thrownBy(() => decided([withOther()], kept))).toMatchObject({ type: "missing-field" });
    const destroyed = { event: EVENT, decision: "DESTROYED", justification: "PUBLIC_TASK" } as const;
    expect(thrownBy(() => decided([narrative()], destroyed))).toMatchObject({ type: "invalid-field" });
  });

  test("follow a decision on their key before one on their event", () => {
    const found = [narrative(), narrative({ key: OTHER })];
    const ofEvent = { event: EVENT, decision: "DESTROYED" } as const;
    const ofKey = { event: EVENT, key: OTHER, decision: "KEPT", justification: "LEGAL_CLAIM" } as const;
    for (const decisions of [
      [ofEvent, ofKey],
      [ofKey, ofEvent],
    ])
      expect(decided(found, ...decisions).map(({ key, decision }) => [key, decision])).toEqual([
        [KEY, "DESTROYED"],
        [OTHER, "KEPT"],
      ]);
  });

  test("reject a decision on one that does not name the person, by its place in the request", () => {
    const known = { event: EVENT, decision: "DESTROYED" } as const;
    for (const unknown of [
      { ...known, event: REWRITING },
      { ...known, key: OTHER },
    ])
      expect(thrownBy(() => decided([narrative()], known, unknown))).toEqual({
        type: "unknown-narrative",
        field: "narratives.1.event",
      });
  });
});
