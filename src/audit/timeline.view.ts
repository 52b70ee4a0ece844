import { FactCorrected } from "../event-sourcing/correction.js";
import type { Actor, FieldClass, SealedPart, Subject } from "../event-sourcing/envelope.js";
import type { EventRecord } from "../event-sourcing/event-record.js";
import type { JsonObject } from "../event-sourcing/json.js";
import type { OccurredAt } from "../event-sourcing/occurred-at.js";
import type { PersonalRecord } from "../event-sourcing/personal-field.js";
import type { Projection } from "../event-sourcing/projection.js";

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
  readonly purpose: string;
  readonly lawfulBasis: string;
  readonly occurredAt: OccurredAt;
  /** The words of the source about the time. */
  readonly asReported: PersonalRecord | null;
  readonly recordedAt: string;
  readonly facts: JsonObject;
  readonly personal: readonly PersonalValues[];
  readonly hash: string;
  readonly previous: string | null;
  readonly causation: string | null;
  readonly correlation: string;
  /** Id of the event that this one corrects. */
  readonly corrects: string | null;
  /** Ids of the corrections of this event, oldest first. */
  readonly correctedBy: readonly string[];
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
  /** The words of the source about the corrected time. */
  readonly asReported: PersonalRecord | null;
  readonly facts: JsonObject;
}

/** The personal fields of one person in one class, or a narrative with all whom it names. */
export interface PersonalValues {
  readonly class: FieldClass;
  readonly person: string | null;
  readonly names: readonly string[];
  readonly values: PersonalRecord;
}

/** Where the words about a time are kept. */
export const WORDS = "occurredAt.asReported";

/** The timeline of every person, across all streams: a document for each event that concerns somebody. */
export const timelineView: Projection<TimelineDocument> = {
  name: "timeline",
  version: 1,
  types: "all",
  order: "recorded",
  indexes: [
    { field: "persons", type: "set" },
    { field: "number", type: "integer", narrows: true },
    { field: "recordedAt", type: "text", narrows: true },
    { field: "notBefore", type: "text", narrows: true },
    { field: "notAfter", type: "text", narrows: true },
    { field: "place", type: "text", narrows: true },
  ],
  ids: ({ id, subjects, corrects }) => (subjects.length === 0 ? [] : corrects === null ? [id] : [id, corrects.event]),
  evolve: (document, event, id) => (id === event.id ? documentOf(event) : document && corrected(document, event)),
};

function documentOf(event: EventRecord): TimelineDocument {
  const { id, number, stream, revision, type, subjects, actor, purpose, lawfulBasis, occurredAt, recordedAt } = event;
  const isCorrection = event.corrects !== null;
  return {
    id,
    number,
    stream,
    revision,
    type,
    persons: [...new Set(subjects.map(({ person }) => person))],
    subjects,
    actor,
    purpose,
    lawfulBasis,
    occurredAt,
    // The words in a correction are about the time of what it corrects.
    asReported: isCorrection ? null : wordsIn(event),
    recordedAt,
    facts: event.facts,
    personal: event.sealed.flatMap((part) => valuesOf(part, (path) => isCorrection || path !== WORDS)),
    hash: event.hash,
    previous: event.previous,
    causation: event.causation,
    correlation: event.correlation,
    corrects: event.corrects?.event ?? null,
    correctedBy: [],
    asCorrected: null,
    ...placeOf(occurredAt, recordedAt),
  };
}

function corrected(document: TimelineDocument, event: EventRecord): TimelineDocument {
  const { facts, occurredAt } = (event as FactCorrected).facts;
  const before = document.asCorrected ?? document;
  const asCorrected: Reading = {
    occurredAt: (occurredAt as OccurredAt | undefined) ?? before.occurredAt,
    asReported: wordsIn(event) ?? before.asReported,
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

function wordsIn({ sealed }: EventRecord): PersonalRecord | null {
  const part = sealed.findLast(({ commitments }) => WORDS in commitments);
  return part ? { parts: [part], fields: { [WORDS]: 0 } } : null;
}

function valuesOf(part: SealedPart, isWanted: (path: string) => boolean): PersonalValues[] {
  const fields = Object.fromEntries(
    Object.keys(part.commitments)
      .filter(isWanted)
      .map((path) => [path, 0]),
  );
  if (Object.keys(fields).length === 0) return [];
  return [{ class: part.class, person: part.person, names: part.names, values: { parts: [part], fields } }];
}
