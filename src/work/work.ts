import type { Condition, ReadModel } from "../event-sourcing/projecting/read-model.js";
import { caseBoardView, type CaseDocument } from "../protection-case/case-board.view.js";
import { victimsOf } from "../protection-case/case.state.js";
import { repatriationBoardView, type BoardDocument } from "../repatriation/repatriation-board.view.js";
import { stepStatuses } from "../repatriation/step-status.js";
import type { PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";

/** Whose work: of an officer, of an agency, or of an officer there. */
export interface Whose {
  readonly officer?: string | undefined;
  readonly agency?: string | undefined;
}

/** Something to do: the next action of a case, or a step of a repatriation. */
export interface WorkItem {
  readonly kind: "CASE" | "REPATRIATION_STEP";
  /** Of the case, or of the repatriation. */
  readonly id: string;
  /** Names the item among all. */
  readonly item: string;
  readonly persons: readonly string[];
  readonly country: string | null;
  /** 1 is the gravest; of a case. */
  readonly severity: number | null;
  readonly categories: readonly string[];
  readonly state: string;
  /** What is to be done: a code; null for a case of which nobody has said. */
  readonly action: string | null;
  /** Sealed: what. */
  readonly fields: PersonalRecord | null;
  /** Calendar date. */
  readonly due: string | null;
  readonly overdue: boolean;
  /** ISO: since when they have it. */
  readonly since: string;
  readonly agency: string;
  readonly officer: string | null;
}

const PAGE = 200;
/** Sorts after every date. */
const NO_DAY = "9999";

/**
 * All that is assigned and open, what is due first first, then what has no day, the oldest first. It is gathered whole,
 * as what is due when depends on whose it is, and no index knows that: as long as what an agency has in hand.
 */
export async function workOf(
  views: ReadModel,
  whose: Whose,
  today: string,
  inSight: readonly Condition[],
): Promise<WorkItem[]> {
  const [cases, repatriations] = await Promise.all([
    all<CaseDocument>(views, caseBoardView.name, [
      ...inSight,
      { field: "open", is: "true" },
      ...(whose.officer === undefined ? [] : [{ field: "officer", is: whose.officer }]),
      ...(whose.agency === undefined ? [] : [{ field: "agency", is: whose.agency }]),
    ]),
    all<BoardDocument>(views, repatriationBoardView.name, [
      ...inSight,
      { field: "status", is: "OPEN" },
      ...(whose.officer === undefined ? [] : [{ field: "officers", has: whose.officer }]),
      ...(whose.agency === undefined ? [] : [{ field: "agencies", has: whose.agency }]),
    ]),
  ]);
  return [
    ...cases.map((document) => caseItem(document, today)),
    ...repatriations.flatMap((document) => stepItems(document, whose, today)),
  ].toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

/** By which items are sorted, and by which a page goes on after another. */
export function orderOf({ due, since, item }: WorkItem): string {
  return `${due ?? NO_DAY} ${since} ${item}`;
}

async function all<D extends object>(views: ReadModel, projection: string, where: readonly Condition[]): Promise<D[]> {
  const documents: D[] = [];
  let after: string | undefined;
  do {
    const page = await views.find<D>(projection, { where, limit: PAGE, after });
    documents.push(...page.documents);
    after = page.next;
  } while (after !== undefined);
  return documents;
}

function caseItem({ id, case: state, state: shown, due }: CaseDocument, today: string): WorkItem {
  const { agency, officer, since } = state.assignment!;
  return {
    kind: "CASE",
    id,
    item: `case/${id}`,
    persons: victimsOf(state),
    country: state.country,
    severity: state.severity,
    categories: state.categories,
    state: shown,
    action: state.nextAction?.action ?? null,
    fields: state.nextAction?.fields ?? null,
    due,
    overdue: isOverdue(due, today),
    since,
    agency,
    officer,
  };
}

function stepItems({ id, state, step: reached }: BoardDocument, { officer, agency }: Whose, today: string): WorkItem[] {
  return stepStatuses(state).flatMap(({ step, has }): WorkItem[] => {
    if (!has || (officer !== undefined && has.officer !== officer)) return [];
    if (agency !== undefined && has.agency !== agency) return [];
    return [
      {
        kind: "REPATRIATION_STEP",
        id,
        item: `repatriation/${id}/${step}`,
        persons: state.person === null ? [] : [state.person],
        country: state.country,
        severity: null,
        categories: [],
        state: reached,
        action: step,
        fields: null,
        due: has.due,
        overdue: isOverdue(has.due, today),
        since: has.since,
        agency: has.agency,
        officer: has.officer,
      },
    ];
  });
}

function isOverdue(due: string | null, today: string): boolean {
  return due !== null && due < today;
}
