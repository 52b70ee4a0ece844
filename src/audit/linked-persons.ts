import type { ReadModel } from "../event-sourcing/read-model.js";

/** Injection token of `LinkedPersons`. */
export const LINKED_PERSONS = Symbol("LinkedPersons");

/** The other identities under which a person is known by now: ids of persons that are linked. */
export type LinkedPersons = (readModel: ReadModel, person: string) => Promise<readonly string[]>;
