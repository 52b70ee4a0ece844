import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { FollowUp, ProcessManager, ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { linkedPersons } from "../person/identity-links.view.js";
import { allegationsAgainst, personOf, wishesAgainst } from "../person/person.js";
import type { ContactFlag, ProtectionCase } from "./case.state.js";
import { protectionCasesOf } from "./cases-of-person.js";
import { caseOf } from "./protection-case.js";

/**
 * When a person asked that someone be told nothing, when a case of theirs accuses someone, and when someone was
 * contacted about them, then each contact that is against a wish or an allegation is flagged (I15): one made before the
 * wish, one made while the wish was being recorded, and one with or about the same human being under another record.
 * When two records were linked, then what stands under one of them is held against the contacts of all.
 */
export const contactWatchProcessManager: ProcessManager = {
  name: "case-contact-watch",
  when: ["CaseContactLogged", "DoNotTellRequested", "AllegationRecorded", "IdentitiesLinked", "FactCorrected"],
  async thenSend(event, reads) {
    const [category, id] = splitStream(event.stream);
    if (category === "case") return followUps(id, await reads.load(caseOf(id)), reads);
    const persons = personsIn(event, category, id);
    const linked = await Promise.all(persons.map((person) => linkedPersons(reads.views, person)));
    const records = [...new Set([...persons, ...linked.flat()])];
    const cases = await Promise.all(records.map((person) => protectionCasesOf(person, reads)));
    const found = await Promise.all(
      [...new Set(cases.flat())].map(async (each) => followUps(each, await reads.load(caseOf(each)), reads)),
    );
    return found.flat();
  },
};

/** Whose records the event is about: the person of a file, or both of a link. */
function personsIn({ subjects }: EventRecord, category: string, id: string): string[] {
  if (category === "identityLink") return subjects.map(({ person }) => person);
  return category === "person" ? [id] : [];
}

async function followUps(id: string, state: ProtectionCase, reads: ProcessReads): Promise<FollowUp[]> {
  const others = state.contacts.filter(({ victim, with: whom }) => whom !== victim);
  // A family is called again and again: whom it concerns is looked up once.
  const told = Map.groupBy(others, ({ victim, with: whom, relation }) => JSON.stringify([victim, whom, relation]));
  const found = await Promise.all(
    [...told.values()].map(async (contacts): Promise<ContactFlag[]> => {
      const { victim, with: whom, relation } = contacts[0]!;
      const about = [victim, ...(await linkedPersons(reads.views, victim))];
      // Who is the victim under another record was not told of somebody else.
      if (whom !== null && about.includes(whom)) return [];
      const linked = whom === null ? [] : await linkedPersons(reads.views, whom);
      const disclosed = { person: whom, relation };
      const persons = await Promise.all(about.map((person) => reads.load(personOf(person))));
      const wishes = persons.flatMap((person) => wishesAgainst(person, disclosed, linked));
      const allegations = persons.flatMap((person) => allegationsAgainst(person, disclosed, linked));
      return contacts.flatMap(({ id: contact }) => [
        ...wishes.map((wish) => ({ contact, doNotTell: wish.id })),
        ...allegations.map((each) => ({ contact, allegation: each.id })),
      ]);
    }),
  );
  const flags = new Map(found.flat().map((flag) => [nameOf(flag), flag]));
  for (const flag of state.flaggedContacts) flags.delete(nameOf(flag));
  return [...flags.values()].map((data) => ({ category: "case", id, command: "FlagContact", data }));
}

const nameOf = ({ contact, doNotTell, allegation }: ContactFlag) => `${contact} ${doNotTell ?? allegation}`;
