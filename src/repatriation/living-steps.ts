import type { AnyDecision, Given } from "../event-sourcing/deciding/decider.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { migrantOf, type Migrant } from "../migrant/migrant.js";
import { personOf, type Person } from "../person/person.js";
import { caseDecision, said, type Decisions, type Said, type Timed } from "./case-decision.js";
import { regionFact } from "../facts/shapes.js";
import { handedOver, handoverLoads, type HandoverBeside } from "./handing-over.js";
import { i8IsAdult } from "./handover.js";
import type {
  BookTicket,
  CertifyFitToTravel,
  ConfirmReturneeIdentity,
  HandOver,
  RecordDebarkation,
  RecordExitClearance,
  RecordHomeAlone,
  RecordReception,
  RecordReturneeDeparture,
  RecordReturneeOnward,
  RecordTravelDocument,
} from "./living.commands.js";
import {
  ReturneeDebarked,
  ReturneeDeparted,
  ReturneeExitCleared,
  ReturneeFitToTravel,
  ReturneeHandedOver,
  ReturneeIdentityConfirmed,
  ReturneeReceived,
  ReturneeSentOnward,
  ReturneeTicketed,
  ReturneeTravelDocumentReady,
  ReturneeWentHomeAlone,
} from "./living.events.js";
import { i5StillAlive } from "./living-person.js";
import type { Repatriation } from "./repatriation.state.js";
import { assertStepPossible } from "./step-order.js";

interface Beside {
  readonly migrant: Migrant;
}

/**
 * A step of a living person's way home: in no impossible order, and not after a death (I5). Nothing asks how the
 * person had left home (I4).
 */
function livingStep<Command extends Timed, Loaded extends Beside = Beside>(
  command: string,
  step: string,
  decide: (data: Command, state: Repatriation, given: Given<Loaded>, at: OccurredAt) => Said,
  loads: (data: Command, state: Repatriation) => object = () => ({}),
): AnyDecision<Repatriation> {
  return caseDecision<Command, Loaded>(
    command,
    (data, state, given, at) => {
      i5StillAlive(given.loaded.migrant, at);
      assertStepPossible(state, step, at);
      return decide(data, state, given, at);
    },
    (data, state) => ({ migrant: migrantOf(state.person!), ...loads(data, state) }),
  );
}

export const livingSteps: Decisions = {
  ConfirmReturneeIdentity: livingStep<ConfirmReturneeIdentity>(
    "ConfirmReturneeIdentity",
    "IDENTITY_CONFIRMED",
    ({ basis, note }) => said(ReturneeIdentityConfirmed, { basis }, { narrative: { note } }),
  ),
  RecordTravelDocument: livingStep<RecordTravelDocument>(
    "RecordTravelDocument",
    "TRAVEL_DOCUMENT_READY",
    ({ document, validUntil, number }) =>
      said(ReturneeTravelDocumentReady, { document, validUntil }, { identity: { travelDocumentNumber: number } }),
  ),
  RecordExitClearance: livingStep<RecordExitClearance>(
    "RecordExitClearance",
    "EXIT_CLEARED",
    ({ permit, fineOutcome, overstayDays, fine, paid, paidBy }) =>
      said(ReturneeExitCleared, { permit, fineOutcome, overstayDays, fine, paid, paidBy }),
  ),
  CertifyFitToTravel: livingStep<CertifyFitToTravel>(
    "CertifyFitToTravel",
    "FIT_TO_TRAVEL",
    ({ fitness, validUntil, findings }) => said(ReturneeFitToTravel, { fitness, validUntil }, { health: { findings } }),
  ),
  BookTicket: livingStep<BookTicket>("BookTicket", "TICKETED", ({ mode, funding, cost, leaves }) =>
    said(ReturneeTicketed, { mode, funding, cost, leaves }),
  ),
  RecordReturneeDeparture: livingStep<RecordReturneeDeparture>(
    "RecordReturneeDeparture",
    "DEPARTED",
    ({ mode, country }, state) => said(ReturneeDeparted, { mode, country: country ?? state.country ?? undefined }),
  ),
  RecordDebarkation: livingStep<RecordDebarkation>("RecordDebarkation", "DEBARKED", ({ region, place }) =>
    said(ReturneeDebarked, { region: regionFact(region), place }),
  ),
  RecordReception: livingStep<RecordReception>("RecordReception", "RECEPTION", ({ reception, agency }) =>
    said(ReturneeReceived, { reception, agency }),
  ),
  RecordReturneeOnward: livingStep<RecordReturneeOnward>("RecordReturneeOnward", "ONWARD", ({ mode, towards }) =>
    said(ReturneeSentOnward, { mode, towards: regionFact(towards) }),
  ),
  HandOverReturnee: livingStep<HandOver, Beside & HandoverBeside>(
    "HandOverReturnee",
    "HANDED_OVER",
    (data, state, { loaded }) => {
      const { facts, personal, others } = handedOver(data, state, loaded);
      return said(ReturneeHandedOver, facts, personal, others);
    },
    handoverLoads,
  ),
  RecordHomeAlone: livingStep<RecordHomeAlone, Beside & { readonly about: Person }>(
    "RecordHomeAlone",
    "HOME_ALONE",
    ({ region, ageSeen }, _state, { loaded, open, now }, at) =>
      said(ReturneeWentHomeAlone, {
        region: regionFact(region),
        adultBy: i8IsAdult(loaded.about, at, now, open, ageSeen),
      }),
    (_data, state) => ({ about: personOf(state.person!) }),
  ),
};
