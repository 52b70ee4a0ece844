import { nameOn } from "../agency/agency.js";
import { agenciesView, type AgencyDocument } from "../agency/agencies.view.js";
import { NO_FIELDS, onlyFields, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { numbersOf } from "../numbering/file-numbers.view.js";
import { personProfileView, type PersonProfileDocument } from "../person/person-profile.view.js";

/** What of a case has ids that a reader wants the names of. */
interface Nameless {
  readonly id: string;
  readonly person: string | null;
  readonly assigned?: readonly Step[];
  readonly steps?: readonly Step[];
}

interface Step {
  readonly agency: string | null;
}

export type Named<R extends Nameless> = Omit<R, "assigned" | "steps"> & {
  /** To be said on the phone; null for a case of a store that gave none yet. */
  readonly number: string | null;
  /** Sealed: name, initials. */
  readonly identity: PersonalRecord;
} & { readonly [K in keyof R & ("assigned" | "steps")]: NamedSteps<R[K]> };

type NamedSteps<S> = S extends readonly (infer Each)[] ? (Each & { readonly agencyName: string | null })[] : S;

/**
 * Cases with their numbers, who each is about, and the agencies that have its steps, by name: whoever reads the board knows no ids.
 * @param day calendar date; an agency has the name that it bears then
 */
export async function named<R extends Nameless>(
  rows: readonly R[],
  readModel: ReadModel,
  day: string,
): Promise<Named<R>[]> {
  const stepsOf = ({ assigned, steps }: Nameless) => [...(assigned ?? []), ...(steps ?? [])];
  const persons = rows.flatMap(({ person }) => person ?? []);
  const profiles = await byId<PersonProfileDocument>(readModel, personProfileView.name, persons);
  const ids = rows.flatMap(stepsOf).flatMap(({ agency }) => agency ?? []);
  const agencies = await byId<AgencyDocument>(readModel, agenciesView.name, ids);
  const numbers = await numbersOf(
    readModel,
    rows.map(({ id }) => id),
  );
  const withNames = (each: Step) => {
    const agency = each.agency === null ? undefined : agencies.get(each.agency);
    return { ...each, agencyName: (agency && nameOn(agency, day)) ?? null };
  };
  return rows.map((row) => {
    const { person, assigned, steps } = row;
    const profile = person === null ? undefined : profiles.get(person);
    return {
      ...row,
      number: numbers.get(row.id) ?? null,
      identity: profile ? onlyFields(profile.identity, ["name", "initials"]) : NO_FIELDS,
      ...(assigned && { assigned: assigned.map(withNames) }),
      ...(steps && { steps: steps.map(withNames) }),
    } as unknown as Named<R>;
  });
}

async function byId<D extends { readonly id: string }>(readModel: ReadModel, view: string, ids: readonly string[]) {
  const documents = await readModel.getMany<D>(view, [...new Set(ids)]);
  return new Map(documents.map((document) => [document.id, document]));
}
