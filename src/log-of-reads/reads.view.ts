import type { FieldClass } from "../event-sourcing/stored-event/envelope.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import type { RecordedRead } from "./read-log.js";
import { IdsListed, RequestAnswered, RequestRefused } from "./reads.events.js";

/** A read as it is found: by every id that was asked for or given. */
export interface ReadDocument extends RecordedRead {
  readonly number: number;
  /** Ids asked for, given, and of the persons whom the route names; and the list that has more of those given. */
  readonly concerns: readonly string[];
  /** Id of the document of that list, where there is one. */
  readonly list?: string;
}

/** Ids that many answers held, under the name of their list. It has no number, nor an officer. */
export interface ListDocument {
  readonly id: string;
  readonly concerns: readonly string[];
}

/**
 * Every request of the log of reads, and every list of ids, a document each. It follows that log, and no other view
 * does.
 */
export const readsView: Projection<ReadDocument | ListDocument> = {
  name: "reads",
  version: 2,
  types: [IdsListed.type, RequestAnswered.type, RequestRefused.type],
  order: "recorded",
  indexes: [
    { field: "concerns", type: "set" },
    { field: "recordedAt", type: "text" },
    { field: "number", type: "integer", narrows: true },
    { field: "officer", type: "text" },
    { field: "agency", type: "text" },
  ],
  ids: (event) => [isList(event) ? event.facts.list : event.id],
  evolve: (_document, event) =>
    isList(event) ? { id: event.facts.list, concerns: event.facts.ids } : documentOf(event),
};

function documentOf(event: EventRecord): ReadDocument {
  const { id, number, recordedAt, actor, purpose, lawfulBasis, subjects } = event;
  const given = isAnswer(event)
    ? { outcome: "answered" as const, rule: null, ...answerIn(event) }
    : {
        outcome: "refused" as const,
        ids: [],
        count: 0,
        classes: [],
        by: [],
        rule: (event as RecordOf<typeof RequestRefused>).facts.rule,
      };
  const list = "list" in given ? given.list : undefined;
  const { route, status, asked } = event.facts as RecordOf<typeof RequestRefused>["facts"];
  return {
    id,
    number,
    recordedAt,
    officer: actor.id,
    onBehalfOf: actor.onBehalfOf,
    agency: actor.agency,
    role: actor.role,
    purpose,
    lawfulBasis,
    route,
    status,
    asked,
    ...given,
    concerns: [
      ...new Set([...subjects.map(({ person }) => person), ...asked, ...given.ids]),
      ...(list === undefined ? [] : [list]),
    ],
  };
}

function isList(event: EventRecord): event is RecordOf<typeof IdsListed> & EventRecord {
  return event.type === IdsListed.type;
}

function isAnswer(event: EventRecord): event is RecordOf<typeof RequestAnswered> & EventRecord {
  return event.type === RequestAnswered.type;
}

function answerIn({ facts }: RecordOf<typeof RequestAnswered>) {
  const { ids, list, count, classes, by } = facts;
  return { ids, ...(list !== undefined && { list }), count, classes: classes as readonly FieldClass[], by };
}
