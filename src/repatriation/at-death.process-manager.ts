import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { FollowUp, ProcessManager, ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { deathsOf, linkedOf } from "../migrant/deaths-on-records.js";
import { migrantOf } from "../migrant/migrant.js";
import { recordsOf } from "../person/one-human-being.js";
import { casesOf, type Case } from "./cases-of-person.js";
import { cameHome } from "./repatriation.state.js";
import { repatriationOf } from "./repatriation.js";

/**
 * When a death was confirmed, then the journeys home of the living person are cancelled (I5). When a report of a death
 * was withdrawn, then those go on, and remains are not brought home (I6). When a repatriation was requested while
 * either was being recorded, then it is cancelled as well: the request was decided on a migrant's history without the
 * news, as its `basedOn` shows. A link that a second officer confirmed makes a death that of all records of the human
 * being; when it is undone, it is theirs no longer. What is sent follows from the streams as they are by then,
 * whichever event came first.
 */
export const atDeathProcessManager: ProcessManager = {
  name: "repatriation-at-death",
  when: [
    "DeathConfirmed",
    "DeathReportWithdrawn",
    "RepatriationRequested",
    "IdentityLinkConfirmed",
    "IdentitiesUnlinked",
  ],
  async thenSend(event, reads) {
    const [category, id] = splitStream(event.stream);
    if (category === "repatriation") return followUps({ id, state: await reads.load(repatriationOf(id)) }, reads);
    const persons = category === "identityLink" ? event.subjects.map(({ person }) => person) : [id];
    const found = await Promise.all(
      persons.map(async (person) => {
        const { request, loaded } = await linkedOf(person, reads);
        return [person, ...recordsOf(person, request, loaded, true)];
      }),
    );
    const cases = (await Promise.all([...new Set(found.flat())].map((person) => casesOf(person, reads)))).flat();
    return (await Promise.all(cases.map((each) => followUps(each, reads)))).flat();
  },
};

async function followUps({ id, state }: Case, reads: ProcessReads): Promise<FollowUp[]> {
  const person = state.person!;
  const { request, loaded } = await linkedOf(person, reads);
  const deaths = deathsOf(person, request, { ...loaded, migrant: await reads.load(migrantOf(person)) });
  // What the command must know of the other records; nothing where a person has one record only.
  const linked = request.linked!.links.length === 0 ? {} : request;
  const send = (command: string, reason: string): FollowUp[] => [
    { category: "repatriation", id, command, data: { reason, ...linked } },
  ];
  if (state.kind === "REMAINS") {
    if (state.status === "OPEN" && !deaths.some(({ death }) => death))
      return send("CancelRepatriation", "DEATH_REPORT_WITHDRAWN");
    return [];
  }
  const dead = deaths.some(({ death }) => death?.status === "CONFIRMED");
  if (dead && state.status === "OPEN" && !cameHome(state)) return send("CancelRepatriation", "DEATH");
  if (!dead && state.status === "CANCELLED" && state.ended?.reason === "DEATH")
    return send("ReinstateRepatriation", "DEATH_REPORT_WITHDRAWN");
  return [];
}
