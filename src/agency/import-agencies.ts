import { Mendable } from "../event-sourcing/mendable.js";
import { AGENCY_KINDS } from "../facts/agency-kinds.js";
import { OFFICE_CODE } from "../facts/shapes.js";

/** An agency as a list has it: what registers it, and where the list has it from. */
export interface ListedAgency {
  readonly code: string;
  readonly kind: string;
  readonly name: string;
  readonly region?: string;
  readonly country?: string;
  readonly zone?: string;
  readonly validFrom?: string;
}

/** An agency as the registry has it. */
interface RegisteredAgency {
  readonly code: string | null;
  readonly kind: string;
  readonly names: readonly { readonly name: string }[];
}

interface Registry {
  /** A page of the registry after a cursor. */
  page(after: string | undefined): Promise<{ readonly data: readonly RegisteredAgency[]; readonly next?: string }>;
  /** Registers it; what was said against it, if it was refused. */
  register(agency: ListedAgency): Promise<string | undefined>;
}

export interface Imported {
  readonly registered: readonly string[];
  /** Codes of those that the registry had. */
  readonly known: readonly string[];
  readonly refused: readonly { readonly code: string; readonly reason: string }[];
}

/** The list can't be taken, or the registry not be read; nothing was registered. */
export class AgenciesRefused extends Mendable {}

const FIELDS = ["kind", "name", "region", "country", "zone", "validFrom"] as const;

/**
 * The agencies of a list: `{"agencies": [{"code", "kind", "name", …}]}`. What else stands in it is for its reader:
 * where it comes from, and of when it is.
 * @throws AgenciesRefused
 */
export function listedAgencies(text: string): ListedAgency[] {
  const listed = agenciesIn(text).map((entry, i) => agencyIn(entry as Readonly<Record<string, unknown>> | null, i + 1));
  const twice = listed.find(({ code }, i) => listed.findIndex((each) => each.code === code) !== i);
  if (twice) throw new AgenciesRefused(`the code ${twice.code} is there twice`);
  return listed;
}

function agenciesIn(text: string): readonly unknown[] {
  try {
    const { agencies } = JSON.parse(text) as { readonly agencies?: unknown };
    if (Array.isArray(agencies)) return agencies;
  } catch (error) {
    throw new AgenciesRefused(`the list is no JSON: ${(error as Error).message}`, { cause: error });
  }
  throw new AgenciesRefused('the list has no "agencies"');
}

function agencyIn(entry: Readonly<Record<string, unknown>> | null, place: number): ListedAgency {
  const { code, kind, name } = entry ?? {};
  if (typeof code !== "string" || !OFFICE_CODE.test(code))
    throw new AgenciesRefused(`agency ${place} has no code in capitals, e.g. "KBRI-KUALALUMPUR"`);
  if (typeof name !== "string" || !(AGENCY_KINDS as readonly unknown[]).includes(kind))
    throw new AgenciesRefused(`${code} has no name, or no kind that there is`);
  return {
    code,
    ...Object.fromEntries(FIELDS.flatMap((field) => (entry![field] === undefined ? [] : [[field, entry![field]]]))),
  } as ListedAgency;
}

/** Registers those that are not there: of no code that the registry has, and of no kind and name. */
export async function importAgencies(list: readonly ListedAgency[], registry: Registry): Promise<Imported> {
  const there = new Set<string>();
  let after: string | undefined;
  do {
    const { data, next } = await registry.page(after);
    for (const { code, kind, names } of data) {
      if (code !== null) there.add(code);
      for (const { name } of names) there.add(named(kind, name));
    }
    after = next;
  } while (after !== undefined);
  const known = list.filter(({ code, kind, name }) => there.has(code) || there.has(named(kind, name)));
  const registered: string[] = [];
  const refused: { code: string; reason: string }[] = [];
  for (const agency of list.filter((each) => !known.includes(each))) {
    const reason = await registry.register(agency);
    if (reason === undefined) registered.push(agency.code);
    else refused.push({ code: agency.code, reason });
  }
  return { registered, known: known.map(({ code }) => code), refused };
}

const named = (kind: string, name: string) => `${kind} ${name}`;
