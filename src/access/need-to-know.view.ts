import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { withdrawnBy } from "../event-sourcing/stored-event/withdrawal.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { concealed, type Concealed } from "./concealed.js";
import {
  agencyToken,
  revocableSightOf,
  revocableSightOfSubject,
  rolesIn,
  withLastingSightOf,
  withLastingSightOfSubject,
  withRecording,
  type SightTokens,
} from "./sight-tokens.js";
import { withEnds, withStays, type Stay, type StayEnd } from "./stays.js";
import { partsIn, workAfter, type Work } from "./work.js";

/**
 * Who may see a person, case, repatriation, referral, outreach, file or link; under the name of its stream, a migrant under the person's.
 * Of a company, which is in a public register, who may see a name that is not public.
 */
export interface NeedToKnow {
  readonly id: string;
  /** By what it is seen for good. */
  readonly sight: SightTokens;
  /** By what it is seen until an event is withdrawn. */
  readonly revocable: readonly RevocableSight[];
  /** By which places it is seen for a time. */
  readonly stays: readonly Stay[];
  /** Parts of journeys that are over. */
  readonly ends: readonly StayEnd[];
  /** `agency:<uuid>` of those whose officers recorded something of its own. */
  readonly recordedBy: SightTokens;
  /** Persons concerned: what is sealed of one of them seals the whole. */
  readonly persons: readonly string[];
  /** Of a case, a repatriation or a referral: who has it, and who takes part. */
  readonly work?: Work | undefined;
  /**
   * Of a person or company: the cases, repatriations and referrals that they were ever brought into; of a file, a case
   * or a repatriation: the referrals that shared it.
   */
  readonly works: readonly string[];
  /** True once something of its own is recorded: a person who was only named isn't there. */
  readonly exists: boolean;
}

/** What an event, and its corrections, grant until it is withdrawn. */
export interface RevocableSight {
  /** Id of the event. */
  readonly event: string;
  readonly tokens: SightTokens;
}

/**
 * The tokens by which something is seen now, for good or until an event is withdrawn. A document of an earlier version
 * of the view, which serves until this one is built, has all of them in `sight`.
 */
export function standingSight({
  sight,
  revocable = [],
}: Pick<NeedToKnow, "sight"> & Partial<Pick<NeedToKnow, "revocable">>): SightTokens {
  return revocable.length === 0 ? sight : [...sight, ...revocable.flatMap(({ tokens }) => tokens)];
}

/** The name under which the need to know something stands. */
export function sightKey(category: Concealed | "company", id: string): string {
  return `${category === "migrant" ? "person" : category}-${id}`;
}

export const needToKnowView: Projection<NeedToKnow> = {
  name: "need-to-know",
  version: 4,
  types: "all",
  order: "recorded",
  indexes: [],
  ids(event) {
    const own = ownKey(event);
    if (own === undefined) return [];
    const persons = event.subjects
      .filter(({ role }) => role !== COMPANY)
      .map(({ person }) => sightKey("person", person));
    return [...new Set([own, ...persons, ...partsIn(event).map(({ of }) => of)])];
  },
  evolve(document, event, id) {
    const before = document ?? { id, ...NOTHING_KNOWN };
    const own = ownKey(event)!;
    if (own === id) {
      const work = workAfter(before.work, event);
      const after: NeedToKnow = {
        ...before,
        sight: withLastingSightOf(before.sight, event),
        revocable: withRevocable(before.revocable, event, revocableSightOf(event)),
        stays: withStays(before.stays, event, own, null),
        ends: withEnds(before.ends, event),
        recordedBy: withRecording(before.recordedBy, event),
        persons: withPersons(before.persons, id, event),
        ...(work && { work }),
        exists: true,
      };
      return document && isSame(document, after) ? document : after;
    }
    const subject = splitStream(id)[1];
    const sight = withLastingSightOfSubject(before.sight, event, subject);
    const revocable = withRevocable(before.revocable, event, revocableSightOfSubject(event, subject));
    const stays = withStays(before.stays, event, own, rolesIn(event, subject));
    const seen = { ...before, sight, revocable, stays };
    if (broughtIn(seen, event)) return { ...seen, works: [...before.works, own] };
    return document && isSame(document, seen) ? document : seen;
  },
};

/** Most events change nothing of who may see: then no document is written. */
function isSame(before: NeedToKnow, after: NeedToKnow): boolean {
  return (Object.keys(after) as (keyof NeedToKnow)[]).every((name) => before[name] === after[name]);
}

function withPersons(persons: readonly string[], id: string, { subjects }: EventRecord): readonly string[] {
  const concerned = id.startsWith("person-") ? [splitStream(id)[1]] : subjects.map(({ person }) => person);
  const added = concerned.filter((person) => !persons.includes(person));
  return added.length === 0 ? persons : [...persons, ...new Set(added)];
}

function withRevocable(
  before: readonly RevocableSight[],
  event: EventRecord,
  tokens: SightTokens,
): readonly RevocableSight[] {
  const withdrawn = withdrawnBy(event);
  if (withdrawn !== undefined) return before.filter((each) => each.event !== withdrawn);
  if (tokens.length === 0) return before;
  const by = event.corrects?.event ?? event.id;
  const others = before.filter((each) => each.event !== by);
  const known = before.find((each) => each.event === by)?.tokens ?? [];
  return [...others, { event: by, tokens: [...new Set([...known, ...tokens])] }];
}

const NOTHING_KNOWN = {
  sight: [],
  revocable: [],
  stays: [],
  ends: [],
  recordedBy: [],
  persons: [],
  works: [],
  exists: false,
} as const satisfies Omit<NeedToKnow, "id">;

/** What a company is to its own events: no person, though its id stands where a person's does. */
const COMPANY = "COMPANY";

function ownKey({ stream }: EventRecord): string | undefined {
  const [category, id] = splitStream(stream);
  const kept = category === "company" ? category : concealed(category);
  return kept === null ? undefined : sightKey(kept, id);
}

/**
 * Whether an event brings somebody into work that they were not in. A command names nobody whom its caller doesn't see;
 * but anybody may name a company, whose unpublished name the work then shows only if the office that named it knew it.
 */
function broughtIn({ id, sight, works }: NeedToKnow, event: EventRecord): boolean {
  if (works.includes(ownKey(event)!) || !partsIn(event).some(({ of }) => of === id)) return false;
  return !id.startsWith("company-") || agencyToken(event.actor.agency).some((token) => sight.includes(token));
}
