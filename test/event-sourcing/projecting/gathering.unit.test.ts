import { expect, test } from "@jest/globals";
import { gatheringMs } from "../../../src/event-sourcing/projecting/gathering.js";

test("an event that comes by itself is followed by no waiting", () => {
  expect(gatheringMs(Infinity, 5)).toBe(0);
  expect(gatheringMs(5, 5)).toBe(0);
});

test("what follows closely is let gather for as long as the batch took, and no longer than a moment", () => {
  expect(gatheringMs(0, 3)).toBe(3);
  expect(gatheringMs(1, 500)).toBe(8);
});
