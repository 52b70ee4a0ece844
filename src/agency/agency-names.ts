import { nameOn } from "./agency.js";
import { agenciesView, type AgencyDocument } from "./agencies.view.js";
import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";

/** An agency by the name that it had on a day; null for a name that no registry gives. */
export interface NamedAgency {
  readonly id: string;
  readonly name: string | null;
}

/** Names agencies as they were called at a time (ISO 8601, UTC). */
export type AgencyNames = (id: string | null, at: string) => NamedAgency | null;

export async function agencyNames(readModel: ReadModel, ids: Iterable<string | null>): Promise<AgencyNames> {
  const wanted = [...new Set(ids)].flatMap((id) => id ?? []);
  const agencies = await readModel.getMany<AgencyDocument>(agenciesView.name, wanted);
  const registered = new Map(agencies.map((agency) => [agency.id, agency]));
  return (id, at) => {
    if (id === null) return null;
    const agency = registered.get(id);
    return { id, name: (agency && nameOn(agency, dateIn(agency.zone, at))) ?? null };
  };
}
