import { randomUUID } from "node:crypto";

/** A UUIDv7, as events have: those made one after the other lie side by side in an index. */
export function eventId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** Whether an id is one of an event's kind. */
export function isEventId(id: string): boolean {
  return id[14] === "7";
}
