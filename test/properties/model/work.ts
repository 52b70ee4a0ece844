import { sightOf } from "./access.js";
import { caseIn, caseRowOf, firstDay } from "./case.js";
import { boardRowOf, openStepsOf, repatriationIn } from "./repatriation.js";
import { asItHappened, idIn, kindOf, type Told } from "./told.js";

/** What is to be done: each case and repatriation, and the items that are open in it. */
export function workIn(streams: ReadonlyMap<string, readonly Told[]>): Map<string, object> {
  const documents = new Map<string, object>();
  for (const [stream, told] of streams) {
    const events = asItHappened(told);
    const [state, items] =
      kindOf(stream) === "case"
        ? ofCase(idIn(stream), caseIn(events))
        : kindOf(stream) === "repatriation"
          ? ofRepatriation(idIn(stream), repatriationIn(events))
          : [];
    if (state === undefined) continue;
    const sight = sightOf(events);
    documents.set(stream, { id: stream, ...state, tokens: sight });
    for (const work of items!) {
      const place = `${work.due ?? "9999"} ${work.since} ${work.item}`;
      documents.set(work.item, {
        id: work.item,
        of: stream,
        work,
        agency: work.agency,
        ofAgency: `${work.agency} ${place}`,
        ofOfficer: work.officer && `${work.officer} ${place}`,
        inOffice: `${work.agency} ${work.assigned ? 1 : 2} ${place}`,
        sight,
      });
    }
  }
  return documents;
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
