import { commandRoutes, late, type CommandRoute } from "../http/command-routes.js";
import * as living from "./living.commands.js";
import * as remains from "./remains.commands.js";
import * as common from "./repatriation.commands.js";
import { repatriationAggregate } from "./repatriation.js";

const route = (
  command: string,
  path: string,
  body: new () => object,
  summary: string,
  settles = false,
): CommandRoute => ({
  command,
  path,
  body,
  summary,
  settles,
});

/** Every command of a case, by the way to it. */
export const REPATRIATION_ROUTES: readonly CommandRoute[] = [
  {
    command: "RequestRepatriation",
    body: common.RequestRepatriation,
    summary: "Ask that a living person, or remains, be brought home",
    settles: true,
  },
  route("ConfirmReturneeIdentity", "identity", living.ConfirmReturneeIdentity, "It is known who the person is"),
  route("RecordTravelDocument", "travel-documents", living.RecordTravelDocument, "A passport or SPLP is ready"),
  route("RecordExitClearance", "exit-clearance", living.RecordExitClearance, "The country lets the person go"),
  route(
    "CertifyFitToTravel",
    "fit-to-travel",
    living.CertifyFitToTravel,
    "A doctor certifies that the person can travel",
  ),
  route("BookTicket", "tickets", living.BookTicket, "The journey is booked, and someone pays"),
  route("RecordReturneeDeparture", "departure", living.RecordReturneeDeparture, "The person departed"),
  route("RecordDebarkation", "debarkation", living.RecordDebarkation, "The person landed in Indonesia"),
  route("RecordReception", "receptions", living.RecordReception, "Transit house, rehabilitation, or on alone"),
  route("RecordReturneeOnward", "onward-legs", living.RecordReturneeOnward, "A leg from the landing point on"),
  route("HandOverReturnee", "handover", living.HandOver, "Handed over to the family, or social affairs (BAST)", true),
  route("RecordHomeAlone", "home-alone", living.RecordHomeAlone, "An adult went home alone", true),
  route("NotifyFamily", "family-notifications", remains.NotifyFamily, "Someone of the family was told"),
  route("RecordFamilySearch", "family-searches", remains.RecordFamilySearch, "A search found no family"),
  route("DecideDisposition", "dispositions", remains.DecideDisposition, "The family, or the mission, decided"),
  route("AgreeFunding", "funding", remains.AgreeFunding, "It is agreed who pays"),
  route("RecordAutopsy", "autopsy", remains.RecordAutopsy, "An autopsy was done"),
  route("SubmitRemainsDocument", "documents", remains.SubmitRemainsDocument, "A paper for the remains is submitted"),
  route(
    "VerifyRemainsDocument",
    "document-verifications",
    remains.VerifyRemainsDocument,
    "Another officer verified it",
  ),
  route("RejectRemainsDocument", "document-rejections", remains.RejectRemainsDocument, "A paper can't be accepted"),
  route("EnterDeath", "death-entry", remains.EnterDeath, "The mission entered the death in its register"),
  route("LegalisePapers", "legalisation", remains.LegalisePapers, "The mission legalised the papers"),
  route("BookCargo", "cargo", remains.BookCargo, "Cargo is booked"),
  route("RecordCremation", "cremation", remains.RecordCremation, "Cremated where the person died (I7)"),
  route("RecordRemainsDeparture", "remains-departure", remains.RecordRemainsDeparture, "The remains departed (I7)"),
  route("RecordRemainsArrival", "remains-arrival", remains.RecordRemainsArrival, "At the cargo terminal"),
  route("PermitQuarantine", "quarantine-permit", remains.PermitQuarantine, "Quarantine gave its permit"),
  route("ReleaseFromCustoms", "customs-release", remains.ReleaseFromCustoms, "Customs released the remains"),
  route("RecordRemainsOnward", "remains-onward-legs", remains.RecordRemainsOnward, "On from the terminal by ambulance"),
  route("HandOverRemains", "remains-handover", living.HandOver, "Handed over to the family, or social affairs (BAST)"),
  route("RecordLaidToRest", "burial", remains.RecordLaidToRest, "Buried, or ashes laid to rest"),
  late(route("RecordAccompaniment", "accompaniments", common.RecordAccompaniment, "Someone went along, or saw to it")),
  late(route("ReportOutcome", "reported-outcomes", common.ReportOutcome, "What a report says of the end, and no more")),
  late(route("InventoryBelongings", "belongings", common.InventoryBelongings, "Belongings were listed")),
  late(route("RecordClaim", "claims", common.RecordClaim, "A claim was filed, paid or refused")),
  route("AssignStep", "assignments", common.AssignStep, "An agency has a step to do"),
  route("MarkNotApplicable", "not-applicable-steps", common.MarkNotApplicable, "A step does not apply here"),
  route("FlagDisclosure", "disclosure-flags", common.FlagDisclosure, "Someone knows who was not to be told (I15)"),
  route("CancelRepatriation", "cancellation", common.CancelRepatriation, "It will not take place", true),
  route("ReinstateRepatriation", "reinstatement", common.ReinstateRepatriation, "It goes on after all", true),
  route("CloseRepatriation", "closure", common.CloseRepatriation, "It has come to its end", true),
];

export const RepatriationCommands = commandRoutes(
  repatriationAggregate,
  "repatriations",
  "REPATRIATION_HANDLE",
  REPATRIATION_ROUTES,
);
