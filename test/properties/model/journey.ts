import { lastTold, ofType, valuesOf, type Time, type Told } from "./told.js";

export interface Journey {
  readonly id: string;
  readonly reached: string;
  readonly step: string;
  readonly phase: string;
  readonly country: string;
}

/** Where what is told leads, whatever the step before. */
const LEADS_TO: { readonly [type: string]: string } = {
  ClearanceGranted: "CLEARED",
  DepartureRecorded: "DEPARTED",
  ArrivalReported: "ARRIVED",
  EmploymentStarted: "EMPLOYED",
  ReturnStarted: "RETURNING",
  ReturnRecorded: "RETURNED",
  ReintegrationStarted: "REINTEGRATING",
  JourneyClosed: "CLOSED",
  JourneyWithdrawn: "WITHDRAWN",
  DeparturePrevented: "DEPARTURE_PREVENTED",
  DepartureFailed: "FAILED_DEPARTURE",
};

/** Where it leads from these steps only. */
const LEADS_FROM: { readonly [type: string]: { readonly [step: string]: string } } = {
  RiskScreened: { REGISTERED: "SCREENED" },
  DocumentSubmitted: { REGISTERED: "DOCUMENTS_IN_PROGRESS", SCREENED: "DOCUMENTS_IN_PROGRESS" },
  OrientationAttended: { DOCUMENTS_VERIFIED: "ORIENTED" },
  EmploymentEnded: { EMPLOYED: "BETWEEN_JOBS" },
};

const PHASE_OF: { readonly [step: string]: string } = Object.fromEntries(
  Object.entries({
    BEFORE: "REGISTERED SCREENED DOCUMENTS_IN_PROGRESS DOCUMENTS_VERIFIED ORIENTED CLEARED",
    "BEFORE ": "DEPARTURE_PREVENTED FAILED_DEPARTURE",
    DURING: "DEPARTED ARRIVED EMPLOYED BETWEEN_JOBS RETURNING DETAINED",
    AFTER: "RETURNED REINTEGRATING",
  }).flatMap(([phase, steps]) => steps.split(" ").map((step) => [step, phase.trim()])),
);

/** Where a journey stands, and what lies under it. */
interface Place {
  readonly reached: string;
  /** Steps that were interrupted, the innermost last. */
  readonly under: readonly string[];
  readonly phase: string;
  readonly since: Time | null;
}

const UNKNOWN: Place = { reached: "REGISTERED", under: [], phase: "BEFORE", since: null };

/** One journey: what was told last of everything, and the step to which it all leads. */
export function journeyIn(
  id: string,
  events: readonly Told[],
  deathStands: boolean,
): Journey & Record<string, unknown> {
  const own = events.filter(({ facts }) => facts["journey"] === id);
  const start = ofType(own, "JourneyStarted").at(-1)?.facts;
  const told = (name: string, ...types: string[]) => lastTold(ofType(own, ...types), ({ facts }) => facts[name]);
  const { reached, under, phase, since } = placeIn(own, events);
  const cause = told("cause", "ReturnStarted", "ReturnRecorded");
  const closure = ofType(own, "JourneyClosed").findLast(({ facts }) => facts["death"] !== undefined);
  return {
    id,
    started: start !== undefined,
    foundAt: start?.["foundAt"] ?? "REGISTERED",
    scheme: start?.["scheme"] ?? "UNKNOWN",
    country: countryIn(own),
    position: start?.["position"] ?? null,
    sector: start?.["sector"] ?? null,
    company: start?.["company"] ?? null,
    step: reached,
    reached,
    resume: under,
    phase,
    orientation: ofType(own, "OrientationAttended").at(-1)?.occurredAt ?? null,
    insurance: ofType(own, "InsuranceActivated").map((event) => ({
      programme: event.facts["programme"],
      from: event.facts["from"],
      until: event.facts["until"] ?? null,
      fields: valuesOf(event, "finance"),
    })),
    clearance: clearanceIn(own),
    refusals: ofType(own, "ClearanceRefused").map(({ facts, actor }) => ({
      day: facts["day"],
      reason: facts["reason"],
      legalGround: facts["legalGround"],
      requirementsMet: facts["requirementsMet"],
      by: actor.id,
      agency: actor.agency,
    })),
    mission: told("mission", "ArrivalReported") ?? null,
    employments: employmentsIn(own),
    endedAhead: endsAheadIn(own),
    // Death brought nobody home of whom no death is known.
    returnCause: cause === "DEATH" && !deathStands ? null : (cause ?? null),
    reason: told("reason", "JourneyClosed", "JourneyWithdrawn", "DepartureFailed", "DeparturePrevented") ?? null,
    closedWithDeath: closure
      ? {
          death: closure.facts["death"],
          before: journeyIn(
            id,
            events.filter((event) => event !== closure),
            true,
          ),
        }
      : null,
    since,
  };
}

/** The clearance given last, unless the departure was prevented since; with what was found last of it. */
function clearanceIn(own: readonly Told[]): object | null {
  const cleared = ofType(own, "ClearanceGranted", "DeparturePrevented").at(-1);
  if (cleared?.type !== "ClearanceGranted") return null;
  const { day, place, rules } = cleared.facts;
  const judged = ofType(own.slice(own.indexOf(cleared)), "ClearanceUnderReview", "ClearanceUpheld").at(-1);
  const review =
    judged?.type === "ClearanceUnderReview"
      ? { grounds: judged.facts["grounds"], since: judged.occurredAt.earliest ?? judged.recordedAt }
      : null;
  return { day, place, rules, by: cleared.actor.id, agency: cleared.actor.agency, review };
}

function countryIn(own: readonly Told[]): string {
  const told = ofType(
    own,
    "JourneyStarted",
    "DepartureRecorded",
    "ArrivalReported",
    "EmploymentStarted",
    "DetentionRecorded",
  );
  const known = ({ type, facts }: Told): string | undefined =>
    type === "JourneyStarted" && facts["country"] === "UNKNOWN" ? undefined : facts["country"];
  return lastTold(told, known) ?? "UNKNOWN";
}

function employmentsIn(own: readonly Told[]): object[] {
  return ofType(own, "EmploymentStarted").map((start) => {
    const end = ofType(own, "EmploymentEnded").findLast(
      ({ facts }) => facts["employment"] === start.facts["employment"],
    );
    return {
      id: start.facts["employment"],
      sector: start.facts["sector"] ?? null,
      position: start.facts["position"] ?? null,
      contractUntil: start.facts["contractUntil"] ?? null,
      from: start.occurredAt,
      until: end?.occurredAt ?? null,
      cause: end?.facts["cause"] ?? null,
      fields: valuesOf(start, "contact"),
    };
  });
}

/** Of jobs of which nobody told yet that they began. */
function endsAheadIn(own: readonly Told[]): object[] {
  const begun = ofType(own, "EmploymentStarted").map(({ facts }) => facts["employment"]);
  return ofType(own, "EmploymentEnded")
    .filter(({ facts }) => facts["employment"] !== undefined && !begun.includes(facts["employment"]))
    .map(({ facts, occurredAt }) => ({ id: facts["employment"], until: occurredAt, cause: facts["cause"] }));
}

function placeIn(own: readonly Told[], events: readonly Told[]): Place {
  return own.reduce((place, event) => {
    const [reached, under] = stepAfter(place, event, own, events);
    if (event.type === "JourneyStarted") return at(event, reached, under, "DURING");
    return reached === place.reached ? { ...place, under } : at(event, reached, under, place.phase);
  }, UNKNOWN);
}

function at({ occurredAt }: Told, reached: string, under: readonly string[], phase: string): Place {
  return { reached, under, phase: PHASE_OF[reached] ?? phase, since: occurredAt };
}

function stepAfter(
  { reached, under }: Place,
  event: Told,
  own: readonly Told[],
  events: readonly Told[],
): [string, readonly string[]] {
  const { type, facts } = event;
  const earlier = own.slice(0, own.indexOf(event));
  const stays: [string, readonly string[]] = [reached, under];
  if (type === "JourneyStarted") return [facts["foundAt"], []];
  if (type === "ReturnRecorded" && facts["cause"] === "DEATH") return stays;
  if (type in LEADS_TO) return [LEADS_TO[type]!, []];
  if (type === "EmploymentEnded" && reached !== "EMPLOYED")
    return [reached, under.map((step) => (step === "EMPLOYED" ? "BETWEEN_JOBS" : step))];
  if (type in LEADS_FROM) {
    const next = LEADS_FROM[type]![reached];
    return next === undefined ? stays : [next, []];
  }
  if (type === "DocumentSetCompleted" && reached === "DOCUMENTS_IN_PROGRESS")
    return [ofType(earlier, "OrientationAttended").length > 0 ? "ORIENTED" : "DOCUMENTS_VERIFIED", []];
  if (type === "DocumentRejected" && ["DOCUMENTS_VERIFIED", "ORIENTED"].includes(reached)) {
    const checks = events
      .slice(0, events.indexOf(event))
      .filter((each) => ["DocumentVerified", "DocumentRejected"].includes(each.type));
    const last = checks.findLast((each) => each.facts["document"] === facts["document"]);
    return last?.type === "DocumentVerified" ? ["DOCUMENTS_IN_PROGRESS", []] : stays;
  }
  if (type === "ContactLost") return ["LOST_CONTACT", [...under, reached]];
  if (type === "DetentionRecorded") return ["DETAINED", reached === "LOST_CONTACT" ? under : [...under, reached]];
  if (type === "ContactRestored" && reached === "LOST_CONTACT") return [under.at(-1) ?? "DEPARTED", under.slice(0, -1)];
  if (type === "DetentionEnded" && reached === "DETAINED") {
    const lies = under.at(-1) ?? "";
    return [PHASE_OF[lies] === "DURING" ? lies : "ARRIVED", under.slice(0, -1)];
  }
  return stays;
}
