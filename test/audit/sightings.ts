import { Type } from "typebox";
import type { Decider, Decision } from "../../src/event-sourcing/deciding/decider.js";
import {
  anyDefinitions,
  defineEvent,
  newEvent,
  type RecordOf,
} from "../../src/event-sourcing/stored-event/event-definition.js";
import { resolveTime, type ReportedTime } from "../../src/event-sourcing/stored-event/occurred-at.js";
import { NO_FIELDS, withFieldsOf, type PersonalRecord } from "../../src/event-sourcing/stored-event/personal-field.js";
import { grantsNothing } from "../../src/event-sourcing/stored-event/sight.js";

const NOTHING = grantsNothing("is of a test");

/** Somebody was seen: the one event of an aggregate as small as one can be, for tests of what reads any history. */
export const Sighted = defineEvent({
  type: "Sighted",
  title: { en: "Of a test", indonesian: "Dari sebuah uji" },
  sight: NOTHING,
  facts: Type.Object({ value: Type.Integer() }),
  personal: { identity: ["name", "alias"], narrative: ["note"] },
});

export interface Sightings {
  readonly seen: readonly { readonly id: string; readonly value: number }[];
  readonly identity: PersonalRecord;
}

export interface Sight {
  readonly value: number;
  readonly persons: readonly string[];
  readonly name?: string;
  readonly alias?: string;
  readonly occurred?: ReportedTime;
}

const sight: Decision<Sight, Sightings> = {
  decide: ({ value, persons, name, alias, occurred }, _state, { now }) => [
    newEvent(Sighted, {
      subjects: persons.map((person) => ({ person, role: "MIGRANT" })),
      occurredAt: resolveTime(occurred, now),
      asReported: occurred?.asReported,
      facts: { value },
      personal: [{ person: persons[0]!, class: "identity", values: { name, alias } }],
    }),
  ],
};

export const sightingsAggregate: Decider<Sightings> = {
  category: "sightings",
  events: anyDefinitions([Sighted]),
  initial: { seen: [], identity: NO_FIELDS },
  evolve(state, recorded) {
    const event = recorded as RecordOf<typeof Sighted>;
    return {
      seen: [...state.seen, { id: event.id, value: event.facts.value }],
      identity: withFieldsOf(state.identity, event, "identity"),
    };
  },
  decisions: { BeginSightings: { ...sight, creates: true }, Sight: sight },
};
