import { type CommandRoute, commandRoutes, creation, late, route } from "../http/old-routes.js";
import * as action from "./action.commands.js";
import * as common from "./case.commands.js";
import { caseAggregate } from "./protection-case.js";
import * as trafficking from "./trafficking.commands.js";

/** Every command of a case, by the way to it; what process managers tell a case has none. */
export const CASE_ROUTES: readonly CommandRoute[] = [
  creation(common.ReceiveComplaint, "A complaint was received: a case begins, about any number of persons in roles", {
    settles: true,
    permission: "CASE_RECEIVE",
  }),
  route("triage", common.TriageCase, "Its categories are others, or it is graver"),
  route("parties", common.RecordParty, "Someone else is in it: a person or a company, in a role", { settles: true }),
  route("party-removals", common.RemoveParty, "Someone is no party of it after all", { settles: true }),
  route("document-requests", common.RequestDocuments, "Papers are lacking"),
  route("verification", common.VerifyCase, "What is complained of was verified"),
  route("assignments", common.AssignCase, "An agency and an officer have it; again: others have it"),
  route("clarifications", common.HoldClarification, "A side was heard (klarifikasi)"),
  route("mediations", common.HoldMediation, "The sides met (mediasi)"),
  route("settlements", common.SettleCase, "The sides agreed"),
  route("sanction-recommendations", common.RecommendSanction, "A sanction was recommended"),
  route("litigation", common.StartLitigation, "It went to court, or to the police"),
  route("referrals", common.ReferCase, "Handed to another agency, and watched"),
  route("resolution", common.ResolveCase, "It is resolved, with a reason (I13)"),
  route(
    "administrative-closure",
    common.CloseCaseAdministratively,
    "It is closed administratively, with a reason (I13)",
  ),
  route("reopening", common.ReopenCase, "It goes on, from the stage that it enters again"),
  route("next-actions", common.SetNextAction, "What is to be done next, and by when"),
  route("next-action-completions", common.CompleteNextAction, "The next action was done"),
  route("shelters", action.ProvideShelter, "A victim has a safe place"),
  late(route("shelter-ends", action.EndShelter, "A stay in a shelter ended")),
  route(
    "emergency-travel-documents",
    action.IssueEmergencyTravelDocument,
    "An emergency travel document (SPLP) was issued",
    { settles: true },
  ),
  late(route("fines", action.DecideImmigrationFine, "A fine for overstaying was decided")),
  route("exit-permits", action.ObtainExitPermit, "The country lets a victim go", { settles: true }),
  late(route("actions", action.TakeCaseAction, "Something else was done")),
  late(route("outcomes", action.RecordVictimOutcome, "What became of one victim")),
  late(route("contacts", action.LogContact, "A call, message or visit about a victim (I15)")),
  route(
    "trafficking-screenings",
    trafficking.StartTraffickingScreening,
    "A victim is screened for trafficking, for the first time or again",
    { permission: "TRAFFICKING_ASSESS" },
  ),
  route(
    "trafficking-assessments",
    trafficking.AssessTrafficking,
    "What an assessor found: act, means, purpose, by the law of the day of the offence",
    { permission: "TRAFFICKING_ASSESS" },
  ),
];

export const CaseCommands = commandRoutes(caseAggregate, "cases", "CASE_HANDLE", CASE_ROUTES);
