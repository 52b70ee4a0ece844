import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { FactCorrected } from "../event-sourcing/stored-event/correction.js";
import { worldOrder } from "../event-sourcing/stored-event/history.js";
import type { FieldClass } from "../event-sourcing/stored-event/envelope.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { OF_A_PARTY, participantsIn } from "../event-sourcing/stored-event/sight.js";
import { withdrawnBy } from "../event-sourcing/stored-event/withdrawal.js";
import { agencyToken, byOfficer, factsIn } from "./sight-tokens.js";

/** Who has the work that a case, a repatriation or a referral is, and who takes part in it. */
export interface Work {
  /** `agency:<uuid>` of those that have it now; none once it has ended. */
  readonly holders: readonly string[];
  /** When it was recorded that it has ended (ISO 8601); null while it goes on. */
  readonly ended: string | null;
  /** Who takes part: a person (`person-<id>`), or a company; and what is shared: a file, a case, a repatriation. */
  readonly parts: readonly Part[];
  /** Ids of the parties that take part no longer. */
  readonly left: readonly string[];
  /** What was told of who has it, in the order recorded. */
  readonly turns: readonly Turn[];
}

export interface Part {
  /** Id of the party; of who takes part by their role alone, their own key. */
  readonly id: string;
  readonly of: string;
  /** The work needs all of the person's file, and not only who they are and how to reach them. */
  readonly whole: boolean;
  /** The classes of fields that are shown, where these are stated. */
  readonly classes?: readonly FieldClass[];
  /** Id of the event with which it is withdrawn; absent where none can be. */
  readonly by?: string;
}

/**
 * How much of something is seen: all of it; or the fields of some classes, as of a party of work that the agency has,
 * or of what was shared with it. Of the page of a stream that was shared, what is no field is seen besides.
 */
export type Extent = "whole" | readonly FieldClass[];

interface Turn {
  /** Id of the event, whose time a correction may change. */
  readonly event: string;
  readonly occurredAt: OccurredAt;
  /** ISO 8601. */
  readonly recordedAt: string;
  /** Who has it from then on, in which capacity; `first` for who began it. */
  readonly takes?: { readonly capacity: string; readonly holder: string; readonly first: boolean };
  /** Whether it goes on. */
  readonly open?: boolean;
}

const NO_WORK: Work = { holders: [], ended: null, parts: [], left: [], turns: [] };

/** The work after an event of it; undefined while nothing says that the stream is work. */
export function workAfter(work: Work | undefined, event: EventRecord): Work | undefined {
  const before = work ?? NO_WORK;
  const withdrawn = withdrawnBy(event);
  if (work && withdrawn !== undefined) return without(work, withdrawn);
  const turns = event.type === FactCorrected.type ? retold(before.turns, event) : withTurns(before.turns, event);
  const parts = [...before.parts, ...partsIn(event)];
  const left = [...before.left, ...leavingIn(event)];
  if (turns === before.turns && parts.length === before.parts.length && left.length === before.left.length) return work;
  return { turns, ...handsOf(turns), parts: distinct(parts), left };
}

/** The work as if an event of it had not been. */
function without(work: Work, event: string): Work {
  const turns = work.turns.filter((turn) => turn.event !== event);
  return { ...work, turns, ...handsOf(turns), parts: work.parts.filter(({ by }) => by !== event) };
}

/** Whom an event brings into the work of its stream. */
export function partsIn(event: EventRecord): Part[] {
  if (!byOfficer(event)) return [];
  return event.sight.flatMap((rule) =>
    participantsIn([rule], event).flatMap(({ party, person, company, stream, whole, classes }): Part[] => {
      const of = stream ?? (person === undefined ? company && `company-${company}` : `person-${person}`);
      if (of === undefined) return [];
      return [{ id: party ?? of, of, whole, ...(classes && { classes }), ...(rule.revocable && { by: event.id }) }];
    }),
  );
}

/** `agency:<uuid>` of those to whom an event gives the work of its stream, in whatever capacity. */
export function holdersIn(event: EventRecord): string[] {
  if (!byOfficer(event)) return [];
  return event.sight.flatMap((rule) => {
    if (rule.kind === "begins") return agencyToken(event.actor.agency);
    return rule.kind === "assigned" ? agencyToken(factsIn(event)[rule.agency]) : [];
  });
}

/** How much of who stands under a key a holder of the work sees; undefined for nothing. */
export function shownBy({ parts, left }: Work, key: string): Extent | undefined {
  const own = parts.filter(({ id, of }) => of === key && !left.includes(id));
  if (own.length === 0) return undefined;
  return own.map(({ whole, classes = OF_A_PARTY }) => (whole ? "whole" : classes)).reduce<Extent>(both, []);
}

/** What two reasons to see something let see together. */
export function both(one: Extent, other: Extent): Extent {
  return one === "whole" || other === "whole" ? "whole" : [...new Set([...one, ...other])];
}

function leavingIn(event: EventRecord): string[] {
  return event.sight.flatMap((rule) => (rule.kind === "leaves" ? [event.facts[rule.party] as string] : []));
}

function withTurns(turns: readonly Turn[], event: EventRecord): readonly Turn[] {
  const { id, occurredAt, recordedAt, facts, actor } = event;
  const more = event.sight.flatMap((rule): Turn[] => {
    // Also by what a process manager does: it goes on in the hands of whom an officer gave it to.
    if (rule.kind === "ends" || rule.kind === "resumes")
      return [{ event: id, occurredAt, recordedAt, open: rule.kind === "resumes" }];
    if (rule.kind !== "begins" && rule.kind !== "assigned") return [];
    if (!byOfficer(event)) return [];
    const first = rule.kind === "begins";
    const capacity =
      rule.kind === "assigned" && rule.per ? `${rule.capacity} ${String(facts[rule.per])}` : rule.capacity;
    return agencyToken(first ? actor.agency : facts[rule.agency]).map((holder) => ({
      event: id,
      occurredAt,
      recordedAt,
      takes: { capacity, holder, first },
    }));
  });
  return more.length === 0 ? turns : [...turns, ...more];
}

/** A correction may tell that it was at another time, or that it was given to another agency. */
function retold(turns: readonly Turn[], event: EventRecord): readonly Turn[] {
  if (!turns.some((turn) => turn.event === event.corrects?.event)) return turns;
  const { occurredAt } = event.facts as FactCorrected["facts"];
  const [holder] = event.sight.flatMap((rule) =>
    rule.kind === "assigned" ? agencyToken(factsIn(event)[rule.agency]) : [],
  );
  if (!occurredAt && holder === undefined) return turns;
  return turns.map((turn) => {
    if (turn.event !== event.corrects?.event) return turn;
    const { takes } = turn;
    return {
      ...turn,
      ...(occurredAt && { occurredAt: occurredAt as OccurredAt }),
      ...(takes && holder !== undefined && !takes.first && { takes: { ...takes, holder } }),
    };
  });
}

/** Who has it by now, as it happened: however late it was told that it was handed on. */
function handsOf(turns: readonly Turn[]): Pick<Work, "holders" | "ended"> {
  const begun = new Map<string, string>();
  const taken = new Map<string, string>();
  let ended: string | null = null;
  for (const turn of worldOrder(turns)) {
    if (turn.takes) (turn.takes.first ? begun : taken).set(turn.takes.capacity, turn.takes.holder);
    if (turn.open !== undefined) ended = turn.open ? null : turn.recordedAt;
  }
  return { holders: ended === null ? [...new Set(new Map([...begun, ...taken]).values())] : [], ended };
}

function distinct(parts: readonly Part[]): Part[] {
  return [
    ...new Map(
      parts.map((part) => [`${part.id} ${part.of} ${part.whole} ${part.classes?.join() ?? ""} ${part.by ?? ""}`, part]),
    ).values(),
  ];
}
