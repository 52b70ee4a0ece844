import { expect, test } from "@jest/globals";
import { registry } from "../../src/slices.js";

test("the types of events that may take sight away", () => {
  expect(registry.types.filter((type) => registry.narrows(type)).toSorted()).toEqual([
    "AgencyEnded",
    "AllegationWithdrawn",
    "CasePartyRemoved",
    "DeathReportWithdrawn",
    "DoNotTellRequested",
    "DoNotTellWithdrawn",
    "FactCorrected",
    "GlassReviewed",
    "IdentitiesUnlinked",
    "JourneyWithdrawn",
    "OfficerAssignmentEnded",
    "SubjectSealed",
  ]);
});

test("a type that nobody knows may take sight away", () => {
  expect(registry.narrows("OfALaterRelease")).toBe(true);
});
