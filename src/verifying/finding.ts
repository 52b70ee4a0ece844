import type { RawEvent } from "../event-sourcing/stored-event/event-store.js";

/** A part of a store, and the file or folder that it is kept in. */
export type StorePart = "events" | "reads" | "keys" | "files" | "views" | "users";

/** Something that is wrong in a store. Ids and codes only: nothing of what is sealed. */
export interface Finding {
  readonly fault: string;
  /** Of the event that is bad itself. */
  readonly number?: number | null;
  readonly stream?: string | null;
  readonly revision?: number | null;
  readonly type?: string | null;
  /** The last number or revision of several. */
  readonly upTo?: number;
  /** Id of a key. */
  readonly key?: string;
  /** Name of a file of the store. */
  readonly file?: string;
  readonly view?: string;
  /** Id of a document in the view. */
  readonly document?: string;
  /** In words. */
  readonly what?: string;
}

/** Where an event stands. */
export type Place = Pick<RawEvent, "number" | "stream" | "revision" | "type">;

/** By number; what has none is at the end. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const numberOf = ({ number }: Finding) => number ?? Infinity;
  return findings.toSorted((a, b) => (numberOf(a) === numberOf(b) ? 0 : numberOf(a) - numberOf(b)));
}

/** What was checked of a part, and what was found. */
export interface PartReport {
  readonly part: StorePart;
  /** What was looked at, in a few words. */
  readonly checked: string;
  readonly findings: readonly Finding[];
  /** Of a log: how fast it was checked. */
  readonly eventsPerSecond?: number;
}

export interface StoreReport {
  readonly parts: readonly PartReport[];
  /** What could not be checked, and what may be right or wrong. */
  readonly notes: string[];
}
