import { agencyOf } from "../agency/in-office.js";
import { splitStream, type Aggregate } from "../event-sourcing/deciding/decider.js";
import type { FollowUp, ProcessManager, ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { FactCorrected } from "../event-sourcing/stored-event/correction.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import { withdrawnBy } from "../event-sourcing/stored-event/withdrawal.js";
import { editionOn, rulesOf } from "../rules/rule-set.js";
import type { RuleContent } from "../rules/kinds.js";
import { countedAt, type Owing, type StartDeadline } from "./owing.js";
import { deadlineAggregate, deadlineOf, isRunning, type Deadline } from "./deadline.js";
import {
  deadlineId,
  startsIn,
  typesOf,
  wantedOf,
  type DeclaredDeadline,
  type Owner,
  type Place,
  type Wanted,
} from "./declared-deadline.js";

/** The declared deadlines of a matter whose rule concerns it. */
interface Concerned {
  readonly declared: DeclaredDeadline;
  /** Id of the matter. */
  readonly matter: string;
}

/** Events by which steps that never happened are withdrawn. */
const WITHDRAWALS = ["CaseStepWithdrawn", "JourneyStepWithdrawn", "RepatriationStepWithdrawn"];

const NO_OFFICE = { zone: "Asia/Jakarta", calendar: "ID" };

/**
 * When something happens in a matter, then its deadlines are brought to what follows from its history: they start, are
 * met, fall away, pass to another office, or are open again, as what ended them was withdrawn. It compares what should
 * be with what is, so facts that come late, corrections and withdrawals need no way of their own.
 */
export function deadlinesProcessManager(all: readonly DeclaredDeadline[]): ProcessManager {
  const histories = historiesOf(all);
  return {
    name: "deadlines",
    when: [...new Set([...all.flatMap(typesOf), ...WITHDRAWALS, FactCorrected.type])],
    async thenSend(event, reads) {
      const found: FollowUp[] = [];
      for (const each of concernedBy(all, event)) found.push(...(await followUps(each, histories, event, reads)));
      return found;
    },
  };
}

/** What the streams of a category have to say of deadlines: one value for each, so that it is folded once. */
function historiesOf(all: readonly DeclaredDeadline[]): ReadonlyMap<string, Aggregate<readonly EventRecord[]>> {
  const types = new Map<string, Set<string>>();
  for (const declared of all)
    for (const category of [declared.category, ...(declared.elsewhere?.categories ?? [])])
      types.set(category, new Set([...(types.get(category) ?? []), ...typesOf(declared)]));
  return new Map(
    [...types].map(([category, own]) => [
      category,
      {
        category,
        events: [],
        initial: [],
        evolve: (events: readonly EventRecord[], event: EventRecord) =>
          own.has(event.type) ? [...events, event] : events,
      },
    ]),
  );
}

function concernedBy(all: readonly DeclaredDeadline[], event: EventRecord): Concerned[] {
  const [category, id] = splitStream(event.stream);
  const changes = event.type === FactCorrected.type || withdrawnBy(event) !== undefined;
  return all.flatMap((declared) => {
    if (!changes && !typesOf(declared).includes(event.type)) return [];
    if (declared.category === category) return [{ declared, matter: id }];
    if (!declared.elsewhere?.categories.includes(category)) return [];
    return [...new Set(event.subjects.map(({ person }) => person))].map((matter) => ({ declared, matter }));
  });
}

async function followUps(
  { declared, matter }: Concerned,
  histories: ReadonlyMap<string, Aggregate<readonly EventRecord[]>>,
  event: EventRecord,
  reads: ProcessReads,
): Promise<FollowUp[]> {
  const load = (stream: string) => {
    const [category, id] = splitStream(stream);
    return reads.load({ aggregate: histories.get(category)!, id });
  };
  const own = await load(`${declared.category}-${matter}`);
  const streams = new Set(
    wantedOf(declared, matter, own).length === 0 ? [] : await declared.elsewhere?.streams(matter, reads),
  );
  if (declared.elsewhere?.categories.includes(splitStream(event.stream)[0])) streams.add(event.stream);
  const others = (await Promise.all([...streams].map(load))).flat();
  const events = others.length === 0 ? own : [...own, ...others].toSorted((a, b) => a.number - b.number);
  const all = wantedOf(declared, matter, events);
  const found = await lapses(declared, startsIn(declared, matter, own), all, event, reads);
  for (const wanted of all) found.push(...(await bring(declared, matter, wanted, reads)));
  return found;
}

/**
 * A deadline falls away if what started it was withdrawn, or is read otherwise now, or if it turns out that another one
 * was open then.
 */
async function lapses(
  { rule }: DeclaredDeadline,
  starts: readonly Place[],
  all: readonly Wanted[],
  event: EventRecord,
  reads: ProcessReads,
): Promise<FollowUp[]> {
  const { stream, corrects } = event;
  const changed = corrects === null ? undefined : deadlineId(rule, { stream, revision: corrects.revision });
  const wanted = new Set(all.map(({ start }) => deadlineId(rule, start)));
  const found: FollowUp[] = [];
  const started = starts.map((start) => deadlineId(rule, start));
  for (const id of new Set([...started, ...(changed === undefined ? [] : [changed])])) {
    if (wanted.has(id)) continue;
    const state = await reads.load(deadlineOf(id));
    if (state.rule === null || state.state === "WAIVED") continue;
    if (id === changed) found.push(send(id, "LapseDeadline", { reason: "START_WITHDRAWN" }));
    else if (isRunning(state)) found.push(send(id, "LapseDeadline", { reason: "REPLACED" }));
  }
  return found;
}

/** From how a deadline stands to how it should. */
async function bring(
  declared: DeclaredDeadline,
  matter: string,
  wanted: Wanted,
  reads: ProcessReads,
): Promise<FollowUp[]> {
  const id = deadlineId(declared.rule, wanted.start);
  const state = await reads.load(deadlineOf(id));
  // What an officer has waived is decided.
  if (state.waived !== null && state.waived.officer !== null) return [];
  const found: FollowUp[] = [];
  const ended = wanted.met !== null || wanted.lapsed !== null;
  if (state.rule === null) {
    const start = await startOf(declared, matter, wanted, reads);
    if (start === undefined) return [];
    found.push(send(id, "StartDeadline", start));
  } else if (!ended) {
    if (!isRunning(state)) found.push(send(id, "ReopenDeadline", {}));
    found.push(...moved(id, wanted, state));
    const owner = await declared.owedBy(matter, wanted.start, reads);
    if (owner.agency !== state.agency || owner.officer !== state.officer)
      found.push(send(id, "HandOnDeadline", await owing(owner, reads)));
  }
  const { met, lapsed } = wanted;
  if (met !== null && (state.met?.event !== met.event || state.met.at !== met.at)) {
    if (state.state === "WAIVED") found.push(send(id, "ReopenDeadline", {}));
    found.push(send(id, "MeetDeadline", met));
  }
  if (lapsed !== null && state.state !== "WAIVED") found.push(send(id, "LapseDeadline", { reason: lapsed }));
  return found;
}

function moved(id: string, { from, until }: Wanted, state: Deadline): FollowUp[] {
  const known = "until" in state.length ? state.length.until : null;
  const other = {
    ...(from !== state.from && { from }),
    ...(until !== null && until !== known && { until }),
  };
  if (Object.keys(other).length === 0) return [];
  return [send(id, "MoveDeadline", { reason: "START_CORRECTED", ...other })];
}

/** Nothing where the rules of that day have no such deadline. */
async function startOf(
  { rule, of: kind, about, owedBy }: DeclaredDeadline,
  matter: string,
  { start, from, until }: Wanted,
  reads: ProcessReads,
): Promise<StartDeadline | undefined> {
  const owed = await owing(await owedBy(matter, start, reads), reads);
  const edition = editionOn(await reads.load(rulesOf("DEADLINES")), dateIn(owed.zone, from));
  const { deadlines } = (edition?.content ?? { deadlines: [] }) as RuleContent<"DEADLINES">;
  const found = deadlines.find((each) => each.rule === rule);
  if (!edition || !found || (until === null && found.length === undefined)) return undefined;
  const of = about?.(start) ?? { kind, id: matter };
  return { rule, edition: edition.edition, of, event: start.id, ...owed, from, until };
}

async function owing(owner: Owner, reads: ProcessReads): Promise<Owing> {
  return { ...owner, ...(owner.agency === null ? NO_OFFICE : countedAt(await reads.load(agencyOf(owner.agency)))) };
}

function send(id: string, command: string, data: object): FollowUp {
  return { category: deadlineAggregate.category, id, command, data };
}
