import { definitelyBefore, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { RepatriationKind } from "./codes.js";
import type { Repatriation } from "./repatriation.state.js";

type Status = Repatriation["status"];

/** Where a command is allowed. */
export interface Allowed {
  readonly kinds: readonly RepatriationKind[];
  readonly from: readonly Status[];
  /** In any status, for what happened before the case ended: a fact is never refused for being told late. */
  readonly late: boolean;
}

const BOTH: readonly RepatriationKind[] = ["LIVING", "REMAINS"];
const living: Allowed = { kinds: ["LIVING"], from: ["OPEN"], late: true };
const remains: Allowed = { kinds: ["REMAINS"], from: ["OPEN"], late: true };
/** Goes on long after the burial or the return: claims are paid, belongings sent on. */
const aftermath: Allowed = { kinds: BOTH, from: ["OPEN", "CLOSED"], late: true };

/** The one table of which command is allowed where; `RequestRepatriation` begins a case and stands outside it. */
export const ALLOWED: { readonly [command: string]: Allowed } = {
  ConfirmReturneeIdentity: living,
  RecordTravelDocument: living,
  RecordExitClearance: living,
  CertifyFitToTravel: living,
  BookTicket: living,
  RecordReturneeDeparture: living,
  RecordDebarkation: living,
  RecordReception: living,
  RecordReturneeOnward: living,
  HandOverReturnee: living,
  RecordHomeAlone: living,
  NotifyFamily: { kinds: BOTH, from: ["OPEN"], late: true },
  RecordFamilySearch: remains,
  DecideDisposition: remains,
  AgreeFunding: remains,
  RecordAutopsy: remains,
  SubmitRemainsDocument: remains,
  VerifyRemainsDocument: remains,
  RejectRemainsDocument: remains,
  EnterDeath: remains,
  LegalisePapers: remains,
  BookCargo: remains,
  RecordCremation: remains,
  RecordRemainsDeparture: remains,
  RecordRemainsArrival: remains,
  PermitQuarantine: remains,
  ReleaseFromCustoms: remains,
  RecordRemainsOnward: remains,
  HandOverRemains: remains,
  RecordLaidToRest: remains,
  RecordAccompaniment: { kinds: BOTH, from: ["OPEN"], late: true },
  InventoryBelongings: aftermath,
  RecordClaim: aftermath,
  ReportOutcome: { kinds: BOTH, from: ["OPEN"], late: true },
  AssignStep: { kinds: BOTH, from: ["OPEN"], late: false },
  MarkNotApplicable: { kinds: BOTH, from: ["OPEN"], late: false },
  FlagDisclosure: { kinds: BOTH, from: ["OPEN", "CANCELLED", "CLOSED"], late: false },
  CancelRepatriation: { kinds: BOTH, from: ["OPEN"], late: false },
  ReinstateRepatriation: { kinds: BOTH, from: ["CANCELLED", "CLOSED"], late: false },
  CloseRepatriation: { kinds: BOTH, from: ["OPEN"], late: false },
};

const WRONG_KIND: Rule = {
  id: "repatriation-kind",
  source: "[design] the living and remains have paths of their own",
  en: "This step is not one of this kind of repatriation",
  indonesian: "Langkah ini bukan bagian dari jenis pemulangan ini",
};

const NOT_IN_THIS_STATUS: Rule = {
  id: "repatriation-status",
  source: "[design]",
  en: "The repatriation is not in a status that allows this",
  indonesian: "Status pemulangan tidak memungkinkan tindakan ini",
};

/** @throws Rejection when the table does not allow the command for what happened at this time */
export function assertAllowed(command: string, state: Repatriation, at: OccurredAt): void {
  const { kinds, from, late } = ALLOWED[command]!;
  if (!state.kind || !kinds.includes(state.kind)) throw new Rejection(WRONG_KIND, { kind: state.kind, allowed: kinds });
  if (from.includes(state.status)) return;
  if (late && state.ended && !definitelyBefore(state.ended.at, at)) return;
  throw new Rejection(NOT_IN_THIS_STATUS, { state: state.status, allowed: from });
}
