import type { FieldClass } from "../../event-sourcing/envelope.js";
import type { EventRecord } from "../../event-sourcing/event-record.js";
import type { RecordOf } from "../../event-sourcing/event-definition.js";
import type { Projection } from "../../event-sourcing/projection.js";
import type { RecordedRead } from "./read-log.js";
import { RequestAnswered, RequestRefused } from "./reads.events.js";

/** A read as it is found: by every id that was asked for or given. */
export interface ReadDocument extends RecordedRead {
  readonly number: number;
  /** Ids asked for, given, and of the persons whom the route names. */
  readonly concerns: readonly string[];
}

/** Every request of the log of reads, a document each. It follows that log, and no other view does. */
export const readsView: Projection<ReadDocument> = {
  name: "reads",
  version: 1,
  types: [RequestAnswered.type, RequestRefused.type],
  order: "recorded",
  indexes: [
    { field: "concerns", type: "set" },
    { field: "recordedAt", type: "text" },
    { field: "number", type: "integer", narrows: true },
    { field: "officer", type: "text" },
    { field: "agency", type: "text" },
  ],
  ids: ({ id }) => [id],
  evolve: (_document, event) => documentOf(event),
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
    concerns: [...new Set([...subjects.map(({ person }) => person), ...asked, ...given.ids])],
  };
}

function isAnswer(event: EventRecord): event is RecordOf<typeof RequestAnswered> & EventRecord {
  return event.type === RequestAnswered.type;
}

function answerIn({ facts: { ids, count, classes, by } }: RecordOf<typeof RequestAnswered>) {
  return { ids, count, classes: classes as readonly FieldClass[], by };
}
