import { createHash } from "node:crypto";
import type { RawEvent } from "../../../src/event-sourcing/stored-event/event-store.js";

/** What the model knows of times: bounds as text, null where nothing bounds. */
export interface Time {
  readonly earliest: string | null;
  readonly latest: string | null;
  readonly precision: string;
  readonly zone: string;
  readonly conflict: boolean;
}

/** Personal values in the clear, of one sealed part. */
export interface Personal {
  readonly class: string;
  readonly person: string | null;
  readonly names: readonly string[];
  readonly key: string;
  /** Id of the event that told them. */
  readonly event: string;
  readonly values: { readonly [path: string]: string };
}

/** Facts of events of any type, as JSON has them; the model looks up what it knows by name. */
export type Facts = ReturnType<typeof JSON.parse>;

/** A stored event as the model reads it: the envelope's JSON, with the personal values opened. */
export interface Told {
  readonly number: number;
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly facts: Facts;
  readonly occurredAt: Time;
  readonly recordedAt: string;
  readonly personal: readonly Personal[];
  readonly subjects: readonly { readonly person: string; readonly role: string }[];
  readonly actor: {
    readonly kind: string;
    readonly id: string;
    readonly onBehalfOf: string | null;
    readonly agency: string | null;
    readonly role: string;
  };
  readonly corrects: { readonly event: string } | null;
  /** The envelope as it is stored, without its sealed parts. */
  readonly envelope: Facts;
  readonly hash: string;
}

/** How the model learns what a sealed part says. */
export type OpenPart = (part: StoredPart, type: string, facts: Facts) => { readonly [path: string]: string };

export interface StoredPart {
  readonly class: string;
  readonly person: string | null;
  readonly names: readonly string[];
  readonly description: { readonly key: string; readonly event: string };
}

export function toldIn(raw: RawEvent, open: OpenPart): Told {
  const { sealed, ...envelope } = JSON.parse(Buffer.from(raw.bytes).toString("utf8"));
  return {
    ...envelope,
    number: raw.number,
    personal: (sealed as StoredPart[]).map((part) => ({
      class: part.class,
      person: part.person,
      names: part.names,
      key: part.description.key,
      event: part.description.event,
      values: open(part, envelope.type, envelope.facts),
    })),
    envelope,
    hash: createHash("sha256").update(raw.bytes).digest("base64url"),
  };
}

export const CORRECTION = "FactCorrected";

/** Withdrawals are of several types, which all end so. */
export const isWithdrawal = ({ type }: Pick<Told, "type">): boolean =>
  type.endsWith("Withdrawn") && type.includes("Step");

/** What was recorded, without what was withdrawn. */
export function standing(recorded: readonly Told[]): Told[] {
  const withdrawn = recorded.filter(isWithdrawal).map(({ corrects }) => corrects!.event);
  return recorded.filter(({ id }) => !withdrawn.includes(id));
}

/** Corrections of an event. */
export function correctionsOf(event: Told, recorded: readonly Told[]): Told[] {
  return recorded.filter((each) => each.type === CORRECTION && each.corrects?.event === event.id);
}

/**
 * Events as they read with every correction among them; the corrections themselves, and what was withdrawn, are left
 * out.
 */
export function corrected(recorded: readonly Told[]): Told[] {
  return standing(recorded)
    .filter(({ type }) => type !== CORRECTION)
    .map((event) => correctionsOf(event, recorded).reduce((told, each) => as(told, each), event));
}

/** An event as one correction of it reads. */
export function as(event: Told, correction: Told): Told {
  const { facts, occurredAt } = correction.facts as { facts: Facts; occurredAt?: Time };
  return {
    ...event,
    facts: { ...event.facts, ...facts },
    occurredAt: occurredAt ?? event.occurredAt,
    personal: [...event.personal, ...reading(correction)],
  };
}

/**
 * What a correction says of the event that it corrects: all but the explanation, which stands last. A part whose key is
 * gone may have been any field but that.
 */
export function reading({ personal, facts }: Told): readonly Personal[] {
  const parts = facts["explained"] ? personal.slice(0, -1) : personal;
  return parts.map((part) => {
    const { explanation: _ofTheCorrection, ...values } = part.values;
    return { ...part, values };
  });
}

/** As recorded, but what was over before another began stands before it (docs/decisions/0002). */
export function inWorldOrder<Event extends { readonly occurredAt: Pick<Time, "earliest" | "latest"> }>(
  recorded: readonly Event[],
): Event[] {
  const placed: Event[] = [];
  for (const event of recorded) {
    const { latest } = event.occurredAt;
    const first = placed.findIndex(
      ({ occurredAt: { earliest } }) => latest !== null && earliest !== null && latest < earliest,
    );
    placed.splice(first === -1 ? placed.length : first, 0, event);
  }
  return placed;
}

/** What was told, as it happened. */
export function asItHappened(recorded: readonly Told[]): Told[] {
  return inWorldOrder(corrected(recorded));
}

export function ofType(events: readonly Told[], ...types: string[]): Told[] {
  return events.filter(({ type }) => types.includes(type));
}

/**
 * The newest event that changed what is said since it is said first: an event after which it is other than before, or
 * any that was corrected.
 * @param events as they happened
 * @param say what is said after so many of them
 * @param isSaid whether it is said at all
 */
export function movedIn<Said>(
  recorded: readonly Told[],
  events: readonly Told[],
  say: (events: readonly Told[]) => Said,
  isSaid: (said: Said) => boolean = () => true,
): number {
  const newest = ({ id, number }: Told) =>
    Math.max(number, ...recorded.flatMap((each) => (each.corrects?.event === id ? [each.number] : [])));
  let moved: number | undefined;
  let before: Said | undefined;
  for (const [i, event] of events.entries()) {
    const now = say(events.slice(0, i + 1));
    const moves =
      isWithdrawal(event) || newest(event) !== event.number || JSON.stringify(now) !== JSON.stringify(before);
    if (moved === undefined) moved = isSaid(now) ? newest(event) : undefined;
    else if (moves) moved = Math.max(moved, newest(event));
    before = now;
  }
  return moved ?? -1;
}

/** The value told last, of those that tell one. */
export function lastTold<Value>(events: readonly Told[], tell: (event: Told) => Value | undefined): Value | undefined {
  return events.map(tell).findLast((value) => value !== undefined);
}

/** Personal values of one event in a class, the newest reading of each. */
export function valuesOf(
  { personal }: Pick<Told, "personal">,
  fieldClass: string,
  person?: string,
): { [path: string]: string } {
  const parts = personal.filter(
    (part) => part.class === fieldClass && (person === undefined || part.person === person),
  );
  // An event tells a field once: what is read in one of its parts was in no other.
  const events = Map.groupBy(parts, ({ event }) => event);
  return Object.assign(
    {},
    ...[...events.values()].flatMap((own) =>
      [...own.filter(({ values }) => isShredded(values)), ...own.filter(({ values }) => !isShredded(values))].map(
        ({ values }) => values,
      ),
    ),
  );
}

/** Stands for a value whose key is gone. */
export const SHREDDED = "\u0000shredded";

function isShredded(values: Personal["values"]): boolean {
  return Object.values(values).includes(SHREDDED);
}

/** Some of the values. */
export function only(values: { readonly [path: string]: string }, ...paths: string[]): { [path: string]: string } {
  return Object.fromEntries(Object.entries(values).filter(([path]) => paths.includes(path)));
}

export const idIn = (stream: string): string => stream.slice(stream.indexOf("-") + 1);
export const kindOf = (stream: string): string =>
  stream.includes("-") ? stream.slice(0, stream.indexOf("-")) : stream;
