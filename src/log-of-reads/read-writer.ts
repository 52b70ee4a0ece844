import { failureInWords } from "../event-sourcing/failure.js";
import { createHash } from "node:crypto";
import { v4 as uuidv4, v7 as uuidv7 } from "uuid";
import type { Clock } from "../event-sourcing/clock.js";
import { streamOf } from "../event-sourcing/deciding/decider.js";
import {
  canonicalBytes,
  hashOf,
  STORED_FORMAT,
  type Actor,
  type Envelope,
} from "../event-sourcing/stored-event/envelope.js";
import { newEvent, type NewEvent } from "../event-sourcing/stored-event/event-definition.js";
import {
  StoreUnavailable,
  type EventStore,
  type RawEvent,
  type ReadyEvent,
} from "../event-sourcing/stored-event/event-store.js";
import { instant } from "../event-sourcing/stored-event/occurred-at.js";
import type { FieldSealing } from "../event-sourcing/stored-event/personal-field.js";
import { LIMITS } from "../limits.js";
import { RecentlyUsed } from "../privacy/recently-used.js";
import type { ReadEntry } from "./read-log.js";
import { IdsListed, LogOfReadsBegun, READS, readsRegistry, RequestAnswered, RequestRefused } from "./reads.events.js";

export interface ReadWriterOptions {
  readonly store: EventStore;
  readonly sealing: Pick<FieldSealing, "fingerprint">;
  readonly clock: Clock;
  /** An embedded store is written by one process at a time, which goes on with the newest stream; others begin one. */
  readonly profile: "embedded" | "cluster";
  readonly host: string;
}

export interface ReadWriter {
  /** Resolves once the entry is durable. @throws StoreUnavailable */
  write(entry: ReadEntry): Promise<void>;
}

/** One append takes so many at most; EventStoreDB takes no more than 1 MiB at once. */
const TOGETHER = 256;
const BYTES_TOGETHER = 512 * 1024;
/** Lists remembered; one that is forgotten is written once more. */
const LISTS = 10_000;

type Opening = Pick<Envelope, "actor" | "purpose" | "lawfulBasis">;
type Fingerprint = Envelope["fingerprint"];

interface Waiting {
  readonly event: NewEvent;
  /** Ids that the event names by their list alone. */
  readonly listed: { readonly list: string; readonly event: NewEvent } | undefined;
  readonly request: string;
  readonly by: Opening;
  readonly fingerprint: Fingerprint;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Where a stream ends. */
interface End {
  readonly revision: number;
  readonly hash: string | null;
  readonly recordedAt: string;
}

const EMPTY: End = { revision: -1, hash: null, recordedAt: "" };

const BY_THE_LOG: Opening = {
  actor: {
    kind: "PROCESS_MANAGER",
    id: "log-of-reads",
    onBehalfOf: null,
    agency: null,
    role: "PROCESS_MANAGER",
  } satisfies Actor,
  purpose: "AUDIT",
  lawfulBasis: "LEGAL_OBLIGATION",
};

/**
 * Writes this instance's stream of the log of reads. Each event holds the hash of the one before, so one append is
 * under way at a time; what comes meanwhile goes with the next, and each waits for the disk once or twice, however many
 * come.
 */
export function readWriter({ store, sealing, clock, profile, host }: ReadWriterOptions): ReadWriter {
  let stream = streamOf(READS, uuidv4());
  let end: End | undefined;
  /** An append failed, and may have taken effect all the same. */
  let unsure = false;
  let writing = false;
  const waiting: Waiting[] = [];
  /** Lists that the stream has, as far as this process wrote them and knows so. */
  const lists = new RecentlyUsed<true>(LISTS);

  async function writeAll(): Promise<void> {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      let taken: Waiting[] = [];
      try {
        let from = await findEnd();
        if (from.revision < 0) from = await begin(from);
        const group = takeGroup(from);
        taken = group.taken;
        await append(from, group);
        for (const list of group.lists) lists.set(list, true);
        for (const { resolve } of taken) resolve();
      } catch (error) {
        unsure = true;
        const failed = taken.length > 0 ? taken : waiting.splice(0);
        for (const { reject } of failed) reject(unavailable(error));
      }
    }
    writing = false;
  }

  /** Where the stream ends: looked up at first, and after a failure; what was written before is not read again. */
  async function findEnd(): Promise<End> {
    if (end === undefined) {
      const newest = profile === "embedded" ? await store.newest() : undefined;
      if (newest !== undefined) stream = newest.stream;
      end = newest === undefined ? EMPTY : endAt(newest);
    } else if (unsure) {
      const found = (await store.readStream(stream, Math.max(end.revision, 0))).at(-1);
      if (found !== undefined) end = endAt(found);
    }
    unsure = false;
    return end;
  }

  async function begin(from: End): Promise<End> {
    const now = clock.now();
    const facts = { profile, host };
    const event = newEvent(LogOfReadsBegun, { subjects: [], occurredAt: instant(now), facts });
    const fingerprint = await sealing.fingerprint(canonicalBytes(facts), now);
    const made = ready({ event, request: uuidv4(), by: BY_THE_LOG, fingerprint }, from);
    return append(from, { events: [made.event], end: made.end });
  }

  /** As many of those that wait as go into one append. */
  function takeGroup(from: End) {
    const events: ReadyEvent[] = [];
    const taken: Waiting[] = [];
    const listed = new Set<string>();
    let at = from;
    let bytes = 0;
    while (waiting.length > 0 && taken.length < TOGETHER) {
      const next = waiting[0]!;
      const list = next.listed;
      const isNew = list !== undefined && !listed.has(list.list) && lists.get(list.list) === undefined;
      const before = isNew ? [ready({ ...next, event: list.event }, at)] : [];
      const made = [...before, ready(next, before[0]?.end ?? at)];
      bytes += made.reduce((sum, { event }) => sum + event.bytes.byteLength, 0);
      if (taken.length > 0 && bytes > BYTES_TOGETHER) break;
      at = made.at(-1)!.end;
      events.push(...made.map(({ event }) => event));
      if (isNew) listed.add(list.list);
      taken.push(waiting.shift()!);
    }
    return { events, taken, lists: listed, end: at };
  }

  async function append(from: End, group: { readonly events: readonly ReadyEvent[]; readonly end: End }): Promise<End> {
    await store.append(stream, from.revision, group.events);
    return (end = group.end);
  }

  function ready(
    { event, request, by, fingerprint }: Pick<Waiting, "event" | "request" | "by" | "fingerprint">,
    before: End,
  ): { event: ReadyEvent; end: End } {
    const now = clock.now();
    const recordedAt = before.recordedAt > now ? before.recordedAt : now;
    const { type, facts, subjects, occurredAt } = event;
    const revision = before.revision + 1;
    const envelope: Envelope = {
      format: STORED_FORMAT,
      stream,
      revision,
      id: uuidv7(),
      type,
      schema: readsRegistry.definition(type).version,
      subjects,
      commandId: request,
      fingerprint,
      correlation: request,
      causation: null,
      actor: by.actor,
      purpose: by.purpose,
      lawfulBasis: by.lawfulBasis,
      basedOn: [],
      corrects: null,
      occurredAt,
      recordedAt,
      facts,
      sealed: [],
      previous: before.hash,
    };
    const bytes = canonicalBytes(envelope);
    return { event: { id: envelope.id, type, bytes }, end: { revision, hash: hashOf(bytes), recordedAt } };
  }

  return {
    async write(entry) {
      const now = clock.now();
      const listed = listOf(entry, now);
      if (listed !== undefined) readsRegistry.assertValid(listed.event);
      const event = eventOf(entry, listed?.list, now);
      readsRegistry.assertValid(event);
      const fingerprint = await sealing
        .fingerprint(canonicalBytes(event.facts), now)
        .catch((error: unknown) => Promise.reject(unavailable(error)));
      const { request, actor, purpose, lawfulBasis } = entry;
      const by = { actor, purpose, lawfulBasis };
      await new Promise<void>((resolve, reject) => {
        waiting.push({ event, listed, request, by, fingerprint, resolve, reject });
        void writeAll();
      });
    },
  };
}

/** Of an answer of more ids than its own event holds. The same ids have one name, in whichever order they stood. */
function listOf(entry: ReadEntry, now: string): Waiting["listed"] {
  if (entry.outcome === "refused" || entry.ids.length <= LIMITS.idsInEntry.most) return undefined;
  const ids = entry.ids.slice(0, LIMITS.idsAnswered.most).toSorted();
  const list = createHash("sha256").update(ids.join()).digest("base64url");
  return { list, event: newEvent(IdsListed, { subjects: [], occurredAt: instant(now), facts: { list, ids } }) };
}

function eventOf(entry: ReadEntry, list: string | undefined, now: string): NewEvent {
  const subjects = entry.persons.map((person) => ({ person, role: "READ" }));
  const asked = entry.asked.slice(0, LIMITS.idsAsked.most);
  const { route, status } = entry;
  const occurredAt = instant(now);
  if (entry.outcome === "refused") {
    const facts = { route, status, asked, rule: entry.rule };
    return newEvent(RequestRefused, { subjects, occurredAt, facts });
  }
  const { ids, classes, by } = entry;
  const named = list === undefined ? { ids: [...ids] } : { ids: [], list };
  const given = { ...named, count: ids.length, classes: [...classes] };
  const facts = { route, status, asked, ...given, by: [...by] };
  return newEvent(RequestAnswered, { subjects, occurredAt, facts });
}

function endAt({ revision, bytes }: RawEvent): End {
  const { recordedAt } = JSON.parse(Buffer.from(bytes).toString("utf8")) as Envelope;
  return { revision, hash: hashOf(bytes), recordedAt };
}

/** Whatever it was, the entry is not known to be there. */
function unavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  return new StoreUnavailable(`the log of reads can't be written: ${failureInWords(error)}`, { cause: error });
}
