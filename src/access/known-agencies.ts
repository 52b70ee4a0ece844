import type { Actor } from "../event-sourcing/envelope.js";
import { Problem } from "../http/problems.js";

/** Tells whether the registry of agencies has an agency; one registered a moment ago counts. */
export type KnownAgencies = (id: string) => Promise<boolean>;
export const KNOWN_AGENCIES = Symbol("KnownAgencies");

/**
 * Nothing is recorded for an agency that the registry does not have. An administrator may come without one, as
 * somebody must register the first.
 * @throws Problem naming the header
 */
export async function assertAgencyKnown({ agency }: Pick<Actor, "agency">, isKnown: KnownAgencies): Promise<void> {
  if (agency === null || (await isKnown(agency))) return;
  throw new Problem(400, "unknown-agency", "The registry of agencies does not have this agency", {
    field: "Kawal-Agency",
  });
}
