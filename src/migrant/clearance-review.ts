import type { Given } from "../event-sourcing/deciding/decider.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { internalCommand } from "../http/command.js";
import { loadRecords, type Linked } from "../person/one-human-being.js";
import { personOf, type Person } from "../person/person.js";
import { contentOf, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { birthDateOf, recordsUnderAge } from "./clearance.js";
import { HALTED, PREPARING } from "./codes.js";
import { migrantEvent } from "./migrant-command.js";
import { ClearanceUnderReview, ClearanceUpheld } from "./migrant.events.js";
import { i1MissingForClearance, type BirthDate, type Missing } from "./requirements.js";
import { openJourney, type Clearance, type Journey, type LostGround, type Migrant } from "./state.js";

const NO_CLEARANCE: Rule = {
  id: "no-clearance",
  source: "[design]",
  en: "The journey has no clearance to judge again",
  indonesian: "Perjalanan ini tidak memiliki kelayakan untuk ditinjau kembali",
};

/** A journey with the clearance that it was given. */
export type ClearedJourney = Journey & { readonly clearance: Clearance };

/** The journey that goes on, if clearance was given for it and the migrant lives. */
export function clearedJourney(migrant: Migrant): ClearedJourney | undefined {
  const journey = migrant.death?.status === "CONFIRMED" ? undefined : openJourney(migrant);
  return journey && isCleared(journey) ? journey : undefined;
}

function isCleared(journey: Journey): journey is ClearedJourney {
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

interface ReviewClearance extends Linked {
  readonly journey: string;
}

/** What a record may tell that not everybody sees who reads of the review: neither which it is nor what it says. */
const OTHER_RECORD: LostGround = { what: "OTHER_RECORD", reason: "CONTRADICTS" };

/** What follows from the birth date alone, of whichever record: it is sealed. */
export function isOfBirthDate({ what }: LostGround): boolean {
  return what === "AGE" || what === OTHER_RECORD.what;
}

/** A process manager saw that something changed on which a clearance rests. */
export const reviewClearance = internalCommand("ReviewClearance", {
  loads: (data: ReviewClearance, _state: Migrant, id) =>
    ({
      ...loadRecords(data),
      person: personOf(id),
      documents: rulesOf("PLACEMENT_DOCUMENTS"),
      destinations: rulesOf("DESTINATIONS"),
    }) as never,
  decide: (
    data: ReviewClearance,
    state: Migrant,
    given: Given<{ readonly person: Person; readonly documents: RuleSet; readonly destinations: RuleSet }>,
  ) => {
    const id = data.journey;
    const journey = state.journeys.find((each) => each.id === id);
    if (!journey || !isCleared(journey)) throw new Rejection(NO_CLEARANCE, { journey: id });
    const { person, documents, destinations } = given.loaded;
    const birthDate = birthDateOf(person, given.open);
    const { day, rules } = journey.clearance;
    const { minimumAge } = contentOf("PLACEMENT_DOCUMENTS", documents, rules.PLACEMENT_DOCUMENTS);
    const grounds = [
      ...i1LostGrounds(state, journey, { documents, destinations, birthDate }),
      ...(recordsUnderAge(given.id, data, given, { day, minimumAge }).length > 0 ? [OTHER_RECORD] : []),
    ];
    return grounds.length > 0
      ? [migrantEvent(ClearanceUnderReview, {}, given, { journey: id, grounds })]
      : [migrantEvent(ClearanceUpheld, {}, given, { journey: id })];
  },
});
