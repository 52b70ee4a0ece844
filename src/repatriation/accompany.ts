import { AgencyField } from "../agency/agency-field.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { CodeField, NarrativeField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { migrantOf, type Migrant } from "../migrant/migrant.js";
import { PersonField } from "../person/person-field.js";
import { REQUEST_SOURCES } from "./codes.js";
import { i5NoRecordDied } from "../migrant/still-alive.js";
import { BOTH_KINDS, NOBODY_ELSE, repatriationCommand, type GivenAt } from "./repatriation-command.js";
import { RepatriationAccompanied } from "./repatriation.events.js";

export class RecordAccompaniment extends Occurring {
  @AgencyField({ optional: true, many: true, description: "Agencies whose officers went along, or saw to it" })
  agencies?: string[];

  @PersonField({ optional: true, many: true, description: "Persons who went along" })
  escorts?: string[];

  @CodeField(["ABROAD", "JOURNEY_HOME", "ONWARD", "WHOLE_WAY", "NOT_REPORTED"])
  leg!: "ABROAD" | "JOURNEY_HOME" | "ONWARD" | "WHOLE_WAY" | "NOT_REPORTED";

  @CodeField(REQUEST_SOURCES)
  source!: (typeof REQUEST_SOURCES)[number];

  @NarrativeField({ optional: true })
  note?: string;
}

interface Loaded {
  /** Of the living. */
  readonly migrant?: Migrant;
}

export const recordAccompaniment = repatriationCommand(RecordAccompaniment, {
  path: "accompaniments",
  summary: "Record who went along, or saw to it",
  lateFact: true,
  allowed: BOTH_KINDS,
  event: RepatriationAccompanied,
  concerns: NOBODY_ELSE,
  loads: (_data, { kind, person }) => ({ ...(kind === "LIVING" && { migrant: migrantOf(person!) }) }),
  decide: ({ leg, source, note, linked, ...data }, state, { loaded, at }: GivenAt<Loaded>) => {
    const agencies = [...new Set(data.agencies)];
    const escorts = [...new Set(data.escorts)];
    if (agencies.length + escorts.length === 0)
      throw new InvalidField("missing-field", "agencies", "someone went along: an agency or a person");
    if (state.kind === "LIVING") i5NoRecordDied(state.person!, { linked }, { ...loaded, migrant: loaded.migrant! }, at);
    return {
      facts: { agencies, escorts, leg, source },
      narrative: { note },
      others: escorts.map((person) => ({ person, role: "ESCORT" })),
    };
  },
});
