import { tasksIn } from "./tasks.js";
import { lastTold, ofType, only, valuesOf, type Told } from "./told.js";

type Steps = { readonly [step: string]: readonly string[] };

/** Which step each type of event makes done, by kind, in the usual order. */
const LIVING: Steps = {
  FAMILY_NOTIFIED: ["FamilyNotified"],
  IDENTITY_CONFIRMED: ["ReturneeIdentityConfirmed"],
  TRAVEL_DOCUMENT_READY: ["ReturneeTravelDocumentReady"],
  EXIT_CLEARED: ["ReturneeExitCleared"],
  FIT_TO_TRAVEL: ["ReturneeFitToTravel"],
  TICKETED: ["ReturneeTicketed"],
  ACCOMPANIED: ["RepatriationAccompanied"],
  DEPARTED: ["ReturneeDeparted"],
  DEBARKED: ["ReturneeDebarked"],
  RECEPTION: ["ReturneeReceived"],
  ONWARD: ["ReturneeSentOnward"],
  HANDED_OVER: ["ReturneeHandedOver"],
  HOME_ALONE: ["ReturneeWentHomeAlone"],
  CLAIMS_RECORDED: ["RepatriationClaimRecorded"],
  BELONGINGS_INVENTORIED: ["BelongingsInventoried"],
};
const REMAINS: Steps = {
  FAMILY_NOTIFIED: ["FamilyNotified"],
  DISPOSITION_DECIDED: ["DispositionDecided"],
  FUNDING_AGREED: ["RemainsFundingAgreed"],
  AUTOPSY: ["AutopsyDone"],
  DOCUMENTS_VERIFIED: [],
  DEATH_ENTERED: ["DeathEnteredAtMission"],
  LEGALISED: ["RemainsPapersLegalised"],
  CREMATED: ["RemainsCremated"],
  CARGO_BOOKED: ["RemainsCargoBooked"],
  ACCOMPANIED: ["RepatriationAccompanied"],
  DEPARTED: ["RemainsDeparted"],
  ARRIVED: ["RemainsArrived"],
  QUARANTINE_PERMITTED: ["RemainsQuarantinePermitted"],
  CUSTOMS_RELEASED: ["RemainsReleasedByCustoms"],
  ONWARD: ["RemainsSentOnward"],
  HANDED_OVER: ["RemainsHandedOver"],
  LAID_TO_REST: ["RemainsLaidToRest"],
  CLAIMS_RECORDED: ["RepatriationClaimRecorded"],
  BELONGINGS_INVENTORIED: ["BelongingsInventoried"],
};
const BY_KIND: { readonly [kind: string]: Steps } = { LIVING, REMAINS };

/** Steps that only some dispositions have. */
const TRANSPORT = "CARGO_BOOKED DEPARTED ARRIVED QUARANTINE_PERMITTED CUSTOMS_RELEASED ONWARD HANDED_OVER".split(" ");
const NOT_WITH: { readonly [disposition: string]: readonly string[] } = {
  REPATRIATE: ["CREMATED"],
  BURY_ABROAD: [...TRANSPORT, "CREMATED"],
  CREMATE: [],
};
/** These may come at any time, and are no part of the way. */
const BESIDE = ["ACCOMPANIED", "CLAIMS_RECORDED", "BELONGINGS_INVENTORIED"];
const INSTEAD: { readonly [step: string]: string } = { HANDED_OVER: "HOME_ALONE", HOME_ALONE: "HANDED_OVER" };

/** The step of the way that a type of event makes done; undefined for any other, and for what is beside the way. */
export function stepOnTheWay(type: string): string | undefined {
  const steps = [...Object.entries(LIVING), ...Object.entries(REMAINS)];
  return steps.find(([step, types]) => types.includes(type) && !BESIDE.includes(step))?.[0];
}

interface Doing {
  readonly event: string;
  readonly type: string;
  readonly at: unknown;
  readonly asReported: object;
}

function doing(event: Told): Doing {
  const asReported = only(valuesOf(event, "narrative"), "occurredAt.asReported");
  return { event: event.id, type: event.type, at: event.occurredAt, asReported };
}

interface Paper {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly checked: Doing | null;
}

interface Planned {
  readonly step: string;
  readonly optional: boolean;
}

/** A case as it is told. */
export function repatriationIn(events: readonly Told[]) {
  const request = ofType(events, "RepatriationRequested").at(-1);
  const facts = request?.facts;
  const done: { [step: string]: Doing[] } = {};
  for (const [step, types] of Object.entries({ ...LIVING, ...REMAINS }))
    for (const event of events)
      if (types.includes(event.type) || (LIVING[step] ?? []).includes(event.type))
        done[step] = [...(done[step] ?? []), doing(event)];
  const ending = ofType(events, "RepatriationCancelled", "RepatriationClosed", "RepatriationReinstated").at(-1);
  const ended = ending === undefined || ending.type === "RepatriationReinstated" ? undefined : ending;
  // That it was cancelled by a death still counts when the case was closed after that.
  const cancelled = ofType(events, "RepatriationCancelled", "RepatriationReinstated").at(-1);
  const outcome = ofType(events, "RepatriationOutcomeReported").at(-1);
  const decided = ofType(events, "DispositionDecided").at(-1);
  return {
    kind: facts?.["kind"] as string | undefined,
    case: (facts?.["case"] ?? null) as string | null,
    person: (facts?.["person"] ?? null) as string | null,
    country: (facts?.["country"] ?? null) as string | null,
    origin: (facts?.["origin"]?.["code"] ?? null) as string | null,
    destination: facts?.["destination"]?.["code"] ?? null,
    cause: facts?.["cause"] ?? null,
    source: facts?.["source"] ?? null,
    requested: request ? { at: request.occurredAt, recordedAt: request.recordedAt } : null,
    runBy: request?.actor.agency ?? null,
    edition: facts?.["edition"] ?? null,
    plan: (facts?.["steps"] ?? []) as readonly Planned[],
    documentSets: (facts?.["documentSets"] ?? []) as readonly {
      disposition: string;
      route: string;
      documents: readonly { kind: string }[];
    }[],
    status: ended === undefined ? "OPEN" : ended.type === "RepatriationClosed" ? "CLOSED" : "CANCELLED",
    ended: ended ? { at: ended.occurredAt, reason: ended.facts["reason"] } : null,
    diedBy: cancelled?.facts["diedBy"] ?? null,
    done,
    withdrawn: ofType(events, "RepatriationStepWithdrawn").map((event) => ({
      step: event.facts["step"],
      event: event.corrects!.event,
      reason: event.facts["reason"],
      at: event.recordedAt,
      by: event.actor.id,
      agency: event.actor.agency,
    })),
    notApplicable: byStep(ofType(events, "RepatriationStepNotApplicable"), (event) => ({
      reason: event.facts["reason"] as string,
      event: event.id,
    })),
    assigned: byStep(ofType(events, "RepatriationStepAssigned"), (event) => ({
      agency: event.facts["agency"] as string,
      officer: (event.facts["officer"] ?? null) as string | null,
      since: event.occurredAt.earliest ?? event.recordedAt,
      due: (event.facts["due"] ?? null) as string | null,
    })),
    outcome: outcome ? { outcome: outcome.facts["outcome"], source: outcome.facts["source"], event: outcome.id } : null,
    reception: lastTold(ofType(events, "ReturneeReceived"), (event) => event.facts["reception"]) ?? null,
    departedEarly:
      lastTold(ofType(events, "ReturneeDeparted"), ({ facts: { early, lacking } }) =>
        early === undefined ? undefined : { ground: early, lacking: lacking ?? [] },
      ) ?? null,
    disclosures: events.flatMap(disclosuresBy),
    flagged: ofType(events, "DisclosureFlagged").map((event) => event.facts),
    searches: ofType(events, "FamilySearchFoundNone").map(({ occurredAt }) => occurredAt),
    disposition: decided
      ? {
          disposition: decided.facts["disposition"] as string,
          decidedBy: decided.facts["decidedBy"],
          legalGround: decided.facts["legalGround"] ?? null,
          at: decided.occurredAt,
        }
      : null,
    documents: papersIn(events),
    route: (lastTold(ofType(events, "RemainsCargoBooked", "RemainsDeparted"), (event) => event.facts["route"]) ??
      null) as string | null,
    tasks: tasksIn(events, "Repatriation", (some) => {
      const last = ofType(some, "RepatriationCancelled", "RepatriationClosed", "RepatriationReinstated").at(-1);
      const { id: by, agency } = some.at(-1)!.actor;
      return last === undefined || last.type === "RepatriationReinstated"
        ? undefined
        : { at: last.occurredAt, by, agency };
    }),
  };
}

export type Repatriation = ReturnType<typeof repatriationIn>;

function byStep<Value>(events: readonly Told[], value: (event: Told) => Value): { [step: string]: Value } {
  return Object.fromEntries(events.map((event) => [event.facts["step"] as string, value(event)]));
}

/** Who came to know by an event. */
function disclosuresBy({ id, type, facts }: Told): object[] {
  const to = (person: unknown, relation: unknown) => ({
    event: id,
    person: person ?? null,
    relation: relation ?? null,
  });
  if (type === "FamilyNotified" || (type === "DispositionDecided" && facts["decidedBy"] === "FAMILY"))
    return [to(facts["relative"], facts["relation"])];
  if (type !== "ReturneeHandedOver" && type !== "RemainsHandedOver") return [];
  return [
    ...(facts["recipient"] !== undefined || facts["relation"] !== undefined
      ? [to(facts["recipient"], facts["relation"])]
      : []),
    ...(facts["witness"] !== undefined ? [to(facts["witness"]["person"], undefined)] : []),
  ];
}

function papersIn(events: readonly Told[]): Paper[] {
  const told = ofType(events, "RemainsDocumentSubmitted", "RemainsDocumentVerified", "RemainsDocumentRejected");
  return [...new Set(told.map(({ facts }) => facts["document"] as string))].map((id) => {
    const own = told.filter(({ facts }) => facts["document"] === id);
    const submitted = ofType(own, "RemainsDocumentSubmitted").at(-1);
    const check = ofType(own, "RemainsDocumentVerified", "RemainsDocumentRejected").at(-1);
    const { actor } = submitted ?? {};
    return {
      id,
      kind: submitted?.facts["kind"] ?? "",
      submittedBy: actor ? [actor.id, ...(actor.onBehalfOf === null ? [] : [actor.onBehalfOf])] : [],
      file: submitted?.facts["file"] ?? null,
      validUntil: submitted?.facts["validUntil"] ?? null,
      status: !check ? "SUBMITTED" : check.type === "RemainsDocumentVerified" ? "VERIFIED" : "REJECTED",
      checked: check ? doing(check) : null,
    };
  });
}

/** Whoever was given a step, as it happened. */
export function givenIn(events: readonly Told[]): object[] {
  return ofType(events, "RepatriationStepAssigned").map(({ facts, occurredAt, recordedAt }) => ({
    step: facts["step"],
    agency: facts["agency"],
    officer: facts["officer"] ?? null,
    since: occurredAt.earliest ?? recordedAt,
    due: facts["due"] ?? null,
  }));
}

/** A row of the board: where the case stands. */
export function boardRowOf(id: string, state: Repatriation) {
  const planned = state.plan.map(({ step }) => step);
  const beside = Object.keys(BY_KIND[state.kind ?? ""] ?? {}).filter((s) => !planned.includes(s) && state.done[s]);
  const isDone = (step: string) => isStepDone(state, step);
  const isMissing = (step: string) => !isDone(step) && !isNotApplicable(state, step);
  const has = openStepsOf(state);
  const parts = state.origin?.split(".") ?? [];
  return {
    id,
    state,
    person: state.person,
    kind: state.kind ?? null,
    status: state.status,
    country: state.country,
    origins: parts.map((_, i) => parts.slice(0, i + 1).join(".")),
    step: [...planned, ...beside].findLast((step) => isDone(step) && !BESIDE.includes(step)) ?? "REQUESTED",
    missing: state.plan.filter(({ step, optional }) => !optional && isMissing(step)).map(({ step }) => step),
    agencies: [...new Set(has.map(({ agency }) => agency))],
    officers: [...new Set(has.flatMap(({ officer }) => officer ?? []))],
    due: has.flatMap(({ due }) => due ?? []).toSorted()[0] ?? null,
    requested: state.requested?.recordedAt ?? null,
  };
}

function isStepDone(state: Repatriation, step: string): boolean {
  return step === "DOCUMENTS_VERIFIED" ? papersComplete(state) : step in state.done;
}

/** Steps that somebody has to do, with who has them. */
export function openStepsOf(state: Repatriation) {
  if (state.status !== "OPEN") return [];
  return state.plan.flatMap(({ step }) => {
    const has = state.assigned[step];
    return has && !isStepDone(state, step) && !isNotApplicable(state, step) ? [{ step, ...has }] : [];
  });
}

function isNotApplicable(state: Repatriation, step: string): boolean {
  return (
    (state.kind === "LIVING" && INSTEAD[step] !== undefined && INSTEAD[step] in state.done) ||
    (state.kind === "REMAINS" &&
      state.disposition !== null &&
      NOT_WITH[state.disposition.disposition]!.includes(step)) ||
    (step === "FAMILY_NOTIFIED" && state.searches.length > 0) ||
    step in state.notApplicable
  );
}

/** Whether a verified paper of every kind of the set is there. */
function papersComplete({ disposition: decided, route, documentSets, documents }: Repatriation): boolean {
  const disposition = decided?.disposition ?? "REPATRIATE";
  const way = disposition === "BURY_ABROAD" ? "LOCAL" : (route ?? "AIR");
  const set = documentSets.find((each) => each.disposition === disposition && each.route === way);
  return (
    set?.documents.every(({ kind }) =>
      documents.some((paper) => paper.kind === kind && paper.status === "VERIFIED"),
    ) === true
  );
}
