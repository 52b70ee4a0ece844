import { v5, v7 } from "uuid";
import { canonicalBytes, type Envelope } from "../../src/event-sourcing/stored-event/envelope.js";
import type { JsonObject } from "../../src/event-sourcing/stored-event/json.js";
import type { ReadyEvent } from "../../src/event-sourcing/stored-event/event-store.js";

const NAMESPACE = "9b0e2c1c-5b5e-4c7a-9a58-0d2f1a6f3c11";

/** An envelope as the command handling would store it, of a type that no slice has. */
export function readyEvent(stream: string, revision: number, facts: JsonObject = {}, commandId = v7()): ReadyEvent {
  const id = v7();
  const envelope: Envelope = {
    format: 2,
    stream,
    revision,
    id,
    type: "ThingNoted",
    schema: 1,
    subjects: [],
    commandId,
    fingerprint: { key: "2025-06", mac: "mac" },
    correlation: commandId,
    causation: null,
    actor: { kind: "OFFICER", id: v5("officer", NAMESPACE), onBehalfOf: null, agency: null, role: "CASEWORKER" },
    purpose: "PROTECTION",
    lawfulBasis: "PUBLIC_TASK",
    basedOn: [],
    corrects: null,
    occurredAt: { earliest: null, latest: null, precision: "UNKNOWN", zone: "Asia/Jakarta", conflict: false },
    recordedAt: "2025-06-01T00:00:00.000Z",
    facts,
    sealed: [],
    previous: null,
  };
  return { id, type: envelope.type, bytes: canonicalBytes(envelope) };
}

/** Events that follow one another in a stream, from a revision. */
export function readyEvents(stream: string, from: number, count: number): ReadyEvent[] {
  return Array.from({ length: count }, (_, i) => readyEvent(stream, from + i));
}
