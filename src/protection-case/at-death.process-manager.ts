import { splitStream } from "../event-sourcing/deciding/decider.js";
import { typeRead } from "../event-sourcing/stored-event/correction.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { FollowUp, ProcessManager, ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { deathsOf, linkedOf } from "../migrant/deaths-on-records.js";
import { migrantOf } from "../migrant/migrant.js";
import { recordsOf } from "../person/one-human-being.js";
import { protectionCasesOf } from "./cases-of-person.js";
import { diedBy, isOpen, stageOf, victimsOf } from "./case.state.js";
import { caseOf } from "./protection-case.js";
import { confirmedBy } from "./victims-deaths.js";

const OF_DEATHS = ["DeathReported", "DeathConfirmed", "DeathReportWithdrawn"];

/**
 * When a death was confirmed, withdrawn or corrected, then each open case in which that human being is a victim notes
 * it: what needs them alive is void (I5), or possible again (I6). When a case got a victim, or goes on, while a death
 * is known, then as well. A link that a second officer confirmed makes a death that of all records of the human being,
 * until it is undone. What is sent follows from the streams as they are by then, whichever event came first.
 */
export const atDeathProcessManager: ProcessManager = {
  name: "case-at-death",
  when: [
    "DeathConfirmed",
    "DeathReportWithdrawn",
    "ComplaintReceived",
    "CasePartyRecorded",
    "CaseReopened",
    "IdentityLinkConfirmed",
    "IdentitiesUnlinked",
    "FactCorrected",
  ],
  async thenSend(event, reads) {
    const cases = await casesConcerned(event, reads);
    return (await Promise.all(cases.map((id) => followUps(id, reads)))).flat();
  },
};

async function casesConcerned(event: EventRecord, reads: ProcessReads): Promise<string[]> {
  const [category, id] = splitStream(event.stream);
  if (category === "case") return event.corrects === null ? [id] : [];
  const isOfDeath = category === "migrant" && OF_DEATHS.includes(typeRead(event));
  if (!isOfDeath && category !== "identityLink") return [];
  const persons = category === "migrant" ? [id] : event.subjects.map(({ person }) => person);
  const records = await Promise.all(
    persons.map(async (person) => {
      const { request, loaded } = await linkedOf(person, reads);
      return [person, ...recordsOf(person, request, loaded, true)];
    }),
  );
  const cases = await Promise.all([...new Set(records.flat())].map((person) => protectionCasesOf(person, reads)));
  return [...new Set(cases.flat())];
}

async function followUps(id: string, reads: ProcessReads): Promise<FollowUp[]> {
  const state = await reads.load(caseOf(id));
  if (!isOpen(stageOf(state))) return [];
  const sent = await Promise.all(
    [...new Set(victimsOf(state))].map(async (victim): Promise<FollowUp[]> => {
      const { request, loaded } = await linkedOf(victim, reads);
      const migrant = await reads.load(migrantOf(victim));
      const deaths = deathsOf(victim, request, { ...loaded, migrant }).map(({ death }) => death);
      if (confirmedBy(deaths) === diedBy(state, victim)) return [];
      // What the command must know of the other records; nothing where a person has one record only.
      const linked = request.linked!.links.length === 0 ? {} : request;
      return [{ category: "case", id, command: "NoteVictimDeath", data: { victim, ...linked } }];
    }),
  );
  return sent.flat();
}
