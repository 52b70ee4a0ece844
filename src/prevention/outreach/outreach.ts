import type { Aggregate } from "../../event-sourcing/deciding/decider.js";
import { InvalidField } from "../../event-sourcing/deciding/rejection.js";
import { anyDefinitions } from "../../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import type { OccurredAt } from "../../event-sourcing/stored-event/occurred-at.js";
import { fieldsOf, NO_FIELDS, type PersonalRecord } from "../../event-sourcing/stored-event/personal-field.js";
import { levelOfRegion } from "../../places/regions.js";
import type { Audience, OutreachForm, OutreachMistake, OutreachTopic } from "./codes.js";
import { outreachEvents, type Attendance, type Material, type OutreachEvent } from "./outreach.events.js";

/** One activity of prevention: who was told what, where, by whom. */
export interface Outreach {
  /** Undefined in the state of a stream that is empty. */
  readonly form: OutreachForm | undefined;
  readonly audience: Audience | null;
  readonly occurredAt: OccurredAt | null;
  /** When it was recorded: ISO 8601. */
  readonly recordedAt: string | null;
  /** Kemendagri code. */
  readonly region: string | null;
  readonly topics: readonly OutreachTopic[];
  readonly agency: string | null;
  readonly officers: readonly string[];
  /** Null where nobody counted: that is not 0. */
  readonly attendance: Attendance | null;
  /** Agencies whose officials were trained. */
  readonly trained: readonly string[];
  readonly materials: readonly Material[];
  /** Sealed: note. */
  readonly narrative: PersonalRecord;
  /** Why it does not count; null while it does. */
  readonly mistake: OutreachMistake | null;
  /** Sealed: note of who withdrew it. */
  readonly withdrawal: PersonalRecord;
}

const initial: Outreach = {
  form: undefined,
  audience: null,
  occurredAt: null,
  recordedAt: null,
  region: null,
  topics: [],
  agency: null,
  officers: [],
  attendance: null,
  trained: [],
  materials: [],
  narrative: NO_FIELDS,
  mistake: null,
  withdrawal: NO_FIELDS,
};

function evolve(state: Outreach, recorded: EventRecord): Outreach {
  const event = recorded as unknown as OutreachEvent & EventRecord;
  switch (event.type) {
    case "OutreachRecorded": {
      const { region, attendance = null, ...facts } = event.facts;
      const { occurredAt, recordedAt } = event;
      const narrative = fieldsOf(event, "narrative");
      return { ...state, ...facts, attendance, region: region.code, occurredAt, recordedAt, narrative };
    }
    case "OutreachWithdrawn":
      return { ...state, mistake: event.facts.reason, withdrawal: fieldsOf(event, "narrative") };
  }
}

/** Officials are trained for a regency, too; everybody else is told where they live. */
export function isPlaceOf(audience: Audience, region: string): boolean {
  const level = levelOfRegion(region);
  return level === "VILLAGE" || level === "DISTRICT" || (level === "REGENCY" && audience === "OFFICIALS");
}

/** What a place must be, for whoever named another. */
export const PLACE_WANTED = "must be a village or a district; of a training of officials also a regency";

/** `outreach-<id>`: one activity. */
export const outreachAggregate: Aggregate<Outreach> = {
  category: "outreach",
  events: anyDefinitions(outreachEvents),
  initial,
  evolve,
  completes: (correction, corrected) => {
    const region = (correction.facts as { readonly region?: { readonly code?: string } } | undefined)?.region?.code;
    const { audience } = corrected.facts as { readonly audience?: Audience };
    if (region !== undefined && audience !== undefined && !isPlaceOf(audience, region))
      throw new InvalidField("invalid-field", "facts.region", PLACE_WANTED);
    return correction;
  },
};

/** How many attended, of either sex; null where nobody counted. */
export function attendees({ attendance }: Pick<Outreach, "attendance">): number | null {
  return attendance && attendance.women + attendance.men + attendance.unknown;
}
