import { isDeepStrictEqual } from "node:util";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { typeRead } from "../event-sourcing/stored-event/correction.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { ProcessManager, ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { IdentityDetailsRecorded, PersonRegistered } from "../person/person.events.js";
import { personOf } from "../person/person.js";
import { rulesOf } from "../rules/rule-set.js";
import { clearedJourney, i1LostGrounds, type ClearedJourney } from "./clearance-review.js";
import { ClearanceGranted } from "./migrant.events.js";
import { migrantOf, type Migrant } from "./migrant.js";

/**
 * When something changed on which a clearance rests, then it is judged anew (I1): the birth date was recorded anew or
 * corrected, a document was rejected or verified, a fact of the journey was corrected. When a clearance was granted while
 * the birth date was being changed, then as well. What is found follows from the streams as they are by then.
 */
export const clearanceReviewProcessManager: ProcessManager = {
  name: "migrant-clearance-review",
  when: ["ClearanceGranted", "DocumentRejected", "DocumentVerified", "IdentityDetailsRecorded", "FactCorrected"],
  async thenSend(event, reads) {
    const [category, id] = splitStream(event.stream);
    if (category !== "person" && category !== "migrant") return [];
    const state = await reads.load(migrantOf(id));
    const journey = clearedJourney(state);
    if (!journey || !(await concerns(event, id, state, journey, reads))) return [];
    return [{ category: "migrant", id, command: "ReviewClearance", data: { journey: journey.id } }];
  },
};

/** Whether the clearance may be judged otherwise by what has happened. */
async function concerns(
  event: EventRecord,
  id: string,
  state: Migrant,
  journey: ClearedJourney,
  reads: ProcessReads,
): Promise<boolean> {
  if (event.stream.startsWith("person-")) return tellsOfBirth(event);
  if (event.type === ClearanceGranted.type) {
    const read = event.basedOn.find(({ stream }) => stream === `person-${id}`);
    return read !== undefined && read.revision < (await reads.loadAt(personOf(id))).revision;
  }
  const grounds = i1LostGrounds(state, journey, {
    documents: await reads.load(rulesOf("PLACEMENT_DOCUMENTS")),
    destinations: await reads.load(rulesOf("DESTINATIONS")),
    // The birth date is sealed: nothing of this stream changes it.
    birthDate: { unproven: "NOT_OPEN" },
  });
  const known = (journey.clearance.review?.grounds ?? []).filter(({ what }) => what !== "AGE");
  return !isDeepStrictEqual(grounds, known);
}

function tellsOfBirth(event: EventRecord): boolean {
  const type = typeRead(event);
  if (type !== PersonRegistered.type && type !== IdentityDetailsRecorded.type) return false;
  // What a correction changed of the sealed fields can't be told from outside.
  return event.type !== IdentityDetailsRecorded.type || event.facts["birthYear"] !== undefined;
}
