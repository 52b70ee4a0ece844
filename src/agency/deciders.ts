import { NATIONWIDE, permits, STANDS_IN, type Permission } from "../access/policy.js";
import { ROLES, type Role } from "../access/roles.js";
import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import type { Condition, ReadModel } from "../event-sourcing/projecting/read-model.js";
import { regionPath } from "../places/regions.js";
import { agenciesView, type AgencyDocument } from "./agencies.view.js";
import { holdsOn } from "./officer.js";
import { officersView, type OfficerDocument } from "./officers.view.js";

/** Who may decide: officers of one of these agencies, in one of these roles. No agency: nobody may. */
export interface Deciders {
  readonly agencies: readonly string[];
  readonly roles: readonly Role[];
}

/** A matter that needs a second officer. */
export interface Matter {
  /** Agencies that decide, by id. */
  readonly agencies: readonly string[];
  readonly permission: Permission;
  /** The first officer, who can't be the second. */
  readonly except: string;
  /** An agency that decides only if no other can; null for none. */
  readonly last: string | null;
}

const PAGE = 200;
/** Agencies in a row that took over from each other; a longer row is a mistake of the registry. */
const MOST_SUCCESSIONS = 20;

/**
 * Who decides a matter today: an agency that decides, or its successor; where none has another officer who may, the
 * agency above: by region the nearest that encloses theirs and has a supervisor, else one that answers for the nation.
 * @param now ISO 8601
 */
export async function decidersOf(views: ReadModel, matter: Matter, now: string): Promise<Deciders> {
  const { agencies, permission, except, last } = matter;
  const own = await inOffice(views, agencies, now);
  const apart = own.filter(({ id }) => id !== last);
  const able = async (each: AgencyDocument, roles: readonly Role[]) =>
    hasOfficer(views, each, rolesIn(each, permission, roles), except, now);
  const decide = async (group: readonly AgencyDocument[], roles: readonly Role[]): Promise<Deciders | undefined> => {
    const found: string[] = [];
    for (const each of group) if (await able(each, roles)) found.push(each.id);
    return found.length === 0 ? undefined : { agencies: found, roles };
  };
  const among = ROLES.filter((role) => permits(permission, role, null));
  const owners = await decide(apart, among);
  if (owners) return owners;
  for await (const level of above(views, own)) {
    const standIn = level.filter((each) => each.id !== last && isInOffice(each, now));
    const found = await decide(standIn, [STANDS_IN]);
    if (found) return found;
  }
  const left = own.filter(({ id }) => id === last);
  return (await decide(left, among)) ?? { agencies: [], roles: [] };
}

/** The nearest agency above one that is in office today, by its id; null: there is none, or none is known. */
export async function agencyAbove(
  views: Pick<ReadModel, "find" | "getMany">,
  id: string,
  now: string,
): Promise<string | null> {
  const own = await inOffice(views, [id], now);
  for await (const level of above(views, own)) {
    const found = level.filter((each) => isInOffice(each, now)).toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
    if (found) return found.id;
  }
  return null;
}

/** Those of these agencies that are in office; in place of one that has ended, those that took over. */
async function inOffice(
  views: Pick<ReadModel, "getMany">,
  ids: readonly string[],
  now: string,
): Promise<AgencyDocument[]> {
  const found = new Map<string, AgencyDocument>();
  const asked = new Set<string>();
  let next = [...ids];
  for (let step = 0; next.length > 0 && step < MOST_SUCCESSIONS; step++) {
    for (const id of next) asked.add(id);
    const documents = await views.getMany<AgencyDocument>(agenciesView.name, next);
    for (const each of documents) if (isInOffice(each, now)) found.set(each.id, each);
    const ended = documents.filter((each) => !isInOffice(each, now));
    next = [...new Set(ended.flatMap(({ successors }) => successors))].filter((id) => !asked.has(id));
  }
  return [...found.values()];
}

/** Agencies above these: of the enclosing regions, the nearest first, then those that answer for the nation. */
async function* above(
  views: Pick<ReadModel, "find">,
  agencies: readonly AgencyDocument[],
): AsyncGenerator<AgencyDocument[]> {
  const below = new Set(agencies.map(({ id }) => id));
  const regions = agencies.flatMap(({ region }) => (region === null ? [] : regionPath(region).slice(0, -1)));
  const nearestFirst = [...new Set(regions)].toSorted((a, b) => b.length - a.length);
  for (const region of nearestFirst)
    yield (await all<AgencyDocument>(views, agenciesView.name, { field: "region", is: region })).filter(
      ({ id }) => !below.has(id),
    );
  const nation = await all<AgencyDocument>(views, agenciesView.name, { field: "kind", in: NATIONWIDE });
  yield nation.filter(({ id, region, country }) => region === null && country === null && !below.has(id));
}

function isInOffice({ validTo, zone }: AgencyDocument, now: string): boolean {
  return validTo === null || dateIn(zone, now) < validTo;
}

/** Roles of these in which an officer of an agency may do what is to be done: of a placement company, none. */
function rolesIn({ kind }: AgencyDocument, permission: Permission, roles: readonly Role[]): readonly Role[] {
  return roles.filter((role) => permits(permission, role, kind ?? null));
}

async function hasOfficer(
  views: ReadModel,
  { id, zone }: AgencyDocument,
  roles: readonly Role[],
  except: string,
  now: string,
): Promise<boolean> {
  if (roles.length === 0) return false;
  const today = dateIn(zone, now);
  const officers = await all<OfficerDocument>(views, officersView.name, { field: "agencies", has: id });
  return officers.some(
    (officer) =>
      officer.id !== except &&
      officer.assignments.some((each) => each.agency === id && roles.includes(each.role) && holdsOn(each, today)),
  );
}

async function all<D extends object>(
  views: Pick<ReadModel, "find">,
  projection: string,
  where: Condition,
): Promise<D[]> {
  const found: D[] = [];
  let after: string | undefined;
  do {
    const page = await views.find<D>(projection, { where: [where], limit: PAGE, after });
    found.push(...page.documents);
    after = page.next;
  } while (after !== undefined);
  return found;
}
