import { agenciesOf } from "../access/caller.js";
import { permits } from "../access/policy.js";
import { requestContext, type RequestContext } from "../access/request-context.js";
import type { Clock } from "../event-sourcing/clock.js";
import { UnknownProjection, type ReadModel } from "../event-sourcing/projecting/read-model.js";
import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import { onlyFields, type FieldSealing } from "../event-sourcing/stored-event/personal-field.js";
import type { Names, NamesOf } from "../http/names.js";
import { countryNames } from "../places/countries.js";
import { regionName, regionsLoaded } from "../places/regions.js";
import { openFields, type Masked } from "../privacy/masking.js";
import { agenciesView, type AgencyDocument } from "./agencies.view.js";
import { nameOn } from "./agency.js";
import { namedIn } from "./named-in.js";
import { officersView, type OfficerDocument } from "./officers.view.js";

const HIDDEN: Masked = { masked: "hidden" };

interface Sources {
  readonly readModel: ReadModel;
  readonly sealing: Pick<FieldSealing, "opener">;
  readonly clock: Clock;
}

/**
 * Whether somebody is told what an officer is called: of any, of those who act, or acted, for their own agency, or of
 * themselves alone.
 */
function readsOfficer({ caller, identity }: RequestContext, { id, agencies }: OfficerDocument): boolean {
  if (id === (caller?.actor.id ?? identity?.officer)) return true;
  if (caller === undefined) return false;
  const { role, jurisdiction } = caller;
  if (permits("OFFICER_READ", role, jurisdiction.kind)) return true;
  if (!permits("COLLEAGUE_READ", role, jurisdiction.kind)) return false;
  const own = agenciesOf(caller);
  return agencies.some((agency) => own.includes(agency));
}

/**
 * Names what leaves: agencies and officers by one look-up in each register, regions and countries from memory. It is
 * asked about an answer that has passed the gate, so that nothing is named that is not shown.
 */
export function namesOf(sources: Sources): NamesOf {
  return async (answer) => {
    const context = requestContext();
    if (context?.caller === undefined && context?.identity === undefined) return undefined;
    const { ids, regions, countries } = namedIn(answer);
    const [agencies, officers] = await registered(sources, context, ids);
    const names: Names = {
      ...(agencies.length > 0 && { agencies: Object.fromEntries(agencies) }),
      ...(officers.length > 0 && { officers: Object.fromEntries(officers) }),
      ...some("regions", regions, (code) => (regionsLoaded() ? regionName(code) : undefined)),
      ...some("countries", countries, countryNames),
    };
    return Object.keys(names).length === 0 ? undefined : names;
  };
}

type Entries<V> = (readonly [id: string, name: V])[];

async function registered(
  { readModel, sealing, clock }: Sources,
  context: RequestContext,
  ids: ReadonlySet<string>,
): Promise<[Entries<string | null>, Entries<string | Masked | null>]> {
  if (ids.size === 0) return [[], []];
  const now = clock.now();
  const found = await read<AgencyDocument>(readModel, agenciesView.name, [...ids]);
  const agencies = found.map((each) => [each.id, nameOn(each, dateIn(each.zone, now)) ?? null] as const);
  const left = ids.size === found.length ? [] : [...ids].filter((id) => !found.some((agency) => agency.id === id));
  if (left.length === 0) return [agencies, []];
  const officers = await read<OfficerDocument>(readModel, officersView.name, left);
  const readable = officers.filter((officer) => readsOfficer(context, officer));
  const opened = await openFields(
    readable.map(({ id, identity }) => ({ id, identity: onlyFields(identity, ["name"]) })),
    sealing as FieldSealing,
    async () => () => false,
    () => undefined,
  );
  const byId = new Map(opened.map(({ id, identity }) => [id, (identity["name"] ?? null) as string | Masked | null]));
  return [agencies, officers.map(({ id }) => [id, byId.has(id) ? byId.get(id)! : HIDDEN] as const)];
}

/** Nothing of a register that is not served yet: an answer does not wait for names. */
async function read<D extends object>(readModel: ReadModel, view: string, ids: readonly string[]): Promise<D[]> {
  try {
    return await readModel.getMany<D>(view, ids);
  } catch (error) {
    if (error instanceof UnknownProjection) return [];
    throw error;
  }
}

function some<K extends string, V>(kind: K, codes: ReadonlySet<string>, nameOf: (code: string) => V | undefined) {
  const named = [...codes].flatMap((code) => {
    const name = nameOf(code);
    return name === undefined ? [] : [[code, name] as const];
  });
  return named.length === 0 ? {} : ({ [kind]: Object.fromEntries(named) } as { [Kind in K]: Record<string, V> });
}
