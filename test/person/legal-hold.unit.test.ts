import { describe, expect, test } from "@jest/globals";
import { assertNotHeld } from "../../src/person/legal-hold.js";
import { Rejection } from "../../src/event-sourcing/deciding/rejection.js";

type LegalHold = Parameters<typeof assertNotHeld>[0]["legalHolds"][number];

const hold = (id: string, until: string | null) => ({ id, ground: "COURT_ORDER", until }) as unknown as LegalHold;

/** The holds that an erasure is refused for. */
function holdsAt(now: string, ...legalHolds: LegalHold[]): unknown {
  try {
    assertNotHeld({ legalHolds }, now);
  } catch (error) {
    expect(error).toBeInstanceOf(Rejection);
    expect((error as Rejection).rule.id).toBe("legal-hold");
    return (error as Rejection).details["holds"];
  }
  return [];
}

describe("a legal hold", () => {
  test("without a last day lasts until it is released", () => {
    expect(holdsAt("2099-01-01T00:00:00.000Z", hold("a", null))).toEqual(["a"]);
    expect(holdsAt("2099-01-01T00:00:00.000Z")).toEqual([]);
  });

  test("lasts to the end of its last day in Jakarta, which is seven hours ahead", () => {
    expect(holdsAt("2025-06-30T16:59:59.999Z", hold("a", "2025-06-30"))).toEqual(["a"]);
    expect(holdsAt("2025-06-30T17:00:00.000Z", hold("a", "2025-06-30"))).toEqual([]);
  });

  test("that is over ends no other, and is not named beside it", () => {
    const now = "2025-07-15T00:00:00.000Z";
    expect(holdsAt(now, hold("ended", "2025-07-01"), hold("standing", "2025-08-01"), hold("open", null))).toEqual([
      "standing",
      "open",
    ]);
  });
});
