import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { internalCommand } from "../http/command.js";
import { CodeField, NarrativeField, UuidField } from "../http/fields.js";
import { i15OverAllRecords } from "../person/may-be-told.js";
import { recordsOf, type Linked } from "../person/one-human-being.js";
import { assertRegistered, personOf, type Person } from "../person/person.js";
import { RELATIONS, type Relation } from "../person/relations.js";
import { CaseContactFlagged, CaseContactLogged } from "./action.events.js";
import { CaseBody, caseCommand, oneVictim, type CaseGiven } from "./case-command.js";
import type { ContactFlag, ProtectionCase } from "./case.state.js";
import { CONTACT_RESULTS, CONTACT_WAYS } from "./codes.js";
import { atAnyStage } from "./stages.js";
import { i5VictimAlive } from "./victims-deaths.js";

const CONTACT_OF_WHOM: Rule = {
  id: "contact-of-whom",
  source: "[design]",
  en: "A contact is with a registered person, or with someone of a relation to the victim",
  indonesian: "Kontak harus menyebut orang yang terdaftar atau hubungannya dengan korban",
};

const CONTACT_FLAGGED: Rule = {
  id: "contact-flagged",
  source: "[design]",
  en: "The contact has been flagged already, or is not of this case",
  indonesian: "Kontak ini sudah ditandai atau bukan bagian dari kasus ini",
};

/**
 * I15 for a call, a message, a visit about a victim: to the victim themselves always, under any record that a second
 * officer confirmed to be theirs; never to somebody whom they asked not to tell, nor to one whom a case of theirs
 * accuses. Hearing the other side is a clarification, and no contact.
 */
export function i15MayBeContacted(
  { victim, with: person, relation }: Pick<LogContact, "victim" | "with" | "relation">,
  request: Linked,
  loaded: { readonly about: Person },
): void {
  if (isVictim({ victim, with: person }, request, loaded)) return;
  i15OverAllRecords({ about: victim, recipient: person, relation }, request, loaded);
}

/** The victim, under any record that a second officer confirmed to be theirs. */
function isVictim({ victim, with: person }: Pick<LogContact, "victim" | "with">, request: Linked, loaded: unknown) {
  return person === victim || (person !== undefined && recordsOf(victim, request, loaded, true).includes(person));
}

/** Results that only somebody who lives brings about. */
const ANSWERED: readonly LogContact["result"][] = ["REACHED", "REFUSED"];

export class LogContact extends CaseBody {
  @UuidField({ description: "The victim whom it was about" })
  victim!: string;

  @UuidField({ optional: true, description: "Who was contacted: the victim, or another registered person" })
  with?: string;

  @CodeField(RELATIONS, { optional: true, description: "What they are to the victim" })
  relation?: Relation;

  @CodeField(CONTACT_WAYS)
  way!: (typeof CONTACT_WAYS)[number];

  @CodeField(CONTACT_RESULTS)
  result!: (typeof CONTACT_RESULTS)[number];

  @NarrativeField({ optional: true })
  summary?: string;
}

export const logContact = caseCommand(LogContact, {
  path: "contacts",
  summary: "Log a call, message or visit about a victim (I15)",
  lateFact: true,
  allowed: atAnyStage,
  concerns: ({ victim, with: person }) => [victim, ...(person === undefined ? [] : [person])],
  loads: (data) => ({ about: personOf(data.victim), ...(data.with !== undefined && { other: personOf(data.with) }) }),
  decide: (data, state, given: CaseGiven<{ readonly about: Person; readonly other?: Person }>) => {
    const { victim, with: person, relation, way, result, summary } = data;
    const { other } = given.loaded;
    const subjects = oneVictim(state, victim);
    if (person === undefined && relation === undefined) throw new Rejection(CONTACT_OF_WHOM);
    if (person !== undefined && person !== victim) {
      assertRegistered(other!, person);
      subjects.push({ person, role: "CONTACT" });
    }
    i15MayBeContacted(data, data, given.loaded);
    if (ANSWERED.includes(result) && isVictim(data, data, given.loaded)) i5VictimAlive(state, victim, given.at);
    const facts = { contact: given.newId(), victim, with: person, relation, way, result };
    return [eventOf(CaseContactLogged, data, given, { subjects, facts, narrative: { summary } })];
  },
});

/** A process manager found a wish or an allegation that stands against a contact. */
export const flagContact = internalCommand("FlagContact", {
  decide: ({ contact, doNotTell, allegation }: ContactFlag, state: ProtectionCase, given) => {
    const known = state.contacts.find(({ id }) => id === contact);
    const flagged = state.flaggedContacts.some(
      (flag) => flag.contact === contact && flag.doNotTell === doNotTell && flag.allegation === allegation,
    );
    if (!known || flagged) throw new Rejection(CONTACT_FLAGGED, { contact });
    const subjects = [{ person: known.victim, role: "VICTIM" }];
    return [eventOf(CaseContactFlagged, {}, given, { subjects, facts: { contact, doNotTell, allegation } })];
  },
});
