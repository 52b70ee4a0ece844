import { ArrayNotEmpty, ArrayUnique } from "class-validator";
import { CodeField, NarrativeField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { personOf, PersonField, type Person } from "../person/person.js";
import { RELATIONS, type Relation } from "../person/relations.js";
import { SEARCHES, CHANNELS } from "./codes.js";
import { i15MayBeInformed } from "./may-be-informed.js";
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
export function informedRelative(relative: string | undefined, relation: Relation, loaded: RelativeLoaded) {
  i15MayBeInformed(loaded.about, relative, relation);
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
  loads: loadRelative,
  decide: ({ relative, relation, channel = "NOT_REPORTED", note }, _state, { loaded }: GivenAt<RelativeLoaded>) => ({
    facts: { relative, relation, channel },
    narrative: { note },
    others: informedRelative(relative, relation, loaded),
  }),
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
