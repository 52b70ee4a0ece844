import { Mendable } from "../event-sourcing/mendable.js";
import type { Envelope } from "../event-sourcing/stored-event/envelope.js";
import type { EventStore, RawEvent } from "../event-sourcing/stored-event/event-store.js";
import type { KeyStore } from "./key-store.js";

/** Events that are looked at, from the first on and from where the keys say that they stood. */
const LOOKED_AT = 500;

/** The keys are not those of the events: of another store, of an older copy, or made anew where they were lost. */
export class KeysOfOtherEvents extends Mendable {}

/**
 * Refuses keys that are not those of the events, before anything is sealed under them: a name sealed under a key of
 * another store could be read nowhere. Keys without a store are taken to be of this one where they open its first
 * personal fields; from then on they name it by its first event. An empty log binds none, and keys that name a store
 * are not those of an empty log: another store would begin there.
 * @throws KeysOfOtherEvents, StoreUnavailable
 */
export async function assertKeysOfStore(
  keys: Pick<KeyStore, "find" | "store" | "bindStore" | "erasuresApplied">,
  events: Pick<EventStore, "head" | "readAll">,
): Promise<void> {
  const first = await events.readAll(null, LOOKED_AT);
  const store = await keys.store();
  if (first.length === 0) {
    if (store === null) return;
    throw new KeysOfOtherEvents(
      "the keys are of a store, and the log has none of its events: bring the events back. For a new store, begin without keys",
    );
  }
  if (store !== null && store !== first[0]!.id)
    throw new KeysOfOtherEvents(
      "the keys are of another store than the events: bring the keys of these events back, or the events of these keys",
    );
  if (store === null && !(await haveAll(keys, first)))
    throw new KeysOfOtherEvents(
      "the keys do not open the first events: they are of another store, or were made anew where the keys were lost. Restore the keys of this store, and do not start with new ones",
    );
  const applied = await keys.erasuresApplied();
  const since = applied !== null && applied.number <= (await events.head()) ? applied : null;
  if (since !== null && !(await haveAll(keys, await events.readAll(since, LOOKED_AT))))
    throw new KeysOfOtherEvents(
      "the keys are older than the events: the newest events would not open. Restore a copy of the keys that was made after these events",
    );
  // Also where they name it already: they are then held to it while the service runs.
  await keys.bindStore(first[0]!.id);
}

/** A key that was destroyed leaves a tombstone, and so is there. */
async function haveAll(keys: Pick<KeyStore, "find">, raws: readonly RawEvent[]): Promise<boolean> {
  const ids = [...new Set(raws.flatMap(keysIn))];
  const found = await keys.find(ids);
  return ids.every((id) => found.has(id));
}

function keysIn({ bytes }: RawEvent): string[] {
  try {
    const { sealed = [] } = JSON.parse(Buffer.from(bytes).toString("utf8")) as Partial<Envelope>;
    return sealed.map(({ description }) => description.key);
  } catch {
    // What can't be read is told of elsewhere; it names no key.
    return [];
  }
}
