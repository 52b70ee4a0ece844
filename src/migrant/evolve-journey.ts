import { fieldsOf } from "../event-sourcing/stored-event/personal-field.js";
import { ABROAD, HOME, INTERRUPTED, type JourneyStep, type Phase } from "./codes.js";
import { transitionOf, type JourneyEvent, type MigrantRecord } from "./migrant.events.js";
import type { ClearanceReview, Journey, Migrant } from "./state.js";

/** Applies an event to its journey. @param before the state without the event, for its documents */
export function evolveJourney(state: Migrant, event: JourneyEvent, before: Migrant): Migrant {
  const { journey: id } = event.facts;
  if (id === undefined) return state;
  const known = state.journeys.find((journey) => journey.id === id);
  const journey = evolved(known ?? unknownJourney(id), event, before);
  return {
    ...state,
    journeys: known ? state.journeys.map((each) => (each === known ? journey : each)) : [...state.journeys, journey],
  };
}

function evolved(journey: Journey, event: JourneyEvent, before: Migrant): Journey {
  const { closedWithDeath } = journey;
  const after = withStep(withDetails(journey, event), event, before);
  if (closedWithDeath === null || after.closedWithDeath !== closedWithDeath) return after;
  // The journey without that closure evolves too, and comes back when the report is withdrawn.
  return {
    ...after,
    closedWithDeath: { ...closedWithDeath, before: withoutDeath(evolved(closedWithDeath.before, event, before)) },
  };
}

/** The journey without the death. */
function withoutDeath(journey: Journey): Journey {
  return { ...journey, step: journey.reached };
}

/** A journey with a fact that lies before its recorded beginning. */
function unknownJourney(id: string): Journey {
  return {
    id,
    started: false,
    foundAt: "REGISTERED",
    scheme: "UNKNOWN",
    country: "UNKNOWN",
    position: null,
    sector: null,
    company: null,
    step: "REGISTERED",
    reached: "REGISTERED",
    resume: [],
    phase: "BEFORE",
    orientation: null,
    insurance: [],
    clearance: null,
    refusals: [],
    mission: null,
    employments: [],
    endedAhead: [],
    returnCause: null,
    reason: null,
    closedWithDeath: null,
    since: null,
  };
}

function withDetails(journey: Journey, event: JourneyEvent): Journey {
  switch (event.type) {
    case "JourneyStarted": {
      const { foundAt, scheme, country, position = null, sector = null, company = null } = event.facts;
      return {
        ...journey,
        started: true,
        foundAt,
        scheme,
        country: country === "UNKNOWN" ? journey.country : country,
        position,
        sector,
        company,
      };
    }
    case "OrientationAttended":
      return { ...journey, orientation: event.occurredAt };
    case "InsuranceActivated": {
      const { programme, from, until = null } = event.facts;
      return {
        ...journey,
        insurance: [...journey.insurance, { programme, from, until, fields: fieldsOf(event, "finance") }],
      };
    }
    case "ClearanceGranted": {
      const { day, place, rules } = event.facts;
      const { id: by, agency } = event.actor;
      return { ...journey, clearance: { day, place, rules, by, agency, review: null } };
    }
    case "ClearanceUnderReview":
      return withReview(journey, {
        grounds: event.facts.grounds,
        since: event.occurredAt.earliest ?? event.recordedAt,
      });
    case "ClearanceUpheld":
      return withReview(journey, null);
    case "ClearanceRefused": {
      const { day, reason, legalGround, requirementsMet } = event.facts;
      const { id: by, agency } = event.actor;
      return {
        ...journey,
        refusals: [...journey.refusals, { day, reason, legalGround, requirementsMet, by, agency }],
      };
    }
    case "ArrivalReported": {
      const { country = journey.country, mission = null } = event.facts;
      return { ...journey, country, mission: mission ?? journey.mission };
    }
    case "DepartureRecorded":
    case "DetentionRecorded":
      return { ...journey, country: event.facts.country ?? journey.country };
    case "EmploymentStarted":
      return withEmployment(journey, event);
    case "EmploymentEnded":
      return withoutEmployment(journey, event);
    case "ReturnStarted":
    case "ReturnRecorded":
      return { ...journey, returnCause: event.facts.cause };
    case "JourneyClosed": {
      const { reason, death } = event.facts;
      return {
        ...journey,
        reason,
        ...(death !== undefined && { closedWithDeath: { death, before: withoutDeath(journey) } }),
      };
    }
    case "JourneyWithdrawn":
    case "DepartureFailed":
      return { ...journey, reason: event.facts.reason };
    case "DeparturePrevented":
      // Whoever was held back needs a new clearance.
      return { ...journey, reason: event.facts.reason, clearance: null };
    default:
      return journey;
  }
}

/** A clearance that was taken away meanwhile is not judged any more. */
function withReview(journey: Journey, review: ClearanceReview | null): Journey {
  return { ...journey, clearance: journey.clearance && { ...journey.clearance, review } };
}

function withEmployment(journey: Journey, event: MigrantRecord<"EmploymentStarted">): Journey {
  const { employment: id, country, sector = null, position = null, contractUntil = null } = event.facts;
  const ended = journey.endedAhead.find((each) => each.id === id);
  const employment = {
    id,
    sector,
    position,
    contractUntil,
    from: event.occurredAt,
    until: ended?.until ?? null,
    cause: ended?.cause ?? null,
    fields: fieldsOf(event, "contact"),
  };
  return {
    ...journey,
    country: country ?? journey.country,
    employments: [...journey.employments, employment],
    endedAhead: journey.endedAhead.filter((each) => each !== ended),
  };
}

/** Where the times of both are vague, an end may come before its beginning: it is kept until then. */
function withoutEmployment(journey: Journey, event: MigrantRecord<"EmploymentEnded">): Journey {
  const { employment: id, cause } = event.facts;
  const until = event.occurredAt;
  const isAhead = id !== undefined && !journey.employments.some((employment) => employment.id === id);
  const others = journey.endedAhead.filter((each) => each.id !== id);
  return {
    ...journey,
    // Someone who is detained or out of reach has no job to come back to.
    resume: journey.resume.map((step) => (step === "EMPLOYED" ? "BETWEEN_JOBS" : step)),
    employments: journey.employments.map((employment) =>
      employment.id === id ? { ...employment, until, cause } : employment,
    ),
    endedAhead: isAhead ? [...others, { id, until, cause }] : journey.endedAhead,
  };
}

function withStep(journey: Journey, event: JourneyEvent, before: Migrant): Journey {
  const { reached, resume } = next(journey, event, before);
  if (reached === journey.reached && event.type !== "JourneyStarted") return { ...journey, resume };
  const found = event.type === "JourneyStarted" ? "DURING" : journey.phase;
  return { ...journey, reached, resume, phase: phaseAt(reached, found), since: event.occurredAt };
}

type Position = Pick<Journey, "reached" | "resume">;

function on(step: JourneyStep): Position {
  return { reached: step, resume: [] };
}

/** The step after an event, and the steps that lie under it. */
function next(journey: Journey, event: JourneyEvent, before: Migrant): Position {
  const { reached, resume } = journey;
  const stay: Position = { reached, resume };
  switch (event.type) {
    case "JourneyStarted":
      return on(event.facts.foundAt);
    case "RiskScreened":
      return reached === "REGISTERED" ? on("SCREENED") : stay;
    case "DocumentSubmitted":
      return reached === "REGISTERED" || reached === "SCREENED" ? on("DOCUMENTS_IN_PROGRESS") : stay;
    case "DocumentRejected": {
      const document = [...before.documents, ...before.checkedAhead].find(({ id }) => id === event.facts.document);
      const incomplete =
        document?.status === "VERIFIED" && (reached === "DOCUMENTS_VERIFIED" || reached === "ORIENTED");
      return incomplete ? on("DOCUMENTS_IN_PROGRESS") : stay;
    }
    case "DocumentSetCompleted":
      if (reached !== "DOCUMENTS_IN_PROGRESS") return stay;
      return on(journey.orientation ? "ORIENTED" : "DOCUMENTS_VERIFIED");
    case "OrientationAttended":
      return reached === "DOCUMENTS_VERIFIED" ? on("ORIENTED") : stay;
    case "EmploymentEnded":
      return reached === "EMPLOYED" ? on("BETWEEN_JOBS") : stay;
    case "ReturnRecorded":
      // Remains that come home are no step of the living: it would stay when the report of the death is withdrawn.
      return event.facts.cause === "DEATH" ? stay : on("RETURNED");
    case "ContactLost":
      return { reached: "LOST_CONTACT", resume: [...resume, reached] };
    case "DetentionRecorded":
      // Whoever is found in detention is no longer out of reach.
      return { reached: "DETAINED", resume: reached === "LOST_CONTACT" ? resume : [...resume, reached] };
    case "ContactRestored":
      return reached === "LOST_CONTACT" ? { reached: resume.at(-1) ?? "DEPARTED", resume: resume.slice(0, -1) } : stay;
    case "DetentionEnded": {
      if (reached !== "DETAINED") return stay;
      const under = resume.at(-1);
      // Someone who was thought to be preparing, and was detained abroad, is abroad.
      return {
        reached: under && phaseAt(under, "BEFORE") === "DURING" ? under : "ARRIVED",
        resume: resume.slice(0, -1),
      };
    }
    default: {
      const to = transitionOf(event.type)?.to;
      return to ? on(to) : stay;
    }
  }
}

/** The phase of a step; that of an ending, and of an interruption, is the phase that it found. */
function phaseAt(step: JourneyStep, found: Phase): Phase {
  if (among(ABROAD, step) || step === "DETAINED") return "DURING";
  if (among(HOME, step)) return "AFTER";
  if (among(INTERRUPTED, step) || step === "CLOSED" || step === "WITHDRAWN") return found;
  return "BEFORE";
}

function among(steps: readonly JourneyStep[], step: JourneyStep): boolean {
  return steps.includes(step);
}
