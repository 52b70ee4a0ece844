import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import {
  assertRegistered,
  i15NotAllegedAgainst,
  i15NotAskedNotToTell,
  personOf,
  type Person,
} from "../person/person.js";
import type { Relation } from "../person/relations.js";
import type { LogContact } from "./action.commands.js";
import { CaseContactFlagged, CaseContactLogged } from "./action.events.js";
import { caseDecision, said, type Decisions, type Told } from "./case-decision.js";
import type { ContactFlag } from "./case.state.js";
import { assertVictim } from "./parties.js";

const CONTACT_OF_WHOM: Rule = {
  id: "contact-of-whom",
  source: "[design]",
  en: "A contact is with a registered person, or with someone of a relation to the victim",
  indonesian: "Kontak harus menyebut orang yang terdaftar atau hubungannya dengan korban",
};

const CONTACT_FLAGGED: Rule = {
  id: "contact-flagged",
  source: "[design]",
  en: "This contact has been flagged, or is none of this case",
  indonesian: "Kontak ini sudah ditandai atau bukan bagian dari kasus ini",
};

/** What a process manager found of a contact: one of a wish and an allegation. */
export type FlagContact = Told & ContactFlag;

interface Beside {
  readonly about: Person;
  readonly other?: Person;
}

/**
 * I15 for a call, a message, a visit about a victim: to the victim themselves always; never to somebody whom they asked
 * not to tell, nor to one whom a case of theirs accuses. Hearing the other side is a clarification, and no contact.
 */
export function i15MayBeContacted(
  about: Pick<Person, "doNotTell" | "allegations">,
  victim: string,
  person: string | undefined,
  relation: Relation | undefined,
): void {
  if (person === victim) return;
  const persons = person === undefined ? [] : [person];
  i15NotAskedNotToTell(about, { persons, relation });
  i15NotAllegedAgainst(about, persons);
}

export const contactDecisions: Decisions = {
  LogContact: caseDecision<LogContact, Beside>(
    "LogContact",
    ({ relation, way, result, summary, ...data }, state, { loaded, newId }) => {
      const victim = data.victim.toLowerCase();
      const person = data.with?.toLowerCase();
      assertVictim(state, victim);
      if (person === undefined && relation === undefined) throw new Rejection(CONTACT_OF_WHOM);
      if (person !== undefined && person !== victim) assertRegistered(loaded.other!, person);
      i15MayBeContacted(loaded.about, victim, person, relation);
      return said(
        CaseContactLogged,
        { contact: newId(), victim, with: person, relation, way, result },
        {
          victims: [victim],
          others: person === undefined || person === victim ? [] : [{ person, role: "CONTACT" }],
          narrative: { summary },
        },
      );
    },
    (data) => ({
      about: personOf(data.victim),
      ...(data.with !== undefined && { other: personOf(data.with) }),
    }),
  ),
  FlagContact: caseDecision<FlagContact>("FlagContact", ({ contact, doNotTell, allegation }, state) => {
    const known = state.contacts.find(({ id }) => id === contact);
    const flagged = state.flaggedContacts.some(
      (flag) => flag.contact === contact && flag.doNotTell === doNotTell && flag.allegation === allegation,
    );
    if (!known || flagged) throw new Rejection(CONTACT_FLAGGED, { contact });
    return said(CaseContactFlagged, { contact, doNotTell, allegation }, { victims: [known.victim] });
  }),
};
