import { sightOf } from "./access.js";
import { caseIn, caseRowOf, isVoid } from "./case.js";
import { migrantIn } from "./migrant.js";
import { boardRowOf, openStepsOf, repatriationIn } from "./repatriation.js";
import { asItHappened, idIn, kindOf, type Told } from "./told.js";

/** What is to be done: each case and repatriation, and the items that are open in it. */
export function workIn(streams: ReadonlyMap<string, readonly Told[]>): Map<string, object> {
  const documents = new Map<string, object>();
  for (const [stream, told] of streams) {
    const events = asItHappened(told);
    if (kindOf(stream) === "migrant") {
      for (const [id, document] of clearanceIn(stream, events)) documents.set(id, document);
      continue;
    }
    const [state, items] =
      kindOf(stream) === "case"
        ? ofCase(idIn(stream), caseIn(events))
        : kindOf(stream) === "repatriation"
          ? ofRepatriation(idIn(stream), repatriationIn(events))
          : [];
    if (state === undefined) continue;
    const sight = sightOf(events);
    documents.set(stream, { id: stream, ...state, tokens: sight });
    for (const work of items!) documents.set(work.item, rowOf(work, stream, sight));
  }
  return documents;
}

function rowOf(work: Item, of: string, sight: readonly string[]): object {
  const place = `${work.due ?? "9999"} ${work.since} ${work.item}`;
  return {
    id: work.item,
    of,
    work,
    agency: work.agency,
    place,
    ofAgency: `${work.agency} ${place}`,
    ofOfficer: work.officer && `${work.officer} ${place}`,
    sight,
  };
}

const OF_CLEARANCES =
  "ClearanceGranted ClearanceUnderReview ClearanceUpheld DeathReported DeathConfirmed " +
  "DeathReportWithdrawn DepartureRecorded ArrivalReported EmploymentStarted ReturnStarted ReturnRecorded " +
  "DetentionRecorded DeparturePrevented JourneyClosed JourneyWithdrawn";
const TO_LEAVE =
  "REGISTERED SCREENED DOCUMENTS_IN_PROGRESS DOCUMENTS_VERIFIED ORIENTED CLEARED DEPARTURE_PREVENTED FAILED_DEPARTURE";

/** Whoever gave a clearance judges it again, while somebody is to leave on it. What came before is no part of it. */
function clearanceIn(stream: string, told: readonly Told[]): [string, object][] {
  let since: Told[] = [];
  for (const event of told.filter(({ type }) => OF_CLEARANCES.split(" ").includes(type))) {
    since.push(event);
    if (clearedIn(since).length === 0) since = [];
  }
  const cleared = clearedIn(since);
  if (cleared.length === 0) return [];
  const state = migrantIn(since);
  const documents: [string, object][] = [[stream, { id: stream, migrant: state, tokens: [] }]];
  const open = state.journeys.findLast(({ reached }) => reached !== "CLOSED" && reached !== "WITHDRAWN");
  const journey = cleared.find((each) => each.id === open?.id);
  const { review, agency, by: officer } = journey?.clearance ?? {};
  if (!journey || !review || !agency || state.death?.status === "CONFIRMED") return documents;
  const id = idIn(stream);
  const item = {
    kind: "CLEARANCE_REVIEW",
    id,
    item: `clearance/${id}`,
    persons: [id],
    country: null,
    severity: null,
    categories: [],
    state: journey.step,
    action: "REVIEW_CLEARANCE",
    voidAction: null,
    fields: null,
    due: new Date(Date.parse(review.since) + 7 * 3_600_000).toISOString().slice(0, 10),
    since: review.since,
    agency,
    officer: officer!,
  };
  return [...documents, [item.item, rowOf(item, stream, [`agency:${agency}`])]];
}

function clearedIn(events: readonly Told[]): Cleared[] {
  return (migrantIn(events).journeys as unknown as Cleared[]).filter(
    ({ clearance, reached }) => clearance !== null && TO_LEAVE.split(" ").includes(reached),
  );
}

interface Cleared {
  readonly id: string;
  readonly reached: string;
  readonly step: string;
  readonly clearance: {
    readonly agency: string | null;
    readonly by: string;
    readonly review: { readonly since: string } | null;
  } | null;
}

interface Item {
  readonly item: string;
  readonly due: string | null;
  readonly since: string;
  readonly agency: string;
  readonly officer: string | null;
}

function ofCase(id: string, state: ReturnType<typeof caseIn>): [object, Item[]] {
  const { open, state: reached, due } = caseRowOf(id, state);
  if (open === "false" || state.assignment === null) return [{ case: state }, []];
  const { country, severity, categories, assignment } = state;
  const nextAction = isVoid(state) ? null : state.nextAction;
  const item = {
    ...assignment,
    kind: "CASE",
    id,
    item: `case/${id}`,
    persons: state.parties.flatMap(({ role, person }) => (role === "VICTIM" && person !== null ? [person] : [])),
    country,
    severity,
    categories,
    state: reached,
    action: nextAction?.action ?? null,
    voidAction: isVoid(state) ? state.nextAction?.action : null,
    fields: nextAction?.fields ?? null,
    due,
  };
  return [{ case: state }, [item]];
}

function ofRepatriation(id: string, state: ReturnType<typeof repatriationIn>): [object, Item[]] {
  const items = openStepsOf(state).map(({ step, ...has }) => ({
    ...has,
    kind: "REPATRIATION_STEP",
    id,
    item: `repatriation/${id}/${step}`,
    persons: state.person === null ? [] : [state.person],
    country: state.country,
    severity: null,
    categories: [],
    state: boardRowOf(id, state).step,
    action: step,
    voidAction: null,
    fields: null,
  }));
  return [{ repatriation: state }, items];
}
