import { contentOf, type RuleSet } from "../rules/rule-set.js";
import { HALTED, PREPARING } from "./codes.js";
import { i1MissingForClearance, type BirthDate, type Missing } from "./requirements.js";
import { openJourney, type Clearance, type Journey, type LostGround, type Migrant } from "./state.js";

/** A journey with the clearance that it was given. */
export type ClearedJourney = Journey & { readonly clearance: Clearance };

/** The journey that goes on, if clearance was given for it and the migrant lives. */
export function clearedJourney(migrant: Migrant): ClearedJourney | undefined {
  const journey = migrant.death?.status === "CONFIRMED" ? undefined : openJourney(migrant);
  return journey && isCleared(journey) ? journey : undefined;
}

export function isCleared(journey: Journey): journey is ClearedJourney {
  return journey.clearance !== null;
}

/** Whether somebody is still to leave on this journey. */
export function isToLeave({ reached }: Pick<Journey, "reached">): boolean {
  return [...PREPARING, ...HALTED].some((step) => step === reached);
}

/** What a clearance is judged by, beside the migrant's own state. */
export interface ReviewConditions {
  readonly documents: RuleSet;
  readonly destinations: RuleSet;
  readonly birthDate: BirthDate;
}

/**
 * I1 once more: what the clearance of a journey rested on that day, under the editions of then, and that is there no
 * more by what is known now.
 */
export function i1LostGrounds(
  migrant: Migrant,
  journey: ClearedJourney,
  { documents, destinations, birthDate }: ReviewConditions,
): LostGround[] {
  const { day, rules } = journey.clearance;
  const missing = i1MissingForClearance(migrant, journey, {
    documents: contentOf("PLACEMENT_DOCUMENTS", documents, rules.PLACEMENT_DOCUMENTS),
    destinations: contentOf("DESTINATIONS", destinations, rules.DESTINATIONS),
    birthDate,
    day,
  });
  return missing
    .filter((each) => speaksAgainst(each, journey))
    .map(({ what, kind, reason }) => ({ what, ...(kind !== undefined && { kind }), reason }));
}

/** What can't be read any more says nothing against it; nor does the country that somebody who has left is in. */
function speaksAgainst({ what, reason }: Missing, journey: Journey): boolean {
  return what === "DESTINATION" ? isToLeave(journey) : reason !== "NOT_OPEN";
}

/** What a record may tell that not everybody sees who reads of the review: neither which it is nor what it says. */
export const OTHER_RECORD: LostGround = { what: "OTHER_RECORD", reason: "CONTRADICTS" };

/** What follows from the birth date alone, of whichever record: it is sealed. */
export function isOfBirthDate({ what }: LostGround): boolean {
  return what === "AGE" || what === OTHER_RECORD.what;
}
