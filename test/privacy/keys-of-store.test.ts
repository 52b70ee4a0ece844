import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { copyDatabase } from "../../src/engines/sqlite/copy-database.js";
import { openKeyStore } from "../../src/engines/sqlite/key-store.js";
import { canonicalBytes } from "../../src/event-sourcing/stored-event/envelope.js";
import type { EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import type { KeyStore } from "../../src/privacy/key-store.js";
import { assertKeysOfStore, KeysOfOtherEvents } from "../../src/privacy/keys-of-store.js";
import { envelopeOf } from "../event-sourcing/parcels.js";
import { memoryEventStore } from "../event-sourcing/memory-event-store.js";
import { temporaryFolder } from "../temporary.js";

const masterKey = randomBytes(32);
let folder: ReturnType<typeof temporaryFolder>;
let events: EventStore;
let keys: KeyStore;
const open = (file: string) => openKeyStore({ file: join(folder.folder, file), masterKey });

beforeEach(async () => {
  folder = temporaryFolder();
  events = memoryEventStore();
  keys = await open("keys.db");
});
afterEach(async () => {
  await keys.close();
  folder.remove();
});

/** An event with a personal field, sealed under a new key. */
async function seals(store = events, under = keys): Promise<void> {
  const [key] = await under.ensure([{ purpose: "narrative", names: [] }]);
  const stream = `person-${randomUUID()}`;
  const envelope = {
    ...envelopeOf({ stream, type: "PersonRegistered", facts: {} }, 0, 0),
    id: randomUUID(),
    sealed: [{ description: { key: key!.id } }],
  };
  await store.append(stream, -1, [{ id: envelope.id, type: envelope.type, bytes: canonicalBytes(envelope) }]);
}

/** From now on these keys are the open ones. */
async function put(file: string): Promise<void> {
  await keys.close();
  keys = await open(file);
}

test("an empty log needs no keys, and binds none", async () => {
  await assertKeysOfStore(keys, events);
  expect(await keys.store()).toBeNull();
});

test("keys of a store are refused over an empty log, where another store would begin", async () => {
  await keys.bindStore("first-event");
  await expect(assertKeysOfStore(keys, events)).rejects.toThrow(/the log has none of its events/);
});

test("keys that open the first personal fields become those of the store, and stay it", async () => {
  await seals();
  const [first] = await events.readAll(null, 1);
  await assertKeysOfStore(keys, events);
  await assertKeysOfStore(keys, events);
  expect(await keys.store()).toBe(first!.id);
});

test("keys that are new, where there are events that need others, are refused, and stay unbound", async () => {
  await seals();
  await put("new.db");
  await expect(assertKeysOfStore(keys, events)).rejects.toThrow(/made anew/);
  await expect(assertKeysOfStore(keys, events)).rejects.toThrow(KeysOfOtherEvents);
  expect(await keys.store()).toBeNull();
});

test("keys that were made where the others were lost are refused, though the newest events are sealed under them", async () => {
  await seals();
  await put("new.db");
  await seals();
  await expect(assertKeysOfStore(keys, events)).rejects.toThrow(/made anew/);
});

test("keys of another store are refused", async () => {
  await seals();
  await put("others.db");
  const others = memoryEventStore();
  await seals(others);
  await assertKeysOfStore(keys, others);
  await expect(assertKeysOfStore(keys, events)).rejects.toThrow(/of another store/);
});

test("an older copy of the keys is refused; a newer one is not", async () => {
  await seals();
  await assertKeysOfStore(keys, events);
  const [at] = await events.readAll(null, 1);
  await keys.markErasuresApplied(at!);
  await copyDatabase(join(folder.folder, "keys.db"), join(folder.folder, "older.db"));
  await seals();
  await assertKeysOfStore(keys, events);
  await put("older.db");
  await expect(assertKeysOfStore(keys, events)).rejects.toThrow(/older than the events/);
  await put("keys.db");
  await keys.markErasuresApplied({ number: 900, position: "at 900" });
  await assertKeysOfStore(keys, events);
});

test("a key that was destroyed is there", async () => {
  await seals();
  for await (const { id } of keys.all()) await keys.destroy([id], "2025-06-01T00:00:00.000Z");
  await assertKeysOfStore(keys, events);
});
