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

describe("of narratives that name a person who is erased", () => {
  test("those that name nobody else are destroyed, if nothing is said", () => {
    expect(decided([])).toEqual([]);
    expect(decided([narrative()])).toEqual([{ ...PLACE, decision: "DESTROYED" }]);
  });

  test("all that name others must be decided, and are told at once, by the others whom they name", () => {
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

  test("one that names others is not destroyed, though it is said", () => {
    expect(thrownBy(() => decided([withOther()], { event: EVENT, decision: "DESTROYED" }))).toEqual({
      rule: "narrative-names-others",
      details: { ...PLACE, others: [OTHER] },
    });
  });

  test("one counts as rewritten by a correction that is there, and by none that isn't", () => {
    const said = { event: EVENT, decision: "REWRITTEN" } as const;
    expect(decided([withOther({ rewrittenBy: REWRITING })], said)).toEqual([
      { ...PLACE, decision: "REWRITTEN", rewrittenBy: REWRITING },
    ]);
    expect(thrownBy(() => decided([withOther()], said))).toEqual({ rule: "narrative-not-rewritten", details: PLACE });
  });

  test("one is kept for a reason, which no other has", () => {
    const kept = { event: EVENT, decision: "KEPT" } as const;
    expect(decided([withOther()], { ...kept, justification: "VITAL_INTEREST" })).toEqual([
      { ...PLACE, decision: "KEPT", justification: "VITAL_INTEREST" },
    ]);
    expect(thrownBy(() => decided([withOther()], kept))).toMatchObject({ type: "missing-field" });
    const destroyed = { event: EVENT, decision: "DESTROYED", justification: "PUBLIC_TASK" } as const;
    expect(thrownBy(() => decided([narrative()], destroyed))).toMatchObject({ type: "invalid-field" });
  });

  test("a decision on one key goes before one on its whole event", () => {
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

  test("a decision on a narrative that does not name the person is a mistake, named by its place in the request", () => {
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
