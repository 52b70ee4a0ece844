import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { evolveDeath } from "./evolve-death.js";
import { evolveDocuments } from "./evolve-documents.js";
import { evolveJourney } from "./evolve-journey.js";
import type { MigrantEvent } from "./migrant.events.js";
import { openJourney, type Journey, type Migrant } from "./state.js";

/**
 * The state after an event. Events come in the order in which they happened, so a fact may come before the registration
 * or before the start of its journey: nothing here relies on an event that should have come first.
 */
export function evolve(state: Migrant, recorded: EventRecord): Migrant {
  const event = recorded as unknown as MigrantEvent;
  switch (event.type) {
    case "MigrantRegistered": {
      const { discovery, placementStatus, placementStatusBasis } = event.facts;
      // A status that was determined outlasts a registration that happened, or was recorded, after it.
      if (state.placementStatusDetermined) return { ...state, discovery };
      return { ...state, discovery, placementStatus, placementStatusBasis };
    }
    case "PlacementStatusDetermined": {
      const { status, basis } = event.facts;
      return { ...state, placementStatus: status, placementStatusBasis: basis, placementStatusDetermined: true };
    }
    case "DeathReported":
    case "DeathConfirmed":
    case "DeathReportWithdrawn":
      return showingDeath({ ...state, ...evolveDeath(state, event) });
    case "DocumentSubmitted":
    case "DocumentVerified":
    case "DocumentRejected":
      return showingDeath(evolveJourney({ ...state, ...evolveDocuments(state, event) }, event, state));
    case "RiskScreened": {
      const { redFlags, denied = [], edition = null, band, advice } = event.facts;
      const screening = { redFlags, denied, edition, band, advice, at: event.occurredAt };
      const screened = { ...state, screening };
      return showingDeath(evolveJourney(screened, event, state));
    }
    case "JourneyStepWithdrawn":
      return state;
    default:
      return showingDeath(evolveJourney(state, event, state));
  }
}

/** I6: a death ends the open journey; once its report is withdrawn, the journey is as it was without it. */
function showingDeath(state: Migrant): Migrant {
  const dead = state.death?.status === "CONFIRMED";
  const reopened = state.journeys.map((journey) => reopenedIn(state, journey));
  const open = openJourney({ journeys: reopened });
  const journeys = reopened.map((journey) => {
    const step = dead && journey === open ? "DECEASED" : journey.reached;
    return step === journey.step ? journey : { ...journey, step };
  });
  return { ...state, journeys, activeJourney: dead ? undefined : open?.id };
}

function reopenedIn({ deathReports, death }: Migrant, journey: Journey): Journey {
  const { closedWithDeath } = journey;
  const mistaken = deathReports.some(({ id, withdrawn }) => withdrawn && id === closedWithDeath?.death);
  const reopened = closedWithDeath && mistaken ? closedWithDeath.before : journey;
  return reopened.returnCause === "DEATH" && !death ? { ...reopened, returnCause: null } : reopened;
}
