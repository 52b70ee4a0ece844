import type { Given } from "../event-sourcing/deciding/decider.js";
import { InvalidField, Rejection } from "../event-sourcing/deciding/rejection.js";
import {
  ageOn,
  dateIn,
  resolveTime,
  type OccurredAt,
  type ReportedTime,
} from "../event-sourcing/stored-event/occurred-at.js";
import { openField, type OpenField } from "../event-sourcing/stored-event/personal-field.js";
import { command } from "../http/command.js";
import { CodeField, RegionField } from "../http/fields.js";
import { loadedRecord, loadRecords, onRecord, recordsOf, type Linked } from "../person/one-human-being.js";
import { personOf, type Person } from "../person/person.js";
import { zoneOfRegion } from "../places/zones.js";
import { editionInForce, inForce, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { REFUSALS } from "./codes.js";
import { i5NoRecordDiedBefore, loadDeaths, lookUpOwnRecords } from "./deaths-on-records.js";
import { JourneyCommand, LegalGroundField, migrantEvent } from "./migrant-command.js";
import { ClearanceGranted, ClearanceRefused } from "./migrant.events.js";
import {
  I1,
  UNDER_AGE_ON_RECORD,
  i1MissingForClearance,
  i2RefusalIsGrounded,
  type BirthDate,
  type Missing,
} from "./requirements.js";
import type { Journey, Migrant } from "./state.js";
import { assertFits, journeyFor, stateBefore } from "./step-order.js";

interface Loaded {
  readonly person: Person;
  readonly documents: RuleSet;
  readonly destinations: RuleSet;
}

const loads = (_data: unknown, _state: Migrant, id: string) => ({
  person: personOf(id),
  documents: rulesOf("PLACEMENT_DOCUMENTS"),
  destinations: rulesOf("DESTINATIONS"),
});

export class GrantClearance extends JourneyCommand {
  @RegionField({ description: "Place of clearance: the day is counted in its zone" })
  place!: string;
}

export const grantClearance = command(GrantClearance, {
  path: "clearances",
  summary: "Grant clearance for departure; the error lists everything that is missing",
  permission: "CLEARANCE_DECIDE",
  looksUp: lookUpOwnRecords,
  loads: (data, state: Migrant, id) =>
    ({ ...loadDeaths(data), ...loadRecords(data), ...loads(data, state, id) }) as never,
  decide: (data, state: Migrant, given: Given<Loaded>) => {
    const journey = journeyFor(state, data.journey);
    const { day, at } = dayOfClearance(data, given.now);
    const { documents, destinations } = given.loaded;
    const rules = {
      PLACEMENT_DOCUMENTS: editionInForce("PLACEMENT_DOCUMENTS", documents, day).edition,
      DESTINATIONS: editionInForce("DESTINATIONS", destinations, day).edition,
    };
    const facts = { journey: journey.id, place: data.place, day, rules };
    const event = migrantEvent(ClearanceGranted, data, given, facts, { at });
    assertFits(event, state, given);
    i5NoRecordDiedBefore(event, given.id, data, given.loaded);
    const missing = missingThatDay(stateBefore(event, given), journey, day, given);
    const { minimumAge } = inForce("PLACEMENT_DOCUMENTS", documents, day);
    for (const record of recordsUnderAge(given.id, data, given, { day, minimumAge }))
      onRecord(record, data, () => {
        throw new Rejection(I1, { day, missing: [...missing, ...UNDER_AGE_ON_RECORD] });
      });
    if (missing.length > 0) throw new Rejection(I1, { day, missing });
    return [event];
  },
});

export class RefuseClearance extends GrantClearance {
  @CodeField(REFUSALS)
  reason!: (typeof REFUSALS)[number];

  @LegalGroundField()
  legalGround!: string;
}

/** Only a named officer refuses, with reason and legal ground. The event says whether anything was missing. */
export const refuseClearance = command(RefuseClearance, {
  path: "clearance-refusals",
  summary: "Refuse clearance, with reason and legal ground",
  permission: "CLEARANCE_DECIDE",
  loads,
  decide: (data, state: Migrant, given: Given<Loaded>) => {
    const { place, reason, legalGround } = data;
    i2RefusalIsGrounded(data, given.actor);
    const journey = journeyFor(state, data.journey);
    const { day, at } = dayOfClearance(data, given.now);
    const event = (requirementsMet: boolean) => {
      const facts = { journey: journey.id, place, day, reason, legalGround, requirementsMet };
      return migrantEvent(ClearanceRefused, data, given, facts, { at });
    };
    assertFits(event(false), state, given);
    const missing = missingThatDay(stateBefore(event(false), given), journey, day, given);
    i2RefusalIsGrounded(data, given.actor, missing);
    return [event(missing.length === 0)];
  },
});

/** The day is counted in the zone of the place of clearance; so is a date that names no zone of its own. */
function dayOfClearance(
  { occurred, place }: { readonly occurred?: ReportedTime | undefined; readonly place: string },
  now: string,
): { day: string; at: OccurredAt } {
  const zone = zoneOfRegion(place);
  const at = resolveTime(occurred ? { ...occurred, zone: occurred.zone ?? zone } : { date: now, zone }, now);
  if (at.earliest === null || (at.precision !== "INSTANT" && at.precision !== "DAY"))
    throw new InvalidField("invalid-field", "occurred.date", "names the day on which it was decided");
  // A date is that date, whichever zone it was counted in; an instant falls on a day of the place.
  return { day: dateIn(at.precision === "DAY" ? at.zone : zone, at.earliest), at };
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

/**
 * Other records of a human being, by links that a second officer confirmed, on which a document shows that they were
 * not of age on a day.
 */
export function recordsUnderAge(
  person: string,
  request: Linked,
  { loaded, open }: Pick<Given, "loaded" | "open">,
  { day, minimumAge }: { readonly day: string; readonly minimumAge: number },
): string[] {
  return recordsOf(person, request, loaded, true).filter((record) => {
    const birthDate = birthDateOf(loadedRecord(record, loaded), open);
    return "date" in birthDate && ageOn(birthDate.date, day) < minimumAge;
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
