import { partsOfReading, type FactCorrected } from "../event-sourcing/stored-event/correction.js";
import type { Actor, FieldClass, Subject } from "../event-sourcing/stored-event/envelope.js";
import { TIME_AS_REPORTED } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { JsonObject } from "../event-sourcing/stored-event/json.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { above, NO_FIELDS, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { isWithdrawalType } from "../event-sourcing/stored-event/withdrawal.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";

/** One event that concerns persons, as it was recorded; a later correction is named beside it and changes nothing. */
export interface TimelineDocument {
  /** Id of the event. */
  readonly id: string;
  readonly number: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly persons: readonly string[];
  readonly subjects: readonly Subject[];
  readonly actor: Actor;
  /** What an officer recorded, by agency and time (`officePlace`). */
  readonly office: string | null;
  readonly purpose: string;
  readonly lawfulBasis: string;
  readonly occurredAt: OccurredAt;
  readonly recordedAt: string;
  /** Without those that no answer shows. */
  readonly facts: JsonObject;
  /** Each sealed part; the words of the source about the time are in one of the narratives. */
  readonly personal: readonly PersonalValues[];
  readonly hash: string;
  readonly previous: string | null;
  readonly causation: string | null;
  readonly correlation: string;
  /** Id of the event that this one corrects. */
  readonly corrects: string | null;
  /** Ids of the corrections of this event, oldest first. */
  readonly correctedBy: readonly string[];
  /** Id of the event by which this one was withdrawn, as it never happened; null for one that stands. */
  readonly withdrawnBy: string | null;
  /** How the event is read now; null for one that was not corrected. */
  readonly asCorrected: Reading | null;
  /** Bounds of the time in the world as it is read now: `""` for a beginning that nothing bounds. */
  readonly notBefore: string;
  /** `recordedAt` where nothing else bounds the end. */
  readonly notAfter: string;
  /** Its place in the order of the world: its earliest time, or where there is none, its latest. */
  readonly place: string;
}

export interface Reading {
  readonly occurredAt: OccurredAt;
  /** What corrections may have told as the words of the source about the time; where none did, the event's own hold. */
  readonly asReported: PersonalRecord;
  readonly facts: JsonObject;
}

/** The personal fields of one person in one class, or a narrative with all whom it names. */
export interface PersonalValues {
  readonly class: FieldClass;
  readonly person: string | null;
  readonly names: readonly string[];
  readonly values: PersonalRecord;
}

/** The timeline of every person, across all streams: a document for each event that concerns somebody. */
export const timelineView: Projection<TimelineDocument> = {
  name: "timeline",
  version: 4,
  types: "all",
  order: "recorded",
  indexes: [
    { field: "persons", type: "set" },
    { field: "office", type: "text" },
    { field: "number", type: "integer", narrows: true },
    { field: "recordedAt", type: "text", narrows: true },
    { field: "notBefore", type: "text", narrows: true },
    { field: "notAfter", type: "text", narrows: true },
    { field: "place", type: "text", narrows: true },
  ],
  ids: ({ id, subjects, corrects, facts }) => {
    if (subjects.length === 0) return [];
    const again = facts["correctsAgain"];
    return [id, ...(corrects === null ? [] : [corrects.event]), ...(typeof again === "string" ? [again] : [])];
  },
  evolve: (document, event, id) => (id === event.id ? documentOf(event) : document && corrected(document, event)),
};

/** An event as it was recorded, before any correction. */
export function documentOf(event: EventRecord): TimelineDocument {
  const { id, number, stream, revision, type, subjects, actor, purpose, lawfulBasis, occurredAt, recordedAt } = event;
  const { facts, unshown = [] } = event;
  return {
    id,
    number,
    stream,
    revision,
    type,
    persons: [...new Set(subjects.map(({ person }) => person))],
    subjects,
    actor,
    office: actor.kind === "OFFICER" && actor.agency !== null ? officePlace(actor.agency, recordedAt) : null,
    purpose,
    lawfulBasis,
    occurredAt,
    recordedAt,
    facts:
      unshown.length === 0
        ? facts
        : Object.fromEntries(Object.entries(facts).filter(([name]) => !unshown.includes(name))),
    personal: event.sealed.map((part) => ({
      class: part.class,
      person: part.person,
      names: part.names,
      values: { parts: [part], fields: [event.mayHold[part.class] ?? []] },
    })),
    hash: event.hash,
    previous: event.previous,
    causation: event.causation,
    correlation: event.correlation,
    corrects: event.corrects?.event ?? null,
    correctedBy: [],
    withdrawnBy: null,
    asCorrected: null,
    ...placeOf(occurredAt, recordedAt),
  };
}

/**
 * Where something that an agency's officer recorded at a time stands in `office`: the beginning of the agency's id, and
 * the time in milliseconds, both short, as every event has one in an index. Two agencies may begin alike: who asks
 * looks again.
 * @param recordedAt ISO 8601; null for before, or after, all times
 */
export function officePlace(agency: string, recordedAt: string | null, otherwise = ""): string {
  if (recordedAt === null) return `${agency.slice(0, 8)}${otherwise}`;
  return `${agency.slice(0, 8)}${Date.parse(recordedAt).toString(36).padStart(9, "0")}`;
}

/** An event with one more correction of it, or withdrawn. */
export function corrected(document: TimelineDocument, event: EventRecord): TimelineDocument {
  if (isWithdrawalType(event.type)) return { ...document, withdrawnBy: event.id };
  // A correction that is corrected again stays as it was recorded: what it corrected is read anew.
  if (document.id !== event.corrects?.event) return { ...document, correctedBy: [...document.correctedBy, event.id] };
  const { facts, occurredAt } = (event as FactCorrected).facts;
  const words = partsOfReading(event as FactCorrected).filter((part) => part.class === "narrative");
  const before = document.asCorrected ?? document;
  const asCorrected: Reading = {
    occurredAt: (occurredAt as OccurredAt | undefined) ?? before.occurredAt,
    asReported: above(document.asCorrected?.asReported ?? NO_FIELDS, {
      parts: words,
      fields: words.map(() => [TIME_AS_REPORTED]),
    }),
    facts: { ...before.facts, ...(facts as JsonObject) },
  };
  return {
    ...document,
    correctedBy: [...document.correctedBy, event.id],
    asCorrected,
    ...placeOf(asCorrected.occurredAt, document.recordedAt),
  };
}

function placeOf(
  { earliest, latest }: OccurredAt,
  recordedAt: string,
): Pick<TimelineDocument, "notBefore" | "notAfter" | "place"> {
  const notAfter = latest ?? recordedAt;
  return { notBefore: earliest ?? "", notAfter, place: earliest ?? notAfter };
}
