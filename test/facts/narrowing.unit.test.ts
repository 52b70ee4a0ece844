import { expect, test } from "@jest/globals";
import { registry } from "../../src/slices.js";

test("the types of events that may take sight away", () => {
  expect(registry.types.filter((type) => registry.narrows(type)).toSorted()).toEqual([
    "AgencyEnded",
    "AgreementStepWithdrawn",
    "AllegationWithdrawn",
    "CaseAssigned",
    "CaseClosedAdministratively",
    "CasePartyRemoved",
    "CaseReferralEnded",
    "CaseReferred",
    "CaseResolved",
    "CaseStepWithdrawn",
    "DeathReportWithdrawn",
    "DoNotTellRequested",
    "DoNotTellWithdrawn",
    "FactCorrected",
    "GlassReviewed",
    "IdentitiesUnlinked",
    "IdentityLinkConfirmed",
    "JourneyStepWithdrawn",
    "JourneyWithdrawn",
    "OfficerAssignmentEnded",
    "ReferralCompleted",
    "ReferralDeclined",
    "ReferralExpired",
    "ReferralSent",
    "ReferralStepWithdrawn",
    "ReferralWithdrawn",
    "RepatriationCancelled",
    "RepatriationClosed",
    "RepatriationStepAssigned",
    "RepatriationStepWithdrawn",
    "ReturneeReceived",
    "SealConfirmed",
    "SubjectSealed",
  ]);
});

test("a type that nobody knows may take sight away", () => {
  expect(registry.narrows("OfALaterRelease")).toBe(true);
});
