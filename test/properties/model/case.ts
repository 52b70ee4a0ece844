import { tasksIn } from "./tasks.js";
import { lastTold, ofType, only, valuesOf, type Facts, type Told } from "./told.js";

/** The stage to which an event leads, of those that always lead to the same. */
const STAGE: { readonly [type: string]: string } = {
  CaseDocumentsRequested: "DOCUMENTS_PENDING",
  CaseVerified: "VERIFIED",
  ClarificationHeld: "CLARIFICATION",
  MediationHeld: "MEDIATION",
  CaseSettled: "SETTLED",
  SanctionRecommended: "SANCTION_RECOMMENDED",
  LitigationStarted: "LITIGATION",
  CaseReferred: "REFERRED",
  CaseResolved: "RESOLVED",
  CaseClosedAdministratively: "CLOSED_ADMINISTRATIVELY",
};

/** What was done, by the code that the rules have for it; of an action told as such, its own. */
const ACTION: { readonly [type: string]: string | undefined } = {
  ShelterProvided: "SHELTER",
  EmergencyTravelDocumentIssued: "SPLP",
  ImmigrationFineDecided: "FINE",
  ExitPermitObtained: "EXIT_PERMIT",
  CaseActionTaken: undefined,
};

interface Stage {
  readonly stage: string;
  readonly again: boolean;
}

interface Party {
  readonly role: string;
  readonly person: string | null;
}

/** A case as it is told. */
export function caseIn(events: readonly Told[]) {
  const complaint = ofType(events, "ComplaintReceived").at(-1);
  const triage = ofType(events, "ComplaintReceived", "CaseTriaged").at(-1);
  const removed = ofType(events, "CasePartyRemoved").map(({ facts }) => facts["party"] as string);
  const assignments = ofType(events, "CaseAssigned").map((event) => ({
    agency: event.facts["agency"] as string,
    officer: (event.facts["officer"] ?? null) as string | null,
    since: sinceOf(event),
  }));
  return {
    channel: complaint?.facts["channel"] ?? null,
    complainant: complaint?.facts["complainant"] ?? null,
    powerOfAttorney: complaint?.facts["powerOfAttorney"] ?? false,
    categories: (triage?.facts["categories"] ?? []) as readonly string[],
    circumstances: triage?.facts["circumstances"] ?? [],
    severity: (triage?.facts["severity"] ?? null) as number | null,
    lead: (triage?.facts["lead"] ?? []) as readonly string[],
    steps: triage?.facts["steps"] ?? [],
    edition: triage?.facts["edition"] ?? null,
    country: (complaint?.facts["country"] ?? null) as string | null,
    region: (complaint?.facts["region"]?.["code"] ?? null) as string | null,
    incident: complaint?.facts["incident"] ?? null,
    received: complaint?.recordedAt ?? null,
    account: complaint ? only(valuesOf(complaint, "narrative"), "account") : {},
    parties: partiesIn(events).filter(({ id }) => !removed.includes(id)),
    removed,
    stages: stagesIn(events),
    settlements: settlementsIn(events),
    assignment: assignments.at(-1) ?? null,
    assignments,
    ...waitingIn(events),
    nextAction: nextActionIn(events),
    tasks: tasksIn(events, "Case", (some) => {
      const last = stagesIn(some).at(-1);
      return last && ENDS.includes(last.stage)
        ? { at: last["at"], by: last["by"] as string, agency: last["agency"] as string | null }
        : undefined;
    }),
    actions: ofType(events, ...Object.keys(ACTION)).map(actionBy),
    stays: staysIn(events),
    screenings: screeningsIn(events),
    outcomes: outcomesIn(events),
    contacts: ofType(events, "CaseContactLogged").map((event) => ({
      id: event.facts["contact"],
      victim: event.facts["victim"],
      with: event.facts["with"] ?? null,
      relation: event.facts["relation"] ?? null,
      way: event.facts["way"],
      result: event.facts["result"],
      at: event.occurredAt,
      by: event.actor.id,
      agency: event.actor.agency,
      fields: allValues(event),
    })),
    flaggedContacts: ofType(events, "CaseContactFlagged").map(({ facts }) => facts),
    deaths: deathsIn(events),
    repatriations: ofType(events, "CaseRepatriationOpened").map(({ facts }) => ({
      id: facts["repatriation"],
      person: facts["person"],
      kind: facts["kind"],
      status: changeOf(events, facts["repatriation"]) ?? "OPEN",
    })),
    repatriationsAhead: aheadIn(events),
  };
}

type Case = ReturnType<typeof caseIn>;

/** At whom a case waits to be given to somebody, and until when that may take. */
function waitingIn(events: readonly Told[]) {
  const said = ofType(events, "ComplaintReceived", "CaseTriaged", "CaseReferred").at(-1);
  const moved = ofType(events, "CaseReferred", "CaseReferralEnded", "CaseAssigned").at(-1);
  const isAssigned = ofType(events, "CaseAssigned").length > 0;
  const complaint = ofType(events, "ComplaintReceived").at(-1);
  const at =
    moved === undefined
      ? complaint && { agency: complaint.actor.agency!, since: sinceOf(complaint) }
      : moved.type === "CaseReferred" || (moved.type === "CaseReferralEnded" && !isAssigned)
        ? { agency: moved.facts["agency"] as string, since: sinceOf(moved) }
        : undefined;
  return { unassigned: at ?? null, assignBy: (said?.facts["assignBy"] ?? null) as string | null };
}

const sinceOf = ({ occurredAt, recordedAt }: Told): string => occurredAt.earliest ?? recordedAt;

/** Every personal value of an event, of whichever class. */
function allValues({ personal }: Told): { [path: string]: string } {
  return Object.assign({}, ...personal.map(({ values }) => values));
}

/** Those of the complaint first, then who came to be known. */
function partiesIn(events: readonly Told[]) {
  const first = ofType(events, "ComplaintReceived").flatMap(({ facts }) => facts["parties"] as Facts[]);
  const later = ofType(events, "CasePartyRecorded").map(({ facts }) => facts);
  return [...first, ...later].map((facts) => ({
    id: facts["party"] as string,
    role: facts["role"] as string,
    person: (facts["person"] ?? null) as string | null,
    company: (facts["company"] ?? null) as string | null,
    relation: facts["relation"] ?? null,
  }));
}

/** A case begins with its complaint; an assignment is a stage only of a case that was just verified. */
function stagesIn(events: readonly Told[]): (Stage & { readonly [name: string]: unknown })[] {
  const reached = (event: Told, stage: string, again = false) => ({
    stage,
    at: event.occurredAt,
    recordedAt: event.recordedAt,
    event: event.id,
    type: event.type,
    by: event.actor.id,
    agency: event.actor.agency,
    reason: event.facts["reason"] ?? null,
    to: event.type === "CaseReferred" ? event.facts["agency"] : null,
    again,
    fields: event.type === "CaseSettled" ? valuesOf(event, "narrative") : allValues(event),
    amounts: amountsIn(event),
  });
  const later: ReturnType<typeof reached>[] = [];
  for (const event of events) {
    const stage = STAGE[event.type];
    if (stage !== undefined) later.push(reached(event, stage));
    if (event.type === "CaseReferralEnded") {
      const open = ["RECEIVED", ...later.map((each) => each.stage)].filter((each) => !ENDS.includes(each));
      const before = open.findLast((each) => each !== "REFERRED")!;
      const since = later.slice(later.findLastIndex((each) => each.stage === before && !ENDS.includes(each.stage)) + 1);
      const isReferred = since.some((each) => each.stage === "REFERRED");
      later.push(reached(event, isReferred ? before : (later.at(-1)?.stage ?? "RECEIVED")));
    }
    if (event.type === "CaseReopened") later.push(reached(event, event.facts["stage"], true));
    if (event.type === "CaseAssigned" && later.at(-1)?.stage === "VERIFIED") later.push(reached(event, "ASSIGNED"));
  }
  return [...ofType(events, "ComplaintReceived").map((event) => reached(event, "RECEIVED")), ...later];
}

function settlementsIn(events: readonly Told[]): object[] {
  const told = ofType(events, "CaseSettled", "SettlementFulfilled");
  const settlementOf = (event: Told) =>
    event.type === "CaseSettled" ? event.id : (event.facts["settlement"] as string);
  return [...new Set(told.map(settlementOf))].map((id) => ({
    event: id,
    due: ofType(told, "CaseSettled").find((event) => event.id === id)?.facts["due"] ?? null,
    fulfilled:
      lastTold(ofType(told, "SettlementFulfilled"), (event) =>
        settlementOf(event) === id ? event.occurredAt : undefined,
      ) ?? null,
  }));
}

/** What each victim gets is theirs alone. */
function amountsIn(event: Told): object[] {
  const victims = event.personal.flatMap((part) => (part.class === "finance" ? [part.person!] : []));
  return [...new Set(victims)].map((victim) => ({ victim, fields: valuesOf(event, "finance", victim) }));
}

/** An end of the case ends what was to be done, too. */
function nextActionIn(events: readonly Told[]) {
  const last = ofType(events, "NextActionSet", "NextActionDone", "CaseResolved", "CaseClosedAdministratively").at(-1);
  if (last?.type !== "NextActionSet") return null;
  return {
    action: last.facts["action"],
    due: (last.facts["due"] ?? null) as string | null,
    since: sinceOf(last),
    fields: allValues(last),
  };
}

/** Where a shelter is stays with the stay. */
function actionBy(event: Told): object {
  return {
    event: event.id,
    type: event.type,
    action: ACTION[event.type] ?? event.facts["action"],
    victim: event.facts["victim"] ?? null,
    at: event.occurredAt,
    by: event.actor.id,
    agency: event.actor.agency,
    facts: event.facts,
    fields: event.type === "ShelterProvided" ? valuesOf(event, "narrative") : allValues(event),
  };
}

function staysIn(events: readonly Told[]): object[] {
  const told = ofType(events, "ShelterProvided", "ShelterLeft");
  return [...new Set(told.map(({ facts }) => facts["stay"] as string))].map((id) => {
    const own = told.filter(({ facts }) => facts["stay"] === id);
    const [provided, left] = ["ShelterProvided", "ShelterLeft"].map((type) => ofType(own, type).at(-1));
    return {
      id,
      victim: own[0]!.facts["victim"],
      kind: provided?.facts["kind"] ?? "OTHER",
      agency: provided?.facts["agency"] ?? null,
      from: provided?.occurredAt ?? null,
      until: left?.occurredAt ?? null,
      reason: left?.facts["reason"] ?? null,
      fields: provided ? valuesOf(provided, "shelter") : {},
    };
  });
}

function screeningsIn(events: readonly Told[]): object[] {
  const told = ofType(events, "TraffickingScreeningStarted", "TraffickingAssessed");
  return [...new Set(told.map(({ facts }) => facts["screening"] as string))].map((id) => {
    const own = told.filter(({ facts }) => facts["screening"] === id);
    return {
      id,
      victim: own[0]!.facts["victim"],
      started: lastTold(ofType(own, "TraffickingScreeningStarted"), ({ occurredAt }) => occurredAt) ?? null,
      assessments: ofType(own, "TraffickingAssessed").map((event) => ({
        id: event.facts["assessment"],
        at: event.occurredAt,
        assessor: event.facts["assessor"],
        agency: event.actor.agency,
        instrument: event.facts["instrument"],
        edition: event.facts["edition"],
        finding: valuesOf(event, "trafficking"),
      })),
    };
  });
}

/** Of each victim the newest. */
function outcomesIn(events: readonly Told[]): object[] {
  const told = ofType(events, "VictimOutcomeRecorded");
  return told
    .filter((event) => told.findLast(({ facts }) => facts["victim"] === event.facts["victim"]) === event)
    .map((event) => ({
      victim: event.facts["victim"],
      outcome: event.facts["outcome"],
      at: event.occurredAt,
      fields: allValues(event),
    }));
}

interface Death {
  readonly victim: string;
  readonly diedBy: string;
}

/** Of each victim what was noted last, in that order. */
function deathsIn(events: readonly Told[]): Death[] {
  const told = ofType(events, "CaseVictimDeathNoted", "CaseVictimDeathWithdrawn");
  const last = told.filter(
    (event, i) => !told.slice(i + 1).some(({ facts }) => facts["victim"] === event.facts["victim"]),
  );
  return ofType(last, "CaseVictimDeathNoted").map(({ facts }) => ({
    victim: facts["victim"],
    diedBy: facts["diedBy"],
  }));
}

const FOR_THE_LIVING = ["CALL_WORKER", "SHELTER", "TRAVEL_DOCUMENT", "EXIT_PERMIT"];

/** Whether no victim is left with whom the next action could be done. */
export function isVoid({ nextAction, parties, deaths }: Case): boolean {
  const victims = (parties as Party[]).flatMap(({ role, person }) =>
    role === "VICTIM" && person !== null ? [person] : [],
  );
  const dead = deaths.map(({ victim }) => victim);
  return (
    FOR_THE_LIVING.includes(nextAction?.action) &&
    victims.length > 0 &&
    victims.every((victim) => dead.includes(victim))
  );
}

/** What became of a repatriation, wherever in the world the news of it stands beside that of its opening. */
function changeOf(events: readonly Told[], repatriation: string): string | undefined {
  return lastTold(ofType(events, "CaseRepatriationChanged"), ({ facts }) =>
    facts["repatriation"] === repatriation ? facts["status"] : undefined,
  );
}

/** Of repatriations of which nobody told yet that the case opened them. */
function aheadIn(events: readonly Told[]): object[] {
  const opened = ofType(events, "CaseRepatriationOpened").map(({ facts }) => facts["repatriation"]);
  const changed = ofType(events, "CaseRepatriationChanged").map(({ facts }) => facts["repatriation"] as string);
  const ids = changed.filter((id, i) => !opened.includes(id) && changed.lastIndexOf(id) === i);
  return ids.map((id) => ({ id, status: changeOf(events, id) }));
}

const ENDS = ["RESOLVED", "CLOSED_ADMINISTRATIVELY"];

/** Whose shelters somebody of the case is in: who runs one, or else who told of it. */
function sheltersIn({ stays, actions }: Case): string[] {
  const open = (stays as { id: string; agency: string | null; from: unknown; until: unknown }[]).filter(
    ({ from, until }) => from !== null && until === null,
  );
  const told = actions as { type: string; facts: Facts; agency: string | null }[];
  const agencies = open.map(
    ({ id, agency }) =>
      agency ?? told.find(({ type, facts }) => type === "ShelterProvided" && facts["stay"] === id)?.agency ?? null,
  );
  return [...new Set(agencies.flatMap((agency) => agency ?? []))];
}

/** A row of the board: the whole case, and what it is found by. */
export function caseRowOf(id: string, state: Case) {
  const last: Stage | undefined = state.stages.at(-1);
  const isOpen = !ENDS.includes(last?.stage ?? "RECEIVED");
  const parts = state.region?.split(".") ?? [];
  const persons = (state.parties as Party[]).flatMap(({ person }) => person ?? []);
  return {
    id,
    case: state,
    country: state.country,
    regions: parts.map((_, i) => parts.slice(0, i + 1).join(".")),
    categories: state.categories,
    severity: state.severity,
    lead: state.lead,
    state: last?.again ? "REOPENED" : (last?.stage ?? "RECEIVED"),
    stage: last?.stage ?? "RECEIVED",
    open: `${isOpen}`,
    agency: state.assignment?.agency ?? null,
    officer: state.assignment?.officer ?? null,
    due: isOpen ? firstDay(isVoid(state) ? null : state.nextAction?.due, state.unassigned && state.assignBy) : null,
    persons: [...new Set(persons)],
    shelters: sheltersIn(state),
    order: `${state.severity ?? 9} ${state.received ?? ""}`,
  };
}

export const firstDay = (...days: readonly (string | null | undefined)[]): string | null =>
  days.filter((day) => typeof day === "string").toSorted()[0] ?? null;
