import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { command } from "../http/command.js";
import { CodeField, NarrativeField, UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import {
  CONFIDENCES,
  IdentitiesLinked,
  IdentitiesUnlinked,
  IdentityLinkConfirmed,
  LINK_BASES,
  UNLINK_REASONS,
  type Confidence,
  type LinkBasis,
  type UnlinkReason,
} from "../access/identity-link.events.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { Approvals } from "./approvals.js";
import { i10LinkedOnce, i10LinksTwoPersons, i10UnlinksWhatIsLinked, type IdentityLink } from "./identity-link.js";
import { loadedLinks, loadLinks, lookUpRecords, type Linked } from "./one-human-being.js";
import { assertRegistered, personOf, type Person } from "./person.js";
import { assertDecides } from "./second-officer.js";

const LINK_CONFIRMED: Rule = {
  id: "link-confirmed",
  source: "[design] four eyes",
  en: "The link has been confirmed already",
  indonesian: "Tautan sudah dikonfirmasi",
};

const NOT_ONES_OWN_LINK: Rule = {
  id: "own-link-confirmed",
  source: "[design] four eyes",
  en: "Nobody confirms a link that they made themselves",
  indonesian: "Petugas tidak dapat mengonfirmasi tautan yang dibuatnya sendiri",
};

const BOTH_RECORDS_IN_SIGHT: Rule = {
  id: "link-records-in-sight",
  source: "[design] need-to-know",
  en: "Only an officer who sees both records confirms that they are one person",
  indonesian: "Hanya petugas yang dapat melihat kedua catatan yang dapat memastikan bahwa keduanya satu orang",
};

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
  looksUp: (modules, _id, { person, other }: LinkIdentities): Promise<Linked> =>
    lookUpRecords(modules, { named: [person, other] }),
  loads: ({ person, other, ...data }) =>
    ({ ...loadLinks(data), person: personOf(person), other: personOf(other) }) as never,
  decide: (data, _state: IdentityLink, given: Given<{ readonly person: Person; readonly other: Person }>) => {
    const { person, other, basis, confidence, note } = data;
    i10LinksTwoPersons(person, other);
    assertRegistered(given.loaded.person, person);
    assertRegistered(given.loaded.other, other);
    i10LinkedOnce(person, other, loadedLinks(data, given.loaded));
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

export class ConfirmIdentityLink {
  @NarrativeField({ optional: true })
  note?: string;
}

/**
 * From now on a seal, or a confirmed death, of one record counts for the other. So an officer of the agency that
 * registered one of the records looks into it first: of the other one, if the agency that made the link owns only one.
 */
export const confirmIdentityLink = command(ConfirmIdentityLink, {
  path: "confirmations",
  summary: "Confirm, as a second officer, that the records are one human being",
  settles: true,
  permission: "IDENTITY_LINK_CONFIRM",
  looksUp: (modules, id) => modules.get(Approvals, { strict: false }).ofLink(id),
  decide: ({ note, deciders, owners, bothSeen }, state: IdentityLink, given) => {
    i10UnlinksWhatIsLinked(state);
    if (state.confirmedBy !== null) throw new Rejection(LINK_CONFIRMED);
    if (state.linkedBy?.officer === given.actor.id) throw new Rejection(NOT_ONES_OWN_LINK);
    if (!bothSeen) throw new Rejection(BOTH_RECORDS_IN_SIGHT);
    assertDecides(given, deciders);
    const subjects = subjectsOf(state.persons);
    return [
      eventOf(IdentityLinkConfirmed, {}, given, { subjects, facts: { owners: [...owners] }, narrative: { note } }),
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
  settles: true,
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
