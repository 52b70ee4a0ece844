import { describe, expect, test } from "@jest/globals";
import { movedBy } from "../../../src/event-sourcing/projecting/moved.js";

const event = (number: number, correctedBy: readonly string[] = [], readAsOf = number, type = "StepTaken") => ({
  type,
  corrects: type.endsWith("Withdrawn") ? { event: "a", revision: 0 } : null,
  number,
  correctedBy,
  readAsOf,
});
const had = { place: "2 a", tags: ["x"], moved: 4 };

describe("the newest event that moved a document", () => {
  test("is a withdrawal, though the history without what it withdraws does not tell of a change", () =>
    expect(movedBy(had, { place: "2 a", tags: ["x"] }, event(9, [], 9, "CaseStepWithdrawn"))).toBe(9));

  test("is the first one, of one that is new", () => expect(movedBy(undefined, { place: "2 a" }, event(3))).toBe(3));

  test("is one that changed by what it is found", () => {
    expect(movedBy(had, { place: "1 a", tags: ["x"] }, event(7))).toBe(7);
    expect(movedBy(had, { place: "2 a", tags: ["x", "y"] }, event(7))).toBe(7);
  });

  test("is not one after which it stands where it stood", () =>
    expect(movedBy(had, { place: "2 a", tags: ["x"] }, event(7))).toBe(4));

  test("is never older than before, also where something is told late", () =>
    expect(movedBy({ ...had, moved: 9 }, { place: "1 a", tags: ["x"] }, event(7))).toBe(9));

  test("is a correction in any case: what it says may undo a move", () => {
    expect(movedBy(had, { place: "2 a", tags: ["x"] }, event(3, ["c"], 8))).toBe(8);
    expect(movedBy(undefined, { place: "2 a" }, event(3, ["c"], 8))).toBe(8);
  });
});
