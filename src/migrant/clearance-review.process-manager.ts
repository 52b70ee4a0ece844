import { isDeepStrictEqual } from "node:util";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { typeRead } from "../event-sourcing/stored-event/correction.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { FollowUp, ProcessManager, ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { recordsOf } from "../person/one-human-being.js";
import { IdentityDetailsRecorded, PersonRegistered } from "../person/person.events.js";
import { personOf } from "../person/person.js";
import { rulesOf } from "../rules/rule-set.js";
import { clearedJourney, i1LostGrounds, isOfBirthDate, type ClearedJourney } from "./clearance-review.js";
import { linkedOf } from "./deaths-on-records.js";
import { ClearanceGranted } from "./migrant.events.js";
import { migrantOf, type Migrant } from "./migrant.js";

/**
 * When something changed on which a clearance rests, then it is judged anew (I1): the birth date was recorded anew or
 * corrected, on whichever record of the human being; a second officer confirmed a link to another record, or it was
 * undone; a document was rejected or verified; a fact of the journey was corrected. When a clearance was granted while
 * the birth date was being changed, then as well. What is found follows from the streams as they are by then.
 */
export const clearanceReviewProcessManager: ProcessManager = {
  name: "migrant-clearance-review",
  when: [
    "ClearanceGranted",
    "DocumentRejected",
    "DocumentVerified",
    "IdentityDetailsRecorded",
    "IdentityLinkConfirmed",
    "IdentitiesUnlinked",
    "FactCorrected",
  ],
  async thenSend(event, reads) {
    const [category, id] = splitStream(event.stream);
    if (category === "migrant") return followUps(id, reads, (found) => concerns(event, found, reads));
    const persons = category === "person" ? (tellsOfBirth(event) ? [id] : []) : endsOf(event, category);
    const others = await Promise.all(persons.map(async (person) => (await recordsBeside(person, reads)).records));
    const records = [...new Set([...persons, ...others.flat()])];
    return (await Promise.all(records.map((record) => followUps(record, reads)))).flat();
  },
};

/** What is known of a migrant with clearance, and of their other records. */
interface Found {
  readonly id: string;
  readonly state: Migrant;
  readonly journey: ClearedJourney;
  readonly records: readonly string[];
}

async function followUps(
  id: string,
  reads: ProcessReads,
  concerned: (found: Found) => Promise<boolean> = async () => true,
): Promise<FollowUp[]> {
  const state = await reads.load(migrantOf(id));
  const journey = clearedJourney(state);
  if (!journey) return [];
  const { request, records } = await recordsBeside(id, reads);
  if (!(await concerned({ id, state, journey, records }))) return [];
  // What the command must know of the other records; nothing where a person has one record only.
  const linked = request.linked!.links.length === 0 ? {} : request;
  return [{ category: "migrant", id, command: "ReviewClearance", data: { journey: journey.id, ...linked } }];
}

async function recordsBeside(person: string, reads: ProcessReads) {
  const { request, loaded } = await linkedOf(person, reads);
  return { request, records: recordsOf(person, request, loaded, true) };
}

/** The records of a link; nobody's, of any other stream. */
function endsOf({ subjects }: EventRecord, category: string): string[] {
  return category === "identityLink" ? subjects.map(({ person }) => person) : [];
}

/** Whether the clearance may be judged otherwise by what has happened in the migrant's own stream. */
async function concerns(event: EventRecord, found: Found, reads: ProcessReads): Promise<boolean> {
  const { state, journey } = found;
  if (event.type === ClearanceGranted.type) return changedMeanwhile(event, found, reads);
  const grounds = i1LostGrounds(state, journey, {
    documents: await reads.load(rulesOf("PLACEMENT_DOCUMENTS")),
    destinations: await reads.load(rulesOf("DESTINATIONS")),
    // The birth date is sealed: nothing of this stream changes it.
    birthDate: { unproven: "NOT_OPEN" },
  });
  const known = (journey.clearance.review?.grounds ?? []).filter((ground) => !isOfBirthDate(ground));
  return !isDeepStrictEqual(grounds, known);
}

/** Whether a record of the person is there now on which the clearance was not decided, or not as it is. */
async function changedMeanwhile({ basedOn }: EventRecord, { id, records }: Found, reads: ProcessReads) {
  const changed = await Promise.all(
    [id, ...records].map(async (record) => {
      const read = basedOn.find(({ stream }) => stream === `person-${record}`);
      return read === undefined || read.revision < (await reads.loadAt(personOf(record))).revision;
    }),
  );
  return changed.includes(true);
}

function tellsOfBirth(event: EventRecord): boolean {
  const type = typeRead(event);
  if (type !== PersonRegistered.type && type !== IdentityDetailsRecorded.type) return false;
  // What a correction changed of the sealed fields can't be told from outside.
  return event.type !== IdentityDetailsRecorded.type || event.facts["birthYear"] !== undefined;
}
