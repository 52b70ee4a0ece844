import { ArrayNotEmpty, ArrayUnique } from "class-validator";
import { CodeField, NarrativeField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { i15OverAllRecords } from "../person/may-be-told.js";
import type { Linked } from "../person/one-human-being.js";
import { PersonField } from "../person/person-field.js";
import { personOf, type Person } from "../person/person.js";
import { RELATIONS, type Relation } from "../person/relations.js";
import { SEARCHES, CHANNELS } from "./codes.js";
import { FamilyNotified, FamilySearchFoundNone } from "./remains.events.js";
import { BOTH_KINDS, remainsCommand, repatriationCommand, type GivenAt } from "./repatriation-command.js";
import type { Repatriation } from "./repatriation.state.js";

export interface RelativeLoaded {
  readonly about: Person;
}

export function loadRelative(_data: object, { person }: Repatriation) {
  return { about: personOf(person!) };
}

/** A relative who is informed, once it is clear that they may be informed (I15). */
export function informedRelative(
  request: Linked & { readonly relative?: string; readonly relation?: Relation },
  { person }: Repatriation,
  loaded: RelativeLoaded,
) {
  const { relative, relation } = request;
  i15OverAllRecords({ about: person!, recipient: relative, relation }, request, loaded);
  return relative === undefined ? [] : [{ person: relative, role: "FAMILY" }];
}

export class NotifyFamily extends Occurring {
  @PersonField({ optional: true, description: "The person who was notified, where the source names them" })
  relative?: string;

  @CodeField(RELATIONS)
  relation!: Relation;

  @CodeField(CHANNELS, { optional: true })
  channel?: (typeof CHANNELS)[number];

  @NarrativeField({ optional: true })
  note?: string;
}

export const notifyFamily = repatriationCommand(NotifyFamily, {
  path: "family-notifications",
  summary: "Record that someone of the family was notified",
  allowed: BOTH_KINDS,
  event: FamilyNotified,
  concerns: ({ relative }) => [relative],
  loads: loadRelative,
  decide: (data, state, { loaded }: GivenAt<RelativeLoaded>) => {
    const { relative, relation, channel = "NOT_REPORTED", note } = data;
    const others = informedRelative(data, state, loaded);
    return { facts: { relative, relation, channel }, narrative: { note }, others };
  },
});

export class RecordFamilySearch extends Occurring {
  @CodeField(SEARCHES, { many: true, description: "How the family was looked for; at least one way" })
  @ArrayNotEmpty()
  @ArrayUnique()
  methods!: (typeof SEARCHES)[number][];

  @NarrativeField({ optional: true })
  report?: string;
}

export const recordFamilySearch = remainsCommand(RecordFamilySearch, {
  path: "family-searches",
  summary: "Record that a search found no family",
  event: FamilySearchFoundNone,
  decide: ({ methods, report }) => ({ facts: { methods }, narrative: { report } }),
});
