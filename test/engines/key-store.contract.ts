import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openKeyStore } from "../../src/engines/sqlite/key-store.js";
import {
  KeyConflict,
  KeyDestroyed,
  KeyStoreUnavailable,
  singletonKeyId,
  WrongMasterKey,
  type KeyReader,
  type KeyRecord,
  type KeyRequest,
  type KeyStore,
} from "../../src/privacy/key-store.js";
import { temporaryFolder } from "../temporary.js";

export interface KeysUnderTest {
  readonly masterKey: Uint8Array;
  /** Opens the same keys, also beside others that have them open. */
  readonly open: (masterKey: Uint8Array) => Promise<KeyStore>;
  readonly openReader: (masterKey: Uint8Array) => Promise<KeyReader>;
  /** With nobody else who has them open. */
  readonly rotate: (masterKey: Uint8Array, newMasterKey: Uint8Array) => Promise<number | null>;
  /** Takes everything away, once all is closed that was opened. */
  readonly dispose: () => Promise<void>;
}

export interface KeyEngineTraits {
  /** Several processes may write, and each sees at once what another destroyed. */
  readonly severalInstances: boolean;
}

const NOW = "2025-06-01T00:00:00.000Z";
const LATER = "2026-01-01T00:00:00.000Z";

/** A request for the key of a person's fields. */
export function fields(person: string, fieldClass: "identity" | "contact" = "identity"): KeyRequest {
  return { purpose: "fields", person, class: fieldClass };
}

/** Every key of a store, by id. */
export async function allOf(keys: KeyStore): Promise<ReadonlyMap<string, KeyRecord>> {
  const all = new Map<string, KeyRecord>();
  for await (const record of keys.all()) {
    expect(all.has(record.id)).toBe(false);
    all.set(record.id, record);
  }
  return all;
}

/** What every engine of the key store port must do. @param begin an empty store each time */
export function keyStoreContract(name: string, begin: () => Promise<KeysUnderTest>, traits: KeyEngineTraits): void {
  describe(`${name} as a key store`, () => {
    let under: KeysUnderTest;
    let keys: KeyStore;
    const opened: (KeyStore | KeyReader)[] = [];
    beforeEach(async () => {
      under = await begin();
      keys = await openAgain();
    });
    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close();
      await under.dispose();
    });

    async function openAgain(masterKey = under.masterKey): Promise<KeyStore> {
      const store = await under.open(masterKey);
      opened.push(store);
      return store;
    }

    async function readerOf(): Promise<KeyReader> {
      const reader = await under.openReader(under.masterKey);
      opened.push(reader);
      return reader;
    }

    async function close(): Promise<void> {
      for (const each of opened.splice(0)) await each.close();
    }

    async function reopen(): Promise<void> {
      await close();
      keys = await openAgain();
    }

    describe("a key", () => {
      test("is bound to one store, for good", async () => {
        expect(await keys.store()).toBeNull();
        await keys.bindStore("first-event");
        await keys.bindStore("first-event");
        expect(await keys.store()).toBe("first-event");
        await expect(keys.bindStore("another")).rejects.toThrow(KeyStoreUnavailable);
        expect(await keys.store()).toBe("first-event");
      });

      test("is durable, and found by others, before ensure resolves", async () => {
        const [key] = await keys.ensure([fields(randomUUID())]);
        expect(key!.bytes).toHaveLength(32);
        expect((await (await readerOf()).find([key!.id])).get(key!.id)).toEqual(key!.bytes);
      });

      test("of a person and class is the same ever after, and no other's", async () => {
        const [one, two] = [randomUUID(), randomUUID()];
        const [a, b, c, again] = await keys.ensure([fields(one), fields(one, "contact"), fields(two), fields(one)]);
        expect(again).toEqual(a);
        expect(new Set([a!.id, b!.id, c!.id]).size).toBe(3);
        await reopen();
        expect(await keys.ensure([fields(one), fields(one, "contact"), fields(two)])).toEqual([a, b, c]);
      });

      test("of a narrative is new each time, and lists whom it names", async () => {
        const names = [randomUUID(), randomUUID()];
        const request: KeyRequest = { purpose: "narrative", names };
        const [a, b] = await keys.ensure([request, request]);
        expect(a!.id).not.toBe(b!.id);
        const all = await allOf(keys);
        expect(all.get(a!.id)).toMatchObject({ purpose: "narrative", class: "narrative", person: null, names });
        expect(all.get(b!.id)).toMatchObject({ names });
      });

      test("that is made once has the id of what it is for", async () => {
        const requests = [
          { purpose: "lookup" },
          { purpose: "file-names" },
          { purpose: "officers" },
          { purpose: "fingerprint", month: "2025-06" },
          { purpose: "file", file: randomUUID() },
        ] as const;
        expect((await keys.ensure(requests)).map(({ id }) => id)).toEqual(requests.map(singletonKeyId));
      });

      test("asked for by many at once is one key", async () => {
        const person = randomUUID();
        const raced = await Promise.all(
          Array.from(
            { length: 200 },
            async (_, i) => (await keys.ensure([fields(i % 2 ? person : randomUUID())]))[0]!.id,
          ),
        );
        expect(new Set(raced.filter((_, i) => i % 2)).size).toBe(1);
        expect(new Set(raced).size).toBe(101);
      });

      test("asked for in two stores at once is one key", async () => {
        const other = await openAgain();
        const wanted = Array.from({ length: 20 }, () => fields(randomUUID()));
        const [ours, theirs] = await Promise.all([keys.ensure(wanted), other.ensure(wanted.toReversed())]);
        expect(theirs.toReversed()).toEqual(ours);
        expect((await allOf(keys)).size).toBe(20);
      });

      test("that was never made is left out, and is not destroyed", async () => {
        expect((await keys.find([randomUUID()])).size).toBe(0);
        expect((await (await readerOf()).find([randomUUID()])).size).toBe(0);
        expect((await keys.find([])).size).toBe(0);
        expect(await keys.ensure([])).toEqual([]);
      });
    });

    describe("a destroyed key", () => {
      test("says so everywhere, and keeps the time of its first destruction", async () => {
        const [key, other] = await keys.ensure([fields(randomUUID()), fields(randomUUID())]);
        const reader = await readerOf();
        await reader.find([key!.id]);
        await keys.destroy([key!.id], NOW);
        expect((await keys.find([key!.id, other!.id])).get(key!.id)).toBe("destroyed");
        expect((await reader.find([key!.id, other!.id])).get(key!.id)).toBe("destroyed");
        expect((await reader.find([key!.id, other!.id])).get(other!.id)).toEqual(other!.bytes);
        await keys.destroy([key!.id, randomUUID()], LATER);
        await reopen();
        expect((await keys.find([key!.id])).get(key!.id)).toBe("destroyed");
        expect((await allOf(keys)).get(key!.id)).toMatchObject({ bytes: null, destroyedAt: NOW });
      });

      test("of a person is followed by a new one", async () => {
        const person = randomUUID();
        const [old] = await keys.ensure([fields(person)]);
        await keys.destroy([old!.id], NOW);
        const [next] = await keys.ensure([fields(person)]);
        expect(next!.id).not.toBe(old!.id);
        expect(await keys.ensure([fields(person)])).toEqual([next]);
        expect((await keys.find([old!.id])).get(old!.id)).toBe("destroyed");
      });

      test("of a file is never made again", async () => {
        const request = { purpose: "file", file: randomUUID() } as const;
        await keys.ensure([request]);
        await keys.destroy([singletonKeyId(request)], NOW);
        await expect(keys.ensure([request])).rejects.toThrow(KeyDestroyed);
        await reopen();
        await expect(keys.ensure([fields(randomUUID()), request])).rejects.toThrow(KeyDestroyed);
      });

      if (traits.severalInstances)
        test("is gone at once for another instance that has used it", async () => {
          const person = randomUUID();
          const file = { purpose: "file", file: randomUUID() } as const;
          const other = await openAgain();
          const [old, ofFile] = await keys.ensure([fields(person), file]);
          expect(await other.ensure([fields(person), file])).toEqual([old, ofFile]);
          expect((await other.find([old!.id])).get(old!.id)).toEqual(old!.bytes);
          await keys.destroy([old!.id, ofFile!.id], NOW);
          expect(new Set((await other.find([old!.id, ofFile!.id])).values())).toEqual(new Set(["destroyed"]));
          const [next] = await other.ensure([fields(person)]);
          expect(next!.id).not.toBe(old!.id);
          expect(await keys.ensure([fields(person)])).toEqual([next]);
          await expect(other.ensure([file])).rejects.toThrow(KeyDestroyed);
        });
    });

    test("keys of months are destroyed 60 days after the month's end", async () => {
      const months = ["2024-12", "2025-04", "2025-05"];
      await keys.ensure(months.map((month) => ({ purpose: "fingerprint", month })));
      const ids = months.map((month) => singletonKeyId({ purpose: "fingerprint", month }));
      expect(await keys.destroyExpired("2025-07-30T23:59:59.999Z")).toBe(2);
      const found = await keys.find(ids);
      expect(ids.map((id) => found.get(id) === "destroyed")).toEqual([true, true, false]);
      expect(await keys.destroyExpired("2025-07-30T23:59:59.999Z")).toBe(0);
    });

    describe("the store", () => {
      test("refuses another master key in a sentence, and stays as it was", async () => {
        const [key] = await keys.ensure([fields(randomUUID())]);
        await close();
        const wrong = randomBytes(32);
        await expect(under.open(wrong)).rejects.toThrow(WrongMasterKey);
        await expect(under.open(wrong)).rejects.toThrow(/The master key is not the one .* nothing was changed\./);
        await expect(under.openReader(wrong)).rejects.toThrow(WrongMasterKey);
        keys = await openAgain();
        expect((await keys.find([key!.id])).get(key!.id)).toEqual(key!.bytes);
      });

      test("is read when no one has it open for writing", async () => {
        const [key] = await keys.ensure([fields(randomUUID())]);
        await close();
        expect((await (await readerOf()).find([key!.id])).get(key!.id)).toEqual(key!.bytes);
      });

      test("closed answers no one any more", async () => {
        await close();
        await expect(keys.ensure([fields(randomUUID())])).rejects.toThrow();
        await expect(keys.destroy([randomUUID()], NOW)).rejects.toThrow(KeyStoreUnavailable);
      });
    });

    describe("the mark of how far erasures were applied", () => {
      const upTo = { number: 12, position: "some/where" };

      test("is none at first, then the last one set, also for who opens the keys later", async () => {
        expect(await keys.erasuresApplied()).toBeNull();
        await keys.markErasuresApplied({ number: 3, position: "before" });
        await keys.markErasuresApplied(upTo);
        expect(await keys.erasuresApplied()).toEqual(upTo);
        await reopen();
        expect(await keys.erasuresApplied()).toEqual(upTo);
      });

      test("is none any more once keys were restored, as those may have been erased since", async () => {
        const [key] = await keys.ensure([fields(randomUUID())]);
        const records = [(await allOf(keys)).get(key!.id)!];
        await keys.markErasuresApplied(upTo);
        await keys.restore(records);
        expect(await keys.erasuresApplied()).toBeNull();
      });
    });

    describe("another master key", () => {
      const next = randomBytes(32);

      test("opens every key that the old one opened, and the old one none", async () => {
        const made = await keys.ensure([
          ...Array.from({ length: 1_500 }, () => fields(randomUUID())),
          { purpose: "lookup" },
          { purpose: "narrative", names: [randomUUID()] },
        ]);
        const gone = made.pop()!;
        await keys.destroy([gone.id], NOW);
        const before = await allOf(keys);
        await close();
        expect(await under.rotate(under.masterKey, next)).toBe(made.length);
        await expect(under.open(under.masterKey)).rejects.toThrow(WrongMasterKey);
        keys = await openAgain(next);
        expect(await allOf(keys)).toEqual(before);
        expect((await keys.find([gone.id])).get(gone.id)).toBe("destroyed");
        expect((await keys.ensure([{ purpose: "lookup" }]))[0]).toEqual(made.at(-1));
      });

      test("is taken once, and only from whom has the present one", async () => {
        const [key] = await keys.ensure([fields(randomUUID())]);
        await close();
        await expect(under.rotate(randomBytes(32), next)).rejects.toThrow(WrongMasterKey);
        expect(await under.rotate(under.masterKey, next)).toBe(1);
        expect(await under.rotate(under.masterKey, next)).toBeNull();
        expect(await under.rotate(next, under.masterKey)).toBe(1);
        keys = await openAgain();
        expect((await keys.find([key!.id])).get(key!.id)).toEqual(key!.bytes);
      });
    });

    describe("moving keys", () => {
      let sqlite: KeyStore;
      let remove: () => void;
      beforeEach(async () => {
        const temporary = temporaryFolder();
        remove = temporary.remove;
        sqlite = await openKeyStore({ file: join(temporary.folder, "keys.db"), masterKey: randomBytes(32) });
      });
      afterEach(async () => {
        await sqlite.close();
        remove();
      });

      async function move(from: KeyStore, to: KeyStore): Promise<void> {
        await to.restore([...(await allOf(from)).values()]);
      }

      /** Two keys of one person, the first destroyed, and one of each other kind. */
      async function fill(store: KeyStore): Promise<string> {
        const person = randomUUID();
        const [old] = await store.ensure([fields(person)]);
        await store.destroy([old!.id], NOW);
        await store.ensure([
          fields(person),
          { purpose: "narrative", names: [person, randomUUID()] },
          { purpose: "lookup" },
          { purpose: "file-names" },
          { purpose: "officers" },
          { purpose: "fingerprint", month: "2025-05" },
          { purpose: "file", file: randomUUID() },
        ]);
        return person;
      }

      test.each(["from", "to"])("%s SQLite brings every key as it is, and again changes nothing", async (way) => {
        const [from, to] = way === "from" ? [sqlite, keys] : [keys, sqlite];
        const person = await fill(from);
        const before = await allOf(from);
        expect(before.size).toBe(8);
        await move(from, to);
        expect(await allOf(to)).toEqual(before);
        await move(from, to);
        expect(await allOf(to)).toEqual(before);
        expect(await to.ensure([fields(person), { purpose: "lookup" }])).toEqual(
          await from.ensure([fields(person), { purpose: "lookup" }]),
        );
        expect((await allOf(to)).size).toBe(8);
      });

      test("destroys here what was destroyed there, though it was in use", async () => {
        const person = randomUUID();
        const [old] = await sqlite.ensure([fields(person)]);
        await move(sqlite, keys);
        await keys.ensure([fields(person)]);
        await sqlite.destroy([old!.id], NOW);
        const [next] = await sqlite.ensure([fields(person)]);
        const all = await allOf(sqlite);
        await keys.restore([all.get(next!.id)!, all.get(old!.id)!]);
        expect(await allOf(keys)).toEqual(all);
        expect((await keys.find([old!.id])).get(old!.id)).toBe("destroyed");
        expect(await keys.ensure([fields(person)])).toEqual([next]);
      });

      test("brings no destroyed key back", async () => {
        const file = { purpose: "file", file: randomUUID() } as const;
        const [key, ofFile] = await sqlite.ensure([fields(randomUUID()), file]);
        await move(sqlite, keys);
        await keys.destroy([key!.id, ofFile!.id], NOW);
        await move(sqlite, keys);
        expect(new Set((await keys.find([key!.id, ofFile!.id])).values())).toEqual(new Set(["destroyed"]));
        expect((await allOf(keys)).get(key!.id)).toMatchObject({ bytes: null, destroyedAt: NOW });
      });

      test("refuses one in whose place another stands, and leaves that as it is", async () => {
        const person = randomUUID();
        await keys.ensure([fields(person), { purpose: "lookup" }, { purpose: "narrative", names: [] }]);
        const before = await allOf(keys);
        await sqlite.ensure([{ purpose: "lookup" }]);
        await expect(move(sqlite, keys)).rejects.toThrow(KeyConflict);
        const [ofPerson] = await sqlite.ensure([fields(person)]);
        const record = (await allOf(sqlite)).get(ofPerson!.id)!;
        await expect(keys.restore([record])).rejects.toThrow(KeyConflict);
        const narrative = [...before.values()].find(({ purpose }) => purpose === "narrative")!;
        const gone = { ...narrative, names: [person], bytes: null, destroyedAt: NOW };
        await expect(keys.restore([gone])).rejects.toThrow(KeyConflict);
        expect(await allOf(keys)).toEqual(before);
      });

      test("refuses one without its bytes", async () => {
        const [key] = await sqlite.ensure([fields(randomUUID())]);
        const record = (await allOf(sqlite)).get(key!.id)!;
        await expect(keys.restore([{ ...record, bytes: null }])).rejects.toThrow(TypeError);
        await expect(keys.restore([{ ...record, bytes: new Uint8Array(31) }])).rejects.toThrow(TypeError);
        expect((await allOf(keys)).size).toBe(0);
      });

      test("brings more than are read at a time", async () => {
        await sqlite.ensure(Array.from({ length: 2_500 }, () => fields(randomUUID())));
        await move(sqlite, keys);
        expect((await allOf(keys)).size).toBe(2_500);
      });
    });
  });
}
