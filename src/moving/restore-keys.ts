import { applyErasures } from "../erasure/erasures.js";
import type { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import type { KeyRecord } from "../privacy/key-store.js";
import { erasuresIn } from "./erasures-file.js";
import type { ImportTarget } from "./import-store.js";
import { KeysExpired, lifetimeOf, readKeys } from "./keys-file.js";

/** Where a backup of keys goes: the store that it was made of, with no service on it. */
export type KeysTarget = Pick<ImportTarget, "events" | "keys" | "openFiles">;

export interface KeysRestored {
  readonly keys: number;
  /** Of them, keys that are not brought back, as the log says that they were erased. */
  readonly erased: number;
  /** ISO 8601, UTC; undefined for the keys of an export. */
  readonly madeAt: string | undefined;
}

/**
 * Brings keys back into the store that they are of. What the log says is erased stays so: such a key comes as the
 * tombstone that it is, and is never there alive. Cut off, it may be run again.
 * @param now ISO 8601, UTC
 * @param expiredAnyway takes a backup that should have been destroyed
 * @throws KeysExpired, PassphraseRefused, KeyConflict
 */
export async function restoreKeys(
  { events, keys, openFiles }: KeysTarget,
  registry: EventRegistry,
  file: string,
  passphrase: string,
  now: string,
  expiredAnyway: boolean,
): Promise<KeysRestored> {
  const lifetime = await lifetimeOf(file);
  if (lifetime !== undefined && lifetime.destroyBy < now && !expiredAnyway)
    throw new KeysExpired(
      `This backup of the keys was to be destroyed by ${lifetime.destroyBy}; nothing was changed. With --expired-anyway it is taken all the same.`,
    );
  // Whether the passphrase opens them, to the last one.
  for await (const _ of readKeys(file, passphrase));
  const erasedAt = new Map<string, string>();
  for await (const { keys: ids, at } of erasuresIn(events, registry)) for (const id of ids) erasedAt.set(id, at);
  let count = 0;
  let erased = 0;
  for await (const group of readKeys(file, passphrase)) {
    const records = group.map((record): KeyRecord => {
      const at = record.destroyedAt === null ? erasedAt.get(record.id) : undefined;
      if (at === undefined) return record;
      erased++;
      return { ...record, bytes: null, destroyedAt: at };
    });
    await keys.restore(records);
    count += records.length;
  }
  await applyErasures({ events, keys, files: await openFiles(), registry }, null);
  return { keys: count, erased, madeAt: lifetime?.madeAt };
}
