import type { Decision, Given } from "../event-sourcing/deciding/decider.js";
import { dateIn, resolveTime, type OccurredAt, type ReportedTime } from "../event-sourcing/stored-event/occurred-at.js";
import { openField, type OpenField } from "../event-sourcing/stored-event/personal-field.js";
import { InvalidField, Rejection } from "../event-sourcing/deciding/rejection.js";
import { personOf, type Person } from "../person/person.js";
import { zoneOfRegion } from "../places/zones.js";
import { editionInForce, inForce, rulesOf, type RuleSet } from "../rules/rule-set.js";
import type { GrantClearance, RefuseClearance } from "./migrant.commands.js";
import { ClearanceGranted, ClearanceRefused } from "./migrant.events.js";
import { migrantEvent } from "./new-migrant-event.js";
import { I1, i1MissingForClearance, i2RefusalIsGrounded, type BirthDate, type Missing } from "./requirements.js";
import type { Journey, Migrant } from "./state.js";
import { assertFits, journeyFor, stateBefore } from "./step-order.js";

interface Loaded {
  readonly person: Person;
  readonly documents: RuleSet;
  readonly destinations: RuleSet;
}

const loads = (_command: unknown, _state: Migrant, id: string) => ({
  person: personOf(id),
  documents: rulesOf("PLACEMENT_DOCUMENTS"),
  destinations: rulesOf("DESTINATIONS"),
});

export const grantClearance: Decision<GrantClearance, Migrant, Loaded> = {
  loads,
  decide: (command, state, given) => {
    const journey = journeyFor(state, command.journey);
    const { day, occurredAt } = dayOfClearance(command, given.now);
    const { documents, destinations } = given.loaded;
    const rules = {
      PLACEMENT_DOCUMENTS: editionInForce("PLACEMENT_DOCUMENTS", documents, day).edition,
      DESTINATIONS: editionInForce("DESTINATIONS", destinations, day).edition,
    };
    const facts = { journey: journey.id, place: command.place, day, rules };
    const event = migrantEvent(ClearanceGranted, command, given, facts, { occurredAt });
    assertFits(event, state, given);
    const missing = missingThatDay(stateBefore(event, given), journey, day, given);
    if (missing.length > 0) throw new Rejection(I1, { day, missing });
    return [event];
  },
};

/** A refusal is taken from a named officer only, with reason and legal ground, and says whether anything was missing. */
export const refuseClearance: Decision<RefuseClearance, Migrant, Loaded> = {
  loads,
  decide: (command, state, given) => {
    const { place, reason, legalGround } = command;
    i2RefusalIsGrounded(command, given.actor);
    const journey = journeyFor(state, command.journey);
    const { day, occurredAt } = dayOfClearance(command, given.now);
    const event = (requirementsMet: boolean) =>
      migrantEvent(
        ClearanceRefused,
        command,
        given,
        { journey: journey.id, place, day, reason, legalGround, requirementsMet },
        { occurredAt },
      );
    assertFits(event(false), state, given);
    const missing = missingThatDay(stateBefore(event(false), given), journey, day, given);
    i2RefusalIsGrounded(command, given.actor, missing);
    return [event(missing.length === 0)];
  },
};

/** "That day" is counted in the zone of the place of clearance; so is a date that names no zone of its own. */
function dayOfClearance(
  { occurred, place }: { readonly occurred?: ReportedTime | undefined; readonly place: string },
  now: string,
): { day: string; occurredAt: OccurredAt } {
  const zone = zoneOfRegion(place);
  const occurredAt = resolveTime(occurred ? { ...occurred, zone: occurred.zone ?? zone } : { date: now, zone }, now);
  if (occurredAt.earliest === null || (occurredAt.precision !== "INSTANT" && occurredAt.precision !== "DAY"))
    throw new InvalidField("invalid-field", "occurred.date", "names the day on which it was decided");
  // A date is that date, whichever zone it was counted in; an instant falls on a day of the place.
  const day =
    occurredAt.precision === "DAY" ? dateIn(occurredAt.zone, occurredAt.earliest) : dateIn(zone, occurredAt.earliest);
  return { day, occurredAt };
}

function missingThatDay(before: Migrant, journey: Journey, day: string, given: Given<Loaded>): Missing[] {
  const { person, documents, destinations } = given.loaded;
  return i1MissingForClearance(before, before.journeys.find(({ id }) => id === journey.id) ?? journey, {
    documents: inForce("PLACEMENT_DOCUMENTS", documents, day),
    destinations: inForce("DESTINATIONS", destinations, day),
    birthDate: birthDateOf(person, given.open),
    day,
  });
}

/** Opens the birth date, and nothing else of the person. */
export function birthDateOf(
  { identity, birthDateProof }: Pick<Person, "identity" | "birthDateProof">,
  open: OpenField,
): BirthDate {
  const opened = openField(identity, "birthDate", open);
  if (opened.status === "absent") return { unproven: "NO_BIRTH_DATE" };
  if (birthDateProof !== "DOCUMENT") return { unproven: "NOT_BY_DOCUMENT" };
  return opened.status === "open" ? { date: opened.value } : { unproven: "NOT_OPEN" };
}
