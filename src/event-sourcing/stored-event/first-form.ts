import { Mendable } from "../mendable.js";
import type { EventStore } from "./event-store.js";

/** The events are of before the first release, when nothing but samples was stored. */
export class FirstForm extends Mendable {
  constructor() {
    super(
      "These events are of before the first release, when only samples were stored: remove the folder of that sample, and the next start fills a new one",
    );
  }
}

/** @param envelope as it was parsed. @throws FirstForm */
export function assertNotFirstForm(envelope: unknown): void {
  if (envelope !== null && typeof envelope === "object" && (envelope as { format?: unknown }).format === 1)
    throw new FirstForm();
}

/** Asks the first event, as all of a store have one form. @throws FirstForm */
export async function assertStoreIsOfThisForm(store: Pick<EventStore, "readAll">): Promise<void> {
  const [first] = await store.readAll(null, 1);
  if (first !== undefined) assertBytesNotFirstForm(first.bytes);
}

/** Bytes that are no JSON are for others to judge. @throws FirstForm */
export function assertBytesNotFirstForm(bytes: Uint8Array): void {
  let envelope: unknown;
  try {
    envelope = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return;
  }
  assertNotFirstForm(envelope);
}
