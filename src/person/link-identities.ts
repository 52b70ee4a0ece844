import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { command } from "../http/command.js";
import { CodeField, NarrativeField, UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import {
  CONFIDENCES,
  IdentitiesLinked,
  IdentitiesUnlinked,
  LINK_BASES,
  UNLINK_REASONS,
  type Confidence,
  type LinkBasis,
  type UnlinkReason,
} from "./identity-link.events.js";
import { i10LinksTwoPersons, i10UnlinksWhatIsLinked, type IdentityLink } from "./identity-link.js";
import { assertRegistered, personOf, type Person } from "./person.js";

export class LinkIdentities extends Occurring {
  @UuidField({ description: "The one person" })
  person!: string;

  @UuidField({ description: "The other, who is the same human being" })
  other!: string;

  @CodeField(LINK_BASES)
  basis!: LinkBasis;

  @CodeField(CONFIDENCES)
  confidence!: Confidence;

  @NarrativeField({ optional: true })
  note?: string;
}

export const linkIdentities = command(LinkIdentities, {
  summary: "Link two records of one human being",
  creates: true,
  loads: ({ person, other }) => ({ person: personOf(person), other: personOf(other) }),
  decide: (data, _state: IdentityLink, given: Given<{ readonly person: Person; readonly other: Person }>) => {
    const { person, other, basis, confidence, note } = data;
    i10LinksTwoPersons(person, other);
    assertRegistered(given.loaded.person, person);
    assertRegistered(given.loaded.other, other);
    const persons = [person, other];
    return [
      eventOf(IdentitiesLinked, data, given, {
        subjects: subjectsOf(persons),
        facts: { persons, basis, confidence },
        narrative: { note },
      }),
    ];
  },
});

export class UnlinkIdentities extends Occurring {
  @CodeField(UNLINK_REASONS)
  reason!: UnlinkReason;

  @NarrativeField({ optional: true })
  note?: string;
}

export const unlinkIdentities = command(UnlinkIdentities, {
  path: "unlink",
  summary: "Undo a link: the records are of two human beings after all",
  decide: (data, state: IdentityLink, given) => {
    i10UnlinksWhatIsLinked(state);
    const { reason, note } = data;
    const subjects = subjectsOf(state.persons);
    return [eventOf(IdentitiesUnlinked, data, given, { subjects, facts: { reason }, narrative: { note } })];
  },
});

function subjectsOf(persons: readonly string[]) {
  return persons.map((person) => ({ person, role: "PERSON" }));
}
