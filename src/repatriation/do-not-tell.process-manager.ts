import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { FollowUp, ProcessManager, ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { linkedPersons } from "../person/identity-links.view.js";
import { allegationsAgainst, personOf, wishesAgainst } from "../person/person.js";
import { casesOf, type Case } from "./cases-of-person.js";
import { repatriationOf } from "./repatriation.js";
import type { Flag } from "./repatriation.state.js";

/**
 * When a person asked that someone be told nothing, when a case of theirs accuses someone, and when a repatriation
 * informed someone, then each disclosure against a wish or an allegation is flagged (I15). A command after the wish or
 * the allegation is refused. This finds who was informed before it, or while it was being recorded, and who is the same
 * human being as someone not to be told, by another record, or was told of the person under another record. It can't be
 * undone; but a caseworker must know.
 */
export const doNotTellProcessManager: ProcessManager = {
  name: "repatriation-do-not-tell",
  when: [
    "DoNotTellRequested",
    "AllegationRecorded",
    "IdentitiesLinked",
    "FamilyNotified",
    "DispositionDecided",
    "ReturneeHandedOver",
    "RemainsHandedOver",
    // A corrected relation may be one that was not to be told.
    "FactCorrected",
  ],
  async thenSend(event, reads) {
    const [category, id] = splitStream(event.stream);
    if (category === "repatriation") return followUps({ id, state: await reads.load(repatriationOf(id)) }, reads);
    if (category !== "person" && category !== "identityLink") return [];
    const persons = category === "person" ? [id] : event.subjects.map(({ person }) => person);
    const linked = await Promise.all(persons.map((person) => linkedPersons(reads.views, person)));
    const records = [...new Set([...persons, ...linked.flat()])];
    const cases = (await Promise.all(records.map((person) => casesOf(person, reads)))).flat();
    return (await Promise.all(cases.map((each) => followUps(each, reads)))).flat();
  },
};

async function followUps({ id, state }: Case, { load, views }: ProcessReads): Promise<FollowUp[]> {
  const records = [state.person!, ...(await linkedPersons(views, state.person!))];
  const about = await Promise.all(records.map((person) => load(personOf(person))));
  const found = await Promise.all(
    state.disclosures.map(async (each): Promise<Flag[]> => {
      const linked = each.person === null ? [] : await linkedPersons(views, each.person);
      const disclosure = each.event;
      return about.flatMap((person) => [
        ...wishesAgainst(person, each, linked).map((wish) => ({ doNotTell: wish.id, disclosure })),
        ...allegationsAgainst(person, each, linked).map((allegation) => ({ allegation: allegation.id, disclosure })),
      ]);
    }),
  );
  const flags = new Map(found.flat().map((flag) => [nameOf(flag), flag]));
  for (const flag of state.flagged) flags.delete(nameOf(flag));
  return [...flags.values()].map((data) => ({ category: "repatriation", id, command: "FlagDisclosure", data }));
}

const nameOf = ({ doNotTell, allegation, disclosure }: Flag) => `${doNotTell ?? allegation} ${disclosure}`;
