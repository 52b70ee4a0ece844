import { sightOf } from "./access.js";
import { caseIn, caseRowOf, firstDay } from "./case.js";
import { boardRowOf, openStepsOf, repatriationIn } from "./repatriation.js";
import { asItHappened, idIn, kindOf, movedIn, type Told } from "./told.js";

/** What is to be done: each case and repatriation, and the items that are open in it. */
export function workIn(streams: ReadonlyMap<string, readonly Told[]>): Map<string, object> {
  const documents = new Map<string, object>();
  for (const [stream, told] of streams) {
    const events = asItHappened(told);
    const [state, items] = itemsIn(stream, events);
    if (state === undefined) continue;
    const sight = sightOf(events);
    const corrected = Math.max(-1, ...told.flatMap(({ corrects, number }) => (corrects === null ? [] : [number])));
    const places = placesIn(stream, told, events);
    documents.set(stream, { id: stream, ...state, tokens: sight, places, corrected });
    for (const work of items) {
      const place = byDue(work);
      documents.set(work.item, {
        id: work.item,
        of: stream,
        work,
        agency: work.agency,
        ofAgency: `${work.agency} ${place}`,
        ofOfficer: work.officer && `${work.officer} ${place}`,
        inOffice: `${work.agency} ${work.assigned ? 1 : 2} ${place}`,
        sight,
        moved: Math.max(places[work.item]!.moved, corrected),
      });
    }
  }
  return documents;
}

const byDue = (work: Item) => `${work.due ?? "9999"} ${work.since} ${work.item}`;

/** What is open in a case or a repatriation. */
function itemsIn(stream: string, events: readonly Told[]): [object | undefined, Item[]] {
  if (kindOf(stream) === "case") return ofCase(idIn(stream), caseIn(events));
  return kindOf(stream) === "repatriation" ? ofRepatriation(idIn(stream), repatriationIn(events)) : [undefined, []];
}

/** Where each item stands, or stood, and the newest event that moved it. */
function placesIn(stream: string, told: readonly Told[], events: readonly Told[]) {
  const ever = new Set(events.flatMap((_, i) => itemsIn(stream, events.slice(0, i + 1))[1].map(({ item }) => item)));
  const standing = (some: readonly Told[], item: string) => {
    const work = itemsIn(stream, some)[1].find((each) => each.item === item);
    const place = work && `${work.officer} ${work.agency} ${work.assigned ? 1 : 2} ${byDue(work)}`;
    return { place: place ?? null, sight: sightOf(some) };
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
  const { country, severity, categories, nextAction, assignment, unassigned, assignBy } = state;
  const about = {
    kind: "CASE",
    id,
    persons: state.parties.flatMap(({ role, person }) => (role === "VICTIM" && person !== null ? [person] : [])),
    country,
    severity,
    categories,
    state: reached,
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
  return [{ case: state }, items];
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
    fields: null,
    assigned: true,
  }));
  return [{ repatriation: state }, items];
}
