import { nameOn } from "../agency/agency.js";
import { agenciesView, type AgencyDocument } from "../agency/agencies.view.js";
import { orphanedAmong, type Holder, type Orphaned } from "../agency/orphaned-work.js";
import { NO_FIELDS, onlyFields, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { numbersOf } from "../numbering/file-numbers.view.js";
import { personProfileView, type PersonProfileDocument } from "../person/person-profile.view.js";

/** What of a case has ids that a reader wants the names of. */
interface Nameless {
  readonly id: string;
  readonly person: string | null;
  readonly status: string;
  readonly assigned?: readonly Step[];
  readonly steps?: readonly Step[];
}

type Step = Holder;

export type Named<R extends Nameless> = Omit<R, "assigned" | "steps"> & {
  /** To be said on the phone; null for a case of a store that gave none yet. */
  readonly number: string | null;
  /** Sealed: name, initials. */
  readonly identity: PersonalRecord;
} & { readonly [K in keyof R & ("assigned" | "steps")]: NamedSteps<R[K]> };

type NamedSteps<S> = S extends readonly (infer Each)[] ? (Each & OfStep)[] : S;

interface OfStep {
  readonly agencyName: string | null;
  /** The officer who has it acts for the agency no more. */
  readonly orphaned: Orphaned | null;
}

/**
 * Cases with their numbers, who each is about, and the agencies that have its steps, by name: whoever reads the board
 * knows no ids.
 * @param day calendar date; an agency has the name that it bears then
 * @param now ISO 8601: whether the officer who has a step has left, is told as of then
 */
export async function named<R extends Nameless>(
  rows: readonly R[],
  readModel: ReadModel,
  day: string,
  now: string,
): Promise<Named<R>[]> {
  const stepsOf = ({ assigned, steps }: Nameless) => [...(assigned ?? []), ...(steps ?? [])];
  const persons = rows.flatMap(({ person }) => person ?? []);
  const profiles = await byId<PersonProfileDocument>(readModel, personProfileView.name, persons);
  const ids = rows.flatMap(stepsOf).flatMap(({ agency }) => agency ?? []);
  const agencies = await byId<AgencyDocument>(readModel, agenciesView.name, ids);
  const orphaned = await orphanedAmong(readModel, rows.flatMap(stepsOf), now);
  const numbers = await numbersOf(
    readModel,
    rows.map(({ id }) => id),
  );
  const withNames = (status: string) => (each: Step) => {
    const agency = each.agency === null ? undefined : agencies.get(each.agency);
    return {
      ...each,
      agencyName: (agency && nameOn(agency, day)) ?? null,
      orphaned: status === "OPEN" ? orphaned(each) : null,
    };
  };
  return rows.map((row) => {
    const { person, status, assigned, steps } = row;
    const profile = person === null ? undefined : profiles.get(person);
    return {
      ...row,
      number: numbers.get(row.id) ?? null,
      identity: profile ? onlyFields(profile.identity, ["name", "initials"]) : NO_FIELDS,
      ...(assigned && { assigned: assigned.map(withNames(status)) }),
      ...(steps && { steps: steps.map(withNames(status)) }),
    } as unknown as Named<R>;
  });
}

async function byId<D extends { readonly id: string }>(readModel: ReadModel, view: string, ids: readonly string[]) {
  const documents = await readModel.getMany<D>(view, [...new Set(ids)]);
  return new Map(documents.map((document) => [document.id, document]));
}
