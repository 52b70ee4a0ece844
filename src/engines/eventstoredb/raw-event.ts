import type { BinaryEventData, RecordedEvent } from "@eventstore/db-client";
import type { RawEvent, ReadyEvent } from "../../event-sourcing/stored-event/event-store.js";
import { numberOf, textOf } from "./positions.js";

/**
 * An event as it is sent. It is binary to EventStoreDB: events of its JSON kind the client parses and writes anew, so
 * that their bytes would be its own, and no hash of ours would hold.
 */
export function eventData({ id, type, bytes }: ReadyEvent): BinaryEventData {
  return {
    id,
    type,
    contentType: "application/octet-stream",
    // A Buffer would be sent as text in base64.
    data: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    metadata: undefined,
  };
}

/** An event as it was read, whatever it holds: who reads the bytes judges them. */
export function rawEvent(event: RecordedEvent): RawEvent {
  return {
    number: numberOf(event.position),
    position: textOf(event.position!),
    stream: event.streamId,
    revision: Number(event.revision),
    id: event.id,
    type: event.type,
    bytes: bytesOf(event.data),
  };
}

/** What another hand wrote as JSON comes parsed, or as text where it is malformed. */
function bytesOf(data: unknown): Uint8Array {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.from(typeof data === "string" ? data : JSON.stringify(data), "utf8");
}
