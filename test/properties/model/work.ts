import { sightOf } from "./access.js";
import { caseIn, caseRowOf, firstDay, isVoid } from "./case.js";
import { migrantIn } from "./migrant.js";
import { referralIn } from "./referral.js";
import { boardRowOf, openStepsOf, repatriationIn } from "./repatriation.js";
import type { TaskTold } from "./tasks.js";
import { asItHappened, idIn, kindOf, movedIn, type Told } from "./told.js";

/** What is to be done: each case and repatriation, and the items that are open in it. */
export function workIn(streams: ReadonlyMap<string, readonly Told[]>): Map<string, object> {
  const documents = new Map<string, object>();
  for (const [stream, told] of streams) {
    const all = asItHappened(told);
    const events = kindOf(stream) === "migrant" ? sinceCleared(all) : all;
    const [state, items] = itemsIn(stream, events);
    if (state === undefined) continue;
    const sight = kindOf(stream) === "migrant" ? [] : sightOf(events);
    const later = told.filter(
      ({ corrects }) => corrects && (all === events || events.some(({ id }) => id === corrects.event)),
    );
    const corrected = Math.max(-1, ...later.map(({ number }) => number));
    const places = placesIn(stream, told, events);
    const hands = handsIn(stream, events);
    documents.set(stream, { id: stream, ...state, tokens: sight, places, hands, corrected });
    for (const work of items) {
      const place = byDue(work);
      documents.set(work.item, {
        id: work.item,
        of: stream,
        work: { ...work, former: hands[work.item]!.former },
        agency: work.agency,
        ofAgency: `${work.agency} ${place}`,
        ofOfficer: work.officer && `${work.officer} ${place}`,
        inOffice: `${work.agency} ${work.assigned ? 1 : 2} ${place}`,
        ofFormer: formerOf(hands[work.item]!.former, work),
        sight: kindOf(stream) === "migrant" ? [`agency:${work.agency}`] : sight,
        moved: Math.max(places[work.item]!.moved, corrected),
      });
    }
  }
  return documents;
}

const formerOf = (former: Hands["former"], { since, item }: Item) => former && `${former.officer} ${since} ${item}`;

interface Hands {
  readonly now: { readonly agency: string; readonly officer: string } | null;
  readonly former: { readonly agency: string; readonly officer: string } | null;
}

/** Of each item, the officers who had it, one after another: the last, and the one before. */
function handsIn(stream: string, events: readonly Told[]): { readonly [item: string]: Hands } {
  const had = new Map<string, { agency: string; officer: string }[]>();
  for (const [i] of events.entries())
    for (const { item, agency, officer } of itemsIn(stream, events.slice(0, i + 1))[1]) {
      const before = had.get(item) ?? [];
      if (officer !== null && before.at(-1)?.officer === officer) before.pop();
      had.set(item, officer === null ? before : [...before, { agency, officer }]);
    }
  return Object.fromEntries(
    [...had].map(([item, all]) => [item, { now: all.at(-1) ?? null, former: all.at(-2) ?? null }]),
  );
}

const byDue = (work: Item) => `${work.due ?? "9999"} ${work.since} ${work.item}`;

/** What is open in a case, a repatriation, or a clearance. */
function itemsIn(stream: string, events: readonly Told[]): [object | undefined, Item[]] {
  if (kindOf(stream) === "migrant") return ofClearance(idIn(stream), events);
  if (kindOf(stream) === "referral") return ofReferral(idIn(stream), referralIn(events));
  if (kindOf(stream) === "case") return ofCase(idIn(stream), caseIn(events));
  return kindOf(stream) === "repatriation" ? ofRepatriation(idIn(stream), repatriationIn(events)) : [undefined, []];
}

/** Where each item stands, or stood, and the newest event that moved it. */
function placesIn(stream: string, told: readonly Told[], events: readonly Told[]) {
  const ever = new Set(events.flatMap((_, i) => itemsIn(stream, events.slice(0, i + 1))[1].map(({ item }) => item)));
  const standing = (some: readonly Told[], item: string) => {
    const work = itemsIn(stream, some)[1].find((each) => each.item === item);
    const place = work && `${work.officer} ${work.agency} ${work.assigned ? 1 : 2} ${byDue(work)}`;
    return { place: place ?? null, sight: kindOf(stream) === "migrant" ? [] : sightOf(some) };
  };
  return Object.fromEntries(
    [...ever].map((item) => {
      const moved = movedIn(
        told,
        events,
        (some) => standing(some, item),
        ({ place }) => place !== null,
      );
      return [item, { ...standing(events, item), moved }];
    }),
  );
}

const OF_CLEARANCES =
  "ClearanceGranted ClearanceUnderReview ClearanceUpheld DeathReported DeathConfirmed " +
  "DeathReportWithdrawn DepartureRecorded ArrivalReported EmploymentStarted ReturnStarted ReturnRecorded " +
  "DetentionRecorded DeparturePrevented JourneyClosed JourneyWithdrawn";
const TO_LEAVE =
  "REGISTERED SCREENED DOCUMENTS_IN_PROGRESS DOCUMENTS_VERIFIED ORIENTED CLEARED DEPARTURE_PREVENTED FAILED_DEPARTURE";

/** What came before somebody was cleared who is still to leave is no part of it. */
function sinceCleared(told: readonly Told[]): Told[] {
  let since: Told[] = [];
  for (const event of told.filter(({ type }) => OF_CLEARANCES.split(" ").includes(type))) {
    since.push(event);
    if (clearedIn(since).length === 0) since = [];
  }
  return since;
}

/** Whoever gave a clearance judges it again, while somebody is to leave on it. */
function ofClearance(id: string, since: readonly Told[]): [object | undefined, Item[]] {
  const cleared = clearedIn(since);
  if (cleared.length === 0) return [undefined, []];
  const state = migrantIn(since);
  const open = state.journeys.findLast(({ reached }) => reached !== "CLOSED" && reached !== "WITHDRAWN");
  const journey = cleared.find((each) => each.id === open?.id);
  const { review, agency, by: officer } = journey?.clearance ?? {};
  if (!journey || !review || !agency || state.death?.status === "CONFIRMED") return [{ migrant: state }, []];
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
    assigned: true,
  };
  return [{ migrant: state }, [item]];
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
  readonly assigned: boolean;
}

function ofCase(id: string, state: ReturnType<typeof caseIn>): [object, Item[]] {
  const { open, state: reached } = caseRowOf(id, state);
  if (open === "false") return [{ case: state }, []];
  const { country, severity, categories, assignment, unassigned, assignBy } = state;
  const nextAction = isVoid(state) ? null : state.nextAction;
  const about = {
    kind: "CASE",
    id,
    persons: state.parties.flatMap(({ role, person }) => (role === "VICTIM" && person !== null ? [person] : [])),
    country,
    severity,
    categories,
    state: reached,
    voidAction: isVoid(state) ? state.nextAction?.action : null,
  };
  const next = { fields: nextAction?.fields ?? null, due: nextAction?.due ?? null };
  const items: Item[] = [];
  if (assignment !== null)
    items.push({
      ...about,
      ...assignment,
      ...next,
      item: `case/${id}`,
      action: nextAction?.action ?? null,
      assigned: true,
    } as Item);
  if (unassigned !== null)
    items.push({
      ...about,
      ...unassigned,
      item: `case/${id}/ASSIGNMENT`,
      action: "ASSIGNMENT",
      fields: assignment === null ? next.fields : null,
      due: firstDay(assignBy, assignment === null ? next.due : null),
      officer: null,
      assigned: false,
    } as Item);
  return [{ case: state }, [...items, ...ofTasks({ ...about, kind: "CASE_TASK" }, `case/${id}`, state.tasks)]];
}

/** Those that are open; what no officer has waits for one. */
function ofTasks(about: object, work: string, tasks: readonly TaskTold[]): Item[] {
  return tasks
    .filter(({ status, agency }) => status === "OPEN" && agency !== "")
    .map(({ id, kind, fields, due, since, agency, officer }) => ({
      ...about,
      item: `${work}/TASK/${id}`,
      action: kind,
      voidAction: null,
      fields,
      due,
      since,
      agency,
      officer,
      assigned: officer !== null,
    }));
}

/** The receiver has it to answer, then to complete; the sender has it while something is asked of them. */
function ofReferral(id: string, referral: ReturnType<typeof referralIn>): [object, Item[]] {
  const TO_DO: { readonly [state: string]: string } = {
    SENT: "ANSWER_REFERRAL",
    INFORMATION_ASKED: "GIVE_INFORMATION",
    ACCEPTED: "COMPLETE_REFERRAL",
  };
  const action = TO_DO[referral.state];
  const isAsked = referral.state === "INFORMATION_ASKED";
  const agency = isAsked ? referral.from : referral.to;
  if (action === undefined || agency === null) return [{ referral }, []];
  const officer = isAsked ? referral.sender : referral.officer;
  const day = new Date(Date.parse(referral.answerBy) + 7 * 3_600_000).toISOString().slice(0, 10);
  const item = {
    kind: "REFERRAL",
    id,
    item: `referral/${id}`,
    persons: referral.shares.map(({ person }) => person),
    country: null,
    severity: null,
    categories: [],
    state: referral.state,
    action,
    voidAction: null,
    fields: null,
    due: referral.state === "ACCEPTED" ? null : day,
    since: referral.since,
    agency,
    officer,
    assigned: officer !== null,
  };
  return [{ referral }, [item]];
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
    assigned: true,
  }));
  const about = {
    kind: "REPATRIATION_TASK",
    id,
    persons: state.person === null ? [] : [state.person],
    country: state.country,
    severity: null,
    categories: [],
    state: boardRowOf(id, state).step,
  };
  const tasks = state.status === "OPEN" ? ofTasks(about, `repatriation/${id}`, state.tasks) : [];
  return [{ repatriation: state }, [...items, ...tasks]];
}
