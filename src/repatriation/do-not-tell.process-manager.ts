import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { FollowUp, ProcessManager, ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { linkedPersons } from "../person/identity-links.view.js";
import { allegationsAgainst, personOf, wishesAgainst, type Person } from "../person/person.js";
import { casesOf, type Case } from "./cases-of-person.js";
import { repatriationOf } from "./repatriation.js";
import type { Flag } from "./repatriation.state.js";

/**
 * When a person asked that someone be told nothing, when a case of theirs accuses someone, and when a repatriation
 * informed someone, then each disclosure against a wish or an allegation is flagged (I15). A command after the wish or
 * the allegation is refused. This finds who was informed before it, or while it was being recorded, and who is the same
 * human being as someone not to be told, by another record. It can't be undone; but a caseworker must know.
 */
export const doNotTellProcessManager: ProcessManager = {
  name: "repatriation-do-not-tell",
  when: [
    "DoNotTellRequested",
    "AllegationRecorded",
    "FamilyNotified",
    "DispositionDecided",
    "ReturneeHandedOver",
    "RemainsHandedOver",
    // A corrected relation may be one that was not to be told.
    "FactCorrected",
  ],
  async thenSend(event, reads) {
    const [category, id] = splitStream(event.stream);
    if (category === "person") {
      const person = await reads.load(personOf(id));
      const cases = await casesOf(id, reads);
      return (await Promise.all(cases.map((each) => followUps(each, person, reads)))).flat();
    }
    if (category !== "repatriation") return [];
    const state = await reads.load(repatriationOf(id));
    return followUps({ id, state }, await reads.load(personOf(state.person!)), reads);
  },
};

async function followUps({ id, state }: Case, person: Person, { views }: ProcessReads): Promise<FollowUp[]> {
  const found = await Promise.all(
    state.disclosures.map(async (each): Promise<Flag[]> => {
      const linked = each.person === null ? [] : await linkedPersons(views, each.person);
      const disclosure = each.event;
      return [
        ...wishesAgainst(person, each, linked).map((wish) => ({ doNotTell: wish.id, disclosure })),
        ...allegationsAgainst(person, each, linked).map((allegation) => ({ allegation: allegation.id, disclosure })),
      ];
    }),
  );
  const flags = new Map(found.flat().map((flag) => [nameOf(flag), flag]));
  for (const flag of state.flagged) flags.delete(nameOf(flag));
  return [...flags.values()].map((data) => ({ category: "repatriation", id, command: "FlagDisclosure", data }));
}

const nameOf = ({ doNotTell, allegation, disclosure }: Flag) => `${doNotTell ?? allegation} ${disclosure}`;
