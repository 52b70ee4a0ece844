import { type CommandRoute, commandRoutes, creation, late, route } from "../http/old-routes.js";
import * as living from "./living.commands.js";
import * as remains from "./remains.commands.js";
import * as common from "./repatriation.commands.js";
import { repatriationAggregate } from "./repatriation.js";

/** Every command of a case, by the way to it. */
export const REPATRIATION_ROUTES: readonly CommandRoute[] = [
  creation(common.RequestRepatriation, "Ask that a living person, or remains, be brought home", { settles: true }),
  route("identity", living.ConfirmReturneeIdentity, "It is known who the person is"),
  route("travel-documents", living.RecordTravelDocument, "A passport or SPLP is ready"),
  route("exit-clearance", living.RecordExitClearance, "The country lets the person go"),
  route("fit-to-travel", living.CertifyFitToTravel, "A doctor certifies that the person can travel"),
  route("tickets", living.BookTicket, "The journey is booked, and someone pays"),
  route("departure", living.RecordReturneeDeparture, "The person departed"),
  route("debarkation", living.RecordDebarkation, "The person landed in Indonesia"),
  route("receptions", living.RecordReception, "Transit house, rehabilitation, or on alone"),
  route("onward-legs", living.RecordReturneeOnward, "A leg from the landing point on"),
  route("handover", living.HandOver, "Handed over to the family, or social affairs (BAST)", {
    command: "HandOverReturnee",
    settles: true,
  }),
  route("home-alone", living.RecordHomeAlone, "An adult went home alone", { settles: true }),
  route("family-notifications", remains.NotifyFamily, "Someone of the family was told"),
  route("family-searches", remains.RecordFamilySearch, "A search found no family"),
  route("dispositions", remains.DecideDisposition, "The family, or the mission, decided"),
  route("funding", remains.AgreeFunding, "It is agreed who pays"),
  route("autopsy", remains.RecordAutopsy, "An autopsy was done"),
  route("documents", remains.SubmitRemainsDocument, "A paper for the remains is submitted"),
  route("document-verifications", remains.VerifyRemainsDocument, "Another officer verified it"),
  route("document-rejections", remains.RejectRemainsDocument, "A paper can't be accepted"),
  route("death-entry", remains.EnterDeath, "The mission entered the death in its register"),
  route("legalisation", remains.LegalisePapers, "The mission legalised the papers"),
  route("cargo", remains.BookCargo, "Cargo is booked"),
  route("cremation", remains.RecordCremation, "Cremated where the person died (I7)"),
  route("remains-departure", remains.RecordRemainsDeparture, "The remains departed (I7)"),
  route("remains-arrival", remains.RecordRemainsArrival, "At the cargo terminal"),
  route("quarantine-permit", remains.PermitQuarantine, "Quarantine gave its permit"),
  route("customs-release", remains.ReleaseFromCustoms, "Customs released the remains"),
  route("remains-onward-legs", remains.RecordRemainsOnward, "On from the terminal by ambulance"),
  route("remains-handover", living.HandOver, "Handed over to the family, or social affairs (BAST)", {
    command: "HandOverRemains",
  }),
  route("burial", remains.RecordLaidToRest, "Buried, or ashes laid to rest"),
  late(route("accompaniments", common.RecordAccompaniment, "Someone went along, or saw to it")),
  late(route("reported-outcomes", common.ReportOutcome, "What a report says of the end, and no more")),
  late(route("belongings", common.InventoryBelongings, "Belongings were listed")),
  late(route("claims", common.RecordClaim, "A claim was filed, paid or refused")),
  route("assignments", common.AssignStep, "An agency has a step to do"),
  route("not-applicable-steps", common.MarkNotApplicable, "A step does not apply here"),
  route("disclosure-flags", common.FlagDisclosure, "Someone knows who was not to be told (I15)"),
  route("cancellation", common.CancelRepatriation, "It will not take place", { settles: true }),
  route("reinstatement", common.ReinstateRepatriation, "It goes on after all", { settles: true }),
  route("closure", common.CloseRepatriation, "It has come to its end", { settles: true }),
];

export const RepatriationCommands = commandRoutes(
  repatriationAggregate,
  "repatriations",
  "REPATRIATION_HANDLE",
  REPATRIATION_ROUTES,
);
