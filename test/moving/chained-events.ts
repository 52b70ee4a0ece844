import { randomUUID } from "node:crypto";
import { canonicalBytes, hashOf, type Envelope } from "../../src/event-sourcing/stored-event/envelope.js";
import type { JsonObject } from "../../src/event-sourcing/stored-event/json.js";
import type { ReadyEvent } from "../../src/event-sourcing/stored-event/event-store.js";
import { readyEvent } from "../engines/ready-event.js";

/** Streams of events whose hash chains hold. */
export function chainedEvents(streams: number, length: number, facts: JsonObject = {}) {
  return Array.from({ length: streams }, () => {
    const stream = `thing-${randomUUID()}`;
    const events: ReadyEvent[] = [];
    for (let revision = 0; revision < length; revision++) {
      const { id, type, bytes } = readyEvent(stream, revision, facts);
      const last = events.at(-1);
      const envelope = JSON.parse(Buffer.from(bytes).toString()) as Envelope;
      events.push({ id, type, bytes: canonicalBytes({ ...envelope, previous: last ? hashOf(last.bytes) : null }) });
    }
    return { stream, events };
  });
}
