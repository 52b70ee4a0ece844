import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { FollowUp, ProcessManager, ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { linkedPersons } from "../person/identity-links.view.js";
import { allegationsAgainst, personOf, wishesAgainst } from "../person/person.js";
import { caseBoardView, type CaseDocument } from "./case-board.view.js";
import type { ContactFlag, ProtectionCase } from "./case.state.js";
import { caseOf } from "./protection-case.js";

const PAGE = 100;

/**
 * When a person asked that someone be told nothing, when a case of theirs accuses someone, and when someone was
 * contacted about them, then each contact that is against a wish or an allegation is flagged (I15): one made before the
 * wish, one made while the wish was being recorded, and one with the same human being under another record.
 */
export const contactWatchProcessManager: ProcessManager = {
  name: "case-contact-watch",
  when: ["CaseContactLogged", "DoNotTellRequested", "AllegationRecorded", "FactCorrected"],
  async thenSend(event, reads) {
    const [category, id] = splitStream(event.stream);
    if (category === "case") return followUps(id, await reads.load(caseOf(id)), reads);
    if (category !== "person") return [];
    const cases = await casesOf(id, reads);
    const found = await Promise.all(
      cases.map(async (each) => followUps(each, await reads.load(caseOf(each)), reads, id)),
    );
    return found.flat();
  },
};

async function casesOf(person: string, { views }: ProcessReads): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const where = [{ field: "persons", has: person }];
    const page = await views.find<CaseDocument>(caseBoardView.name, { where, limit: PAGE, after });
    ids.push(...page.documents.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  return ids;
}

/** @param only contacts about this victim */
async function followUps(id: string, state: ProtectionCase, reads: ProcessReads, only?: string): Promise<FollowUp[]> {
  const found = await Promise.all(
    state.contacts
      .filter(({ victim, with: whom }) => whom !== victim && (only === undefined || victim === only))
      .map(async ({ id: contact, victim, with: whom, relation }): Promise<ContactFlag[]> => {
        const about = await reads.load(personOf(victim));
        const linked = whom === null ? [] : await linkedPersons(reads.views, whom);
        const disclosed = { person: whom, relation };
        return [
          ...wishesAgainst(about, disclosed, linked).map((wish) => ({ contact, doNotTell: wish.id })),
          ...allegationsAgainst(about, disclosed, linked).map((each) => ({ contact, allegation: each.id })),
        ];
      }),
  );
  const flags = new Map(found.flat().map((flag) => [nameOf(flag), flag]));
  for (const flag of state.flaggedContacts) flags.delete(nameOf(flag));
  return [...flags.values()].map((data) => ({ category: "case", id, command: "FlagContact", data }));
}

const nameOf = ({ contact, doNotTell, allegation }: ContactFlag) => `${contact} ${doNotTell ?? allegation}`;
