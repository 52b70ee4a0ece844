import { commandRoutes, late, type CommandRoute } from "../http/command-routes.js";
import * as action from "./action.commands.js";
import * as common from "./case.commands.js";
import { caseAggregate } from "./protection-case.js";
import * as trafficking from "./trafficking.commands.js";

const route = (
  command: string,
  path: string,
  body: new () => object,
  summary: string,
  settles = false,
): CommandRoute => ({ command, path, body, summary, settles });

/** Every command of a case, by the way to it; what process managers tell a case has none. */
export const CASE_ROUTES: readonly CommandRoute[] = [
  {
    command: "ReceiveComplaint",
    body: common.ReceiveComplaint,
    summary: "A complaint was received: a case begins, about any number of persons in roles",
    settles: true,
    permission: "CASE_RECEIVE",
  },
  route("TriageCase", "triage", common.TriageCase, "Its categories are others, or it is graver"),
  route("RecordParty", "parties", common.RecordParty, "Someone else is in it: a person or a company, in a role", true),
  route("RemoveParty", "party-removals", common.RemoveParty, "Someone is no party of it after all", true),
  route("RequestDocuments", "document-requests", common.RequestDocuments, "Papers are lacking"),
  route("VerifyCase", "verification", common.VerifyCase, "What is complained of was verified"),
  route("AssignCase", "assignments", common.AssignCase, "An agency and an officer have it; again: others have it"),
  route("HoldClarification", "clarifications", common.HoldClarification, "A side was heard (klarifikasi)"),
  route("HoldMediation", "mediations", common.HoldMediation, "The sides met (mediasi)"),
  route("SettleCase", "settlements", common.SettleCase, "The sides agreed"),
  route("RecommendSanction", "sanction-recommendations", common.RecommendSanction, "A sanction was recommended"),
  route("StartLitigation", "litigation", common.StartLitigation, "It went to court, or to the police"),
  route("ReferCase", "referrals", common.ReferCase, "Handed to another agency, and watched"),
  route("ResolveCase", "resolution", common.ResolveCase, "It is resolved, with a reason (I13)"),
  route(
    "CloseCaseAdministratively",
    "administrative-closure",
    common.CloseCaseAdministratively,
    "It is closed administratively, with a reason (I13)",
  ),
  route("ReopenCase", "reopening", common.ReopenCase, "It goes on, from the stage that it enters again"),
  route("SetNextAction", "next-actions", common.SetNextAction, "What is to be done next, and by when"),
  route("CompleteNextAction", "next-action-completions", common.CompleteNextAction, "The next action was done"),
  route("ProvideShelter", "shelters", action.ProvideShelter, "A victim has a safe place"),
  late(route("EndShelter", "shelter-ends", action.EndShelter, "A stay in a shelter ended")),
  route(
    "IssueEmergencyTravelDocument",
    "emergency-travel-documents",
    action.IssueEmergencyTravelDocument,
    "An emergency travel document (SPLP) was issued",
    true,
  ),
  late(route("DecideImmigrationFine", "fines", action.DecideImmigrationFine, "A fine for overstaying was decided")),
  route("ObtainExitPermit", "exit-permits", action.ObtainExitPermit, "The country lets a victim go", true),
  late(route("TakeCaseAction", "actions", action.TakeCaseAction, "Something else was done")),
  late(route("RecordVictimOutcome", "outcomes", action.RecordVictimOutcome, "What became of one victim")),
  late(route("LogContact", "contacts", action.LogContact, "A call, message or visit about a victim (I15)")),
  {
    command: "StartTraffickingScreening",
    path: "trafficking-screenings",
    body: trafficking.StartTraffickingScreening,
    summary: "A victim is screened for trafficking, for the first time or again",
    permission: "TRAFFICKING_ASSESS",
  },
  {
    command: "AssessTrafficking",
    path: "trafficking-assessments",
    body: trafficking.AssessTrafficking,
    summary: "What an assessor found: act, means, purpose, by the law of the day of the offence",
    permission: "TRAFFICKING_ASSESS",
  },
];

export const CaseCommands = commandRoutes(caseAggregate, "cases", "CASE_HANDLE", CASE_ROUTES);
