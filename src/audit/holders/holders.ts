import { Temporal } from "temporal-polyfill";
import { currentCaller } from "../../access/current-caller.js";
import { brokenGlassView, type BrokenGlass } from "../../access/broken-glass.view.js";
import { sightKey } from "../../access/need-to-know.view.js";
import { permits } from "../../access/policy.js";
import { agenciesView, type AgencyDocument } from "../../agency/agencies.view.js";
import { AgencyEnded } from "../../agency/agency.events.js";
import type { DeclaredDeadline } from "../../deadlines/declared-deadline.js";
import { dueDeadlinesView, type DeadlineDocument } from "../../deadlines/due-deadlines.view.js";
import { readableDeadlines } from "../../deadlines/readable-deadlines.js";
import { splitStream } from "../../event-sourcing/deciding/decider.js";
import { hashOf } from "../../event-sourcing/stored-event/envelope.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import type { EventStore } from "../../event-sourcing/stored-event/event-store.js";
import { UnreadableEvent, type EventRegistry } from "../../event-sourcing/stored-event/registry.js";
import { ViewBehind } from "../../event-sourcing/projecting/read-model.js";
import type { Views } from "../../http/views.js";
import { LIMITS } from "../../limits.js";
import type { ReadLog, RecordedRead } from "../../log-of-reads/read-log.js";
import type { Masked } from "../../privacy/masking.js";
import { referralsView, type ReferralDocument } from "../../referral/referrals.view.js";
import { openStreams } from "../open-streams.js";
import { knownBy, replay, type Moment } from "../replay.js";
import type { UnreadEvent } from "../trail.js";
import { referralRow } from "./asked-of-others.js";
import {
  emergencyRows,
  holderRows,
  lanesBeside,
  lanesOf,
  type HolderRow,
  type Lane,
  type RowSources,
} from "./holder-rows.js";
import { holdingsOf, type EndOfAgency } from "./holdings.js";
import { MEANINGS } from "./meanings.js";
import { deadlineRow } from "./owed.js";
import { readersOf, type ReadersBetween } from "./readers.js";

export interface HolderSources {
  readonly views: Views;
  readonly registry: EventRegistry;
  readonly store: EventStore;
  readonly reads: Pick<ReadLog, "of" | "caughtUp">;
  readonly declaredDeadlines: readonly DeclaredDeadline[];
}

/** Who had some work, as far as the caller sees it. */
export interface Holders {
  readonly rows: readonly HolderRow[];
  readonly lanes: readonly Lane[];
  /** How many repatriations that a case opened are out of the caller's sight. */
  readonly hidden: number;
  /** Events that perhaps had happened by `asOf`, and are left out. */
  readonly possible: number;
  /** False where there are more reads than are told of: then the oldest are missing. */
  readonly readsComplete: boolean | Masked;
  readonly unreadable: readonly UnreadEvent[];
}

const HIDDEN: Masked = { masked: "hidden" };
const READS_PAGE = 500;

/**
 * Who had the work of these streams, and of those that they opened.
 * @param streams names of work that the caller may see
 * @param persons whose emergency accesses are told beside those who are subjects of the work
 * @param now ISO 8601, UTC
 * @throws ViewBehind when the log of reads has not come far enough, for who may read it
 */
export async function holdersOf(
  sources: HolderSources,
  streams: readonly string[],
  persons: readonly string[],
  moment: Moment,
  now: string,
): Promise<Holders> {
  const { views } = sources;
  const own = await Promise.all(streams.map((stream) => historyOf(sources, stream, moment)));
  const opened = [...new Set(own.flatMap(({ known }) => known.flatMap(openedBy)))].filter(
    (stream) => !streams.includes(stream),
  );
  const isOpen = await openStreams(
    views,
    opened.map((stream) => ({ stream })),
  );
  const seen = opened.filter((stream) => isOpen({ stream }));
  const others = await Promise.all(seen.map((stream) => historyOf(sources, stream, moment)));
  const all = [...own, ...others].filter(({ history }) => history.length > 0);
  const subjects = [
    ...new Set([...persons, ...all.flatMap(({ known }) => known.flatMap((event) => event.subjects.map(personOf)))]),
  ];
  const emergencies = await emergenciesOf(sources, subjects, moment);
  const works = [...own, ...others].map(({ stream }) => stream);
  const referrals = await referralsOf(sources, works, persons, moment);
  const deadlines = await deadlinesOf(sources, works, persons, moment);
  const agencies = await agenciesIn(views, [...all, ...referrals, ...deadlines], emergencies);
  const ended = await endsOf(sources, agencies, moment, now);
  const holdings = all.map(({ stream, history }) => holdingsOf(stream, history, ended));
  const reads = await readsOf(sources, all);
  const rowSources: RowSources = {
    now,
    agencies,
    titleOf: (type) => sources.registry.titleOf(type),
    readersOf: (stream) => reads.byStream.get(stream) ?? null,
  };
  const beside = [
    ...referrals.flatMap(({ stream, history }) => referralRow(stream, history, rowSources)),
    ...deadlines.flatMap(({ stream, history }) => deadlineRow(stream, history, rowSources)),
  ];
  const rows = [...holderRows(holdings, rowSources), ...beside, ...emergencyRows(emergencies, rowSources)];
  return {
    rows: rows.toSorted((a, b) => (a.from.at === b.from.at ? 0 : a.from.at < b.from.at ? -1 : 1)),
    lanes: [...lanesOf(holdings, rowSources), ...lanesBeside(rows, rowSources)],
    hidden: opened.length - seen.length,
    possible: [...all, ...referrals, ...deadlines].reduce((sum, { possible }) => sum + possible, 0),
    readsComplete: reads.complete,
    unreadable: [...all, ...referrals, ...deadlines].flatMap(({ unreadable }) => unreadable),
  };
}

interface History {
  readonly stream: string;
  /** As it happened, corrected, by the moment. */
  readonly history: readonly EventRecord[];
  /** In the order recorded. */
  readonly known: readonly EventRecord[];
  readonly possible: number;
  readonly unreadable: readonly UnreadEvent[];
}

/** The events of a stream as they are: what they come to is said of them all together. */
const AS_EVENTS = { initial: null, evolve: () => null };

async function historyOf({ store, registry }: HolderSources, stream: string, moment: Moment): Promise<History> {
  const recorded: EventRecord[] = [];
  const unreadable: UnreadEvent[] = [];
  for (const raw of await store.readStream(stream))
    try {
      recorded.push(registry.read(raw));
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      const { revision, number, type, bytes } = raw;
      unreadable.push({ stream, revision, number, type, hash: hashOf(bytes) });
    }
  const { events: history, possibly } = replay(AS_EVENTS, recorded, moment);
  const known = knownBy(recorded, moment.knownAt ?? {});
  return { stream, history, known, possible: possibly.length, unreadable };
}

function openedBy({ type, facts }: EventRecord): string[] {
  const opens = MEANINGS[type]?.opens;
  return opens === undefined ? [] : [`${opens.category}-${facts[opens.id] as string}`];
}

function personOf({ person }: { readonly person: string }): string {
  return person;
}

/** What was asked of other agencies about this work, or these persons themselves; as far as the caller sees it. */
async function referralsOf(
  sources: HolderSources,
  works: readonly string[],
  persons: readonly string[],
  moment: Moment,
): Promise<readonly History[]> {
  const idsOf = (category: string) =>
    works.flatMap((stream) => (splitStream(stream)[0] === category ? splitStream(stream)[1] : []));
  const found = [
    ...(await allOf<ReferralDocument>(sources, referralsView.name, { field: "case", in: idsOf("case") })),
    ...(await allOf<ReferralDocument>(sources, referralsView.name, {
      field: "repatriation",
      in: idsOf("repatriation"),
    })),
    ...(await allOf<ReferralDocument>(sources, referralsView.name, { field: "persons", hasAny: persons })).filter(
      ({ person }) => person !== null && persons.includes(person),
    ),
  ].map(({ id }) => ({ stream: `referral-${id}` }));
  const isOpen = await openStreams(sources.views, found);
  return inOrder(await Promise.all(found.filter(isOpen).map(({ stream }) => historyOf(sources, stream, moment))));
}

/** What was owed in this work, or to these persons: of that which the caller's role may read. */
async function deadlinesOf(
  sources: HolderSources,
  works: readonly string[],
  persons: readonly string[],
  moment: Moment,
): Promise<readonly History[]> {
  const matters = [...works.map((stream) => splitStream(stream)[1]), ...persons];
  const found = await allOf<DeadlineDocument>(sources, dueDeadlinesView.name, { field: "matter", in: matters });
  const isFor = readableDeadlines(sources.declaredDeadlines, currentCaller());
  return inOrder(await Promise.all(found.filter(isFor).map(({ id }) => historyOf(sources, `deadline-${id}`, moment))));
}

/** What began at the same time stands as it was recorded, not by its id. */
function inOrder(all: readonly History[]): readonly History[] {
  const begun = ({ history }: History) => history[0]?.number ?? 0;
  return all.toSorted((a, b) => begun(a) - begun(b));
}

/** All documents that a list of ids finds. */
async function allOf<D extends object>(
  { views: { readModel } }: HolderSources,
  view: string,
  condition: { readonly field: string } & ({ readonly in: readonly string[] } | { readonly hasAny: readonly string[] }),
): Promise<readonly D[]> {
  if (("in" in condition ? condition.in : condition.hasAny).length === 0) return [];
  const documents: D[] = [];
  let after: string | undefined;
  do {
    const page = await readModel.find<D>(view, { where: [condition], limit: READS_PAGE, after });
    documents.push(...page.documents);
    after = page.next;
  } while (after !== undefined);
  return documents;
}

/** Events of the persons' files that tell of emergency access, of those whose files the caller sees. */
async function emergenciesOf(
  sources: HolderSources,
  persons: readonly string[],
  moment: Moment,
): Promise<readonly EventRecord[]> {
  if (persons.length === 0) return [];
  const { readModel, sight } = sources.views;
  const found = new Set<string>();
  let after: string | undefined;
  do {
    const where = [{ field: "person", in: persons }];
    const page = await readModel.find<BrokenGlass>(brokenGlassView.name, { where, limit: READS_PAGE, after });
    for (const { person } of page.documents) found.add(person);
    after = page.next;
  } while (after !== undefined);
  if (found.size === 0) return [];
  const keys = [...found].map((person) => sightKey("person", person));
  const seen = await sight.seen(currentCaller(), keys, "whole");
  const streams = await Promise.all([...seen].map((stream) => historyOf(sources, stream, moment)));
  return streams.flatMap(({ history }) => history);
}

/** Agencies that the histories name as having something, or that acted; and those that took over from them. */
async function agenciesIn(
  { readModel }: Views,
  all: readonly History[],
  emergencies: readonly EventRecord[],
): Promise<ReadonlyMap<string, AgencyDocument>> {
  const known = new Map<string, AgencyDocument>();
  const events = [...all.flatMap(({ history }) => history), ...emergencies];
  let next = [
    ...new Set(
      events.flatMap(({ actor, facts }) =>
        [actor.agency, facts["agency"], facts["to"]].filter((id): id is string => typeof id === "string"),
      ),
    ),
  ];
  while (next.length > 0) {
    const found = await readModel.getMany<AgencyDocument>(agenciesView.name, next);
    for (const agency of found) known.set(agency.id, agency);
    next = found.flatMap(({ successors }) => successors).filter((id) => !known.has(id));
  }
  return known;
}

/** Of the agencies that have ended by now, and were known to by then: when, and who took over. */
async function endsOf(
  sources: HolderSources,
  agencies: ReadonlyMap<string, AgencyDocument>,
  moment: Moment,
  now: string,
): Promise<ReadonlyMap<string, EndOfAgency>> {
  const ends = new Map<string, EndOfAgency>();
  for (const { id, validTo, zone } of agencies.values()) {
    if (validTo === null) continue;
    // It ends on the day that was named, whenever that was recorded.
    const { history } = await historyOf(sources, `agency-${id}`, { knownAt: moment.knownAt });
    const event = history.findLast(({ type }) => type === AgencyEnded.type);
    if (event === undefined) continue;
    const { on, successors } = event.facts as { on: string; successors: readonly string[] };
    const at = new Date(Temporal.PlainDate.from(on).toZonedDateTime(zone).epochMilliseconds).toISOString();
    if (at <= now) ends.set(id, { mark: { at, place: -1, event }, successors });
  }
  return ends;
}

interface Reads {
  readonly byStream: ReadonlyMap<string, ReadersBetween>;
  readonly complete: boolean | Masked;
}

/**
 * Who read these streams: told to who may read that of a person, and of no stream in which a person is sealed from
 * them, as who looks at a sealed file is not told to whom it is sealed from.
 */
async function readsOf({ reads, views }: HolderSources, all: readonly History[]): Promise<Reads> {
  const caller = currentCaller();
  const byStream = new Map<string, ReadersBetween>();
  if (!permits("READS_AUDIT", caller.role, caller.jurisdiction.kind)) return { byStream, complete: HIDDEN };
  const persons = (history: History) => history.known.flatMap((event) => event.subjects.map(personOf));
  const sealed = await views.sight.sealedFrom(caller, [...new Set(all.flatMap(persons))]);
  const told = all.filter((each) => !persons(each).some((person) => sealed.has(person)));
  if (told.length === 0) return { byStream, complete: HIDDEN };
  if (!(await reads.caughtUp())) throw new ViewBehind();
  let complete = true;
  for (const { stream } of told) {
    const [, id] = splitStream(stream);
    const found: RecordedRead[] = [];
    let after: string | undefined;
    do {
      const limit = Math.min(READS_PAGE, LIMITS.readsOfHolders.most - found.length);
      const page = await reads.of(id, { limit, after });
      found.push(...page.reads);
      after = page.next;
    } while (after !== undefined && found.length < LIMITS.readsOfHolders.most);
    if (after !== undefined) complete = false;
    byStream.set(stream, await readersOf(views.readModel, found));
  }
  return { byStream, complete };
}
