import type { Given } from "../event-sourcing/deciding/decider.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { internalCommand } from "../http/command.js";
import { loadRecords, type Linked } from "../person/one-human-being.js";
import { personOf, type Person } from "../person/person.js";
import { contentOf, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { i1LostGrounds, isCleared, OTHER_RECORD } from "./clearance-review.js";
import { birthDateOf, recordsUnderAge } from "./clearance.js";
import { migrantEvent } from "./migrant-command.js";
import { ClearanceUnderReview, ClearanceUpheld } from "./migrant.events.js";
import type { Migrant } from "./state.js";

const NO_CLEARANCE: Rule = {
  id: "no-clearance",
  source: "[design]",
  en: "The journey has no clearance to judge again",
  indonesian: "Perjalanan ini tidak memiliki kelayakan untuk ditinjau kembali",
};

interface ReviewClearance extends Linked {
  readonly journey: string;
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
