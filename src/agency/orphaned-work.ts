import { allPages } from "../event-sourcing/projecting/all-pages.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { agenciesView, type AgencyDocument } from "./agencies.view.js";
import { officersView, type OfficerDocument } from "./officers.view.js";

/*
 * Work whose officer acts for its agency no more, and work that an agency which has ended had given to nobody. It is
 * found when it is asked for: an assignment or an agency may end on a day that was named long before, and on which
 * nothing is recorded.
 */

/** Who has some work; null where it is nobody's. */
export interface Holder {
  readonly agency: string | null;
  readonly officer: string | null;
}

/** The officer who has the work has left its agency; or its agency has ended, and no officer went over with the work. */
export interface Orphaned {
  /** First day on which nobody had it any more (`YYYY-MM-DD`); null where the registry has no end. */
  readonly since: string | null;
}

const PAGE = 200;
/** Where the day begins first: no office is further ahead. */
const EARLIEST_ZONE = "Pacific/Kiritimati";
/** More agencies in a row than any work passed through; more are a mistake of the registry. */
const MOST_STEPS = 20;

/**
 * Tells of each of these whether its officer is gone: null while they act for the agency, or for one that took over
 * from it, or are about to. Of what no officer has: whether its agency has ended.
 * @param now ISO 8601
 */
export async function orphanedAmong(
  views: ReadModel,
  held: readonly Holder[],
  now: string,
): Promise<(holder: Holder) => Orphaned | null> {
  const officers = new Map(
    (await views.getMany<OfficerDocument>(officersView.name, distinct(held.map(({ officer }) => officer)))).map(
      (officer) => [officer.id, officer],
    ),
  );
  const agencies = await withSuccessors(views, distinct(held.map(({ agency }) => agency)), now);
  return ({ agency, officer }) => {
    if (agency === null) return null;
    if (officer === null) return endOf(agencies.get(agency), now);
    const known = officers.get(officer);
    return known === undefined ? { since: null } : orphanedBy(known, agency, agencies, now);
  };
}

/**
 * Tells of work of these agencies whether it is orphaned: all their officers are looked up.
 * @param now ISO 8601
 */
export async function orphanedOf(
  views: ReadModel,
  agencies: readonly string[],
  now: string,
): Promise<(holder: Holder) => boolean> {
  const known = await withSuccessors(views, agencies, now);
  const left = new Set<string>();
  const rows = allPages(async (after) => {
    const where = [{ field: "agencies", hasAny: agencies }];
    const { documents, next } = await views.find<OfficerDocument>(officersView.name, { where, limit: PAGE, after });
    return { rows: documents, next };
  });
  for await (const officer of rows)
    for (const agency of agencies)
      if (officer.agencies.includes(agency) && orphanedBy(officer, agency, known, now))
        left.add(`${agency} ${officer.id}`);
  return ({ agency, officer }) => {
    if (officer === null) return agency !== null && endOf(known.get(agency), now) !== null;
    return left.has(`${agency} ${officer}`);
  };
}

/**
 * Agencies that have ended, and of which none that took over is in office: what they have is nobody's.
 * @param now ISO 8601
 */
export async function endedWithoutSuccessor(views: ReadModel, now: string): Promise<ReadonlySet<string>> {
  const ids: string[] = [];
  const rows = allPages(async (after) => {
    const query = { where: [{ field: "validTo", to: dateIn(EARLIEST_ZONE, now) }], limit: PAGE, after };
    const { documents, next } = await views.find<AgencyDocument>(agenciesView.name, query);
    return { rows: documents, next };
  });
  for await (const { id } of rows) ids.push(id);
  const known = await withSuccessors(views, ids, now);
  const today = (id: string) => dateIn(known.get(id)!.zone, now);
  return new Set(
    ids.filter((id) => hasEnded(known.get(id), today(id)) && officesAfter(id, known, today(id)).length === 0),
  );
}

type Agencies = ReadonlyMap<string, AgencyDocument>;

function orphanedBy(officer: OfficerDocument, agency: string, agencies: Agencies, now: string): Orphaned | null {
  const today = dateIn(agencies.get(agency)?.zone ?? DEFAULT_ZONE, now);
  const inOffice = officesAfter(agency, agencies, today);
  const stays = officer.assignments.some(
    (each) => inOffice.includes(each.agency) && (each.until === null || today < each.until),
  );
  if (stays) return null;
  const ends = officer.assignments
    .filter((each) => each.agency === agency)
    .flatMap(({ until }) => until ?? agencies.get(agency)?.validTo ?? []);
  return { since: ends.toSorted().at(-1) ?? null };
}

/** What an agency had given to no officer is orphaned from the day on which it ended. */
function endOf(agency: AgencyDocument | undefined, now: string): Orphaned | null {
  if (agency === undefined || !hasEnded(agency, dateIn(agency.zone, now))) return null;
  return { since: agency.validTo };
}

/** The agency while it is in office; then those that took over from it. */
function officesAfter(agency: string, agencies: Agencies, today: string): string[] {
  const found = new Set([agency]);
  for (const each of found)
    if (hasEnded(agencies.get(each), today)) for (const next of agencies.get(each)!.successors) found.add(next);
  return [...found].filter((each) => !hasEnded(agencies.get(each), today));
}

function hasEnded(agency: AgencyDocument | undefined, today: string): boolean {
  return agency !== undefined && agency.validTo !== null && agency.validTo <= today;
}

async function withSuccessors(views: ReadModel, ids: readonly string[], now: string): Promise<Agencies> {
  const known = new Map<string, AgencyDocument>();
  let next = ids;
  for (let step = 0; next.length > 0 && step < MOST_STEPS; step++) {
    const found = await views.getMany<AgencyDocument>(agenciesView.name, next);
    for (const agency of found) known.set(agency.id, agency);
    const ended = found.filter((agency) => hasEnded(agency, dateIn(agency.zone, now)));
    next = distinct(ended.flatMap(({ successors }) => successors)).filter((id) => !known.has(id));
  }
  return known;
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.flatMap((id) => id ?? []))];
}
