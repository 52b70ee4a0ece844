import { expect, test } from "@jest/globals";
import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { openFolderFileStore } from "../../src/engines/folder/file-store.js";
import { openMongoFileStore } from "../../src/engines/mongodb/file-store.js";
import { openMongoKeyStore } from "../../src/engines/mongodb/key-store.js";
import { openSqliteEventStore } from "../../src/engines/sqlite/event-store.js";
import { openKeyStore } from "../../src/engines/sqlite/key-store.js";
import type { EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import { exportStore } from "../../src/moving/export-store.js";
import { importStore, type ImportTarget } from "../../src/moving/import-store.js";
import type { FileStore } from "../../src/privacy/file-store.js";
import type { KeyStore } from "../../src/privacy/key-store.js";
import { registry } from "../../src/slices.js";
import { openStore } from "../../src/store/open-store.js";
import { openScopedStore } from "../engines/eventstoredb/scoped-store.js";
import { temporaryDatabase, whereThereIsMongo } from "../engines/mongodb/database.js";
import { allOf } from "../engines/key-store.contract.js";
import { openTemporaryStore, settableClock, temporaryFolder } from "../temporary.js";
import { chainedEvents } from "./chained-events.js";

const EVENTSTORE_URL = process.env["EVENTSTORE_URL"];
const PASSPHRASE = "kuda lumping di alun-alun";

interface Parts {
  readonly events: EventStore;
  readonly reads: EventStore;
  readonly keys: KeyStore;
  readonly openFiles: () => Promise<FileStore>;
}
const asTarget = (parts: Parts): ImportTarget => ({
  ...parts,
  begin: async () => undefined,
  finish: async () => undefined,
  close: async () => undefined,
});
const asSource = async ({ openFiles, ...parts }: Parts) => ({
  ...parts,
  files: await openFiles(),
  close: async () => undefined,
});

async function bytesOf({ events, reads }: Parts): Promise<string[]> {
  return [...(await events.readAll(null, 10_000)), ...(await reads.readAll(null, 10_000))].map(
    ({ stream, revision, id, type, bytes }) => `${stream}@${revision} ${id} ${type} ${Buffer.from(bytes).toString()}`,
  );
}

async function keysOf({ keys }: Parts): Promise<object[]> {
  return [...(await allOf(keys)).values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

const NAME = "a store moves to EventStoreDB and MongoDB, resumed on the way, and back again";
if (EVENTSTORE_URL === undefined) test.skip(`${NAME} (EVENTSTORE_URL names no server)`, () => undefined);
else
  whereThereIsMongo(NAME, () => {
    test(NAME, async () => {
      const { folder, remove } = temporaryFolder();
      const temporary = await openTemporaryStore(registry, settableClock("2025-06-01T00:00:00.000Z"));
      await openStore(temporary.handling, false);
      // More than one append may hold, in one stream; and streams that take turns.
      for (const { stream, events } of chainedEvents(2, 40, { note: "x".repeat(40_000) }))
        await temporary.store.append(stream, -1, events);
      const [one, other] = chainedEvents(2, 20);
      for (let revision = 0; revision < 20; revision++)
        for (const { stream, events } of [one!, other!])
          await temporary.store.append(stream, revision - 1, [events[revision]!]);
      const reads = await openSqliteEventStore({ file: join(temporary.folder, "reads.db"), mode: "write" });
      for (const { stream, events } of chainedEvents(2, 5)) await reads.append(stream, -1, events);
      const embedded: Parts = {
        events: temporary.store,
        reads,
        keys: temporary.keys,
        openFiles: () => openFolderFileStore({ folder: join(temporary.folder, "files"), keys: temporary.keys }),
      };
      const person = randomUUID();
      const [, gone] = await embedded.keys.ensure([
        { purpose: "fields", person, class: "identity" },
        { purpose: "fields", person, class: "contact" },
      ]);
      await embedded.keys.destroy([gone!.id], "2025-06-02T00:00:00.000Z");
      const file = randomUUID();
      async function* content() {
        yield Buffer.from("%PDF-1.7 surat jalan");
      }
      await (await embedded.openFiles()).put(file, content(), { maxBytes: 99, allowedTypes: ["application/pdf"] });
      const first = join(folder, "first");
      const moved = await exportStore(await asSource(embedded), registry, first, PASSPHRASE, () => undefined);

      const { db, dispose } = await temporaryDatabase();
      const scoped = () =>
        openScopedStore(`t${randomUUID().replaceAll("-", "")}`, { connectionString: EVENTSTORE_URL });
      const events = await scoped();
      const keys = await openMongoKeyStore({ db, masterKey: randomBytes(32) });
      const cluster: Parts = {
        events,
        reads: await scoped(),
        keys,
        openFiles: () => openMongoFileStore({ db, keys }),
      };
      // Cut off in the middle.
      let left = 40;
      const failing = {
        ...events,
        append: (...args: Parameters<EventStore["append"]>) => {
          if (left-- === 0) throw new Error("cut off");
          return events.append(...args);
        },
      };
      const cut = importStore(asTarget({ ...cluster, events: failing }), first, PASSPHRASE, () => undefined);
      await expect(cut).rejects.toThrow("cut off");
      const half = await bytesOf(cluster);
      expect(half).toEqual((await bytesOf(embedded)).slice(0, half.length));
      expect(half.length).toBeGreaterThan(0);
      expect(half.length).toBeLessThan(moved.events);
      expect(await importStore(asTarget(cluster), first, PASSPHRASE, () => undefined)).toEqual(moved);
      expect(await bytesOf(cluster)).toEqual(await bytesOf(embedded));
      expect(await keysOf(cluster)).toEqual(await keysOf(embedded));

      const second = join(folder, "second");
      await exportStore(await asSource(cluster), registry, second, PASSPHRASE, () => undefined);
      const back = await openKeyStore({ file: join(folder, "keys.db"), masterKey: randomBytes(32) });
      const home: Parts = {
        events: await openSqliteEventStore({ file: join(folder, "events.db"), mode: "write" }),
        reads: await openSqliteEventStore({ file: join(folder, "reads.db"), mode: "write" }),
        keys: back,
        openFiles: () => openFolderFileStore({ folder: join(folder, "files"), keys: back }),
      };
      expect(await importStore(asTarget(home), second, PASSPHRASE, () => undefined)).toEqual(moved);
      expect(await bytesOf(home)).toEqual(await bytesOf(embedded));
      expect(await keysOf(home)).toEqual(await keysOf(embedded));
      for (const parts of [cluster, home])
        expect(await text(await (await parts.openFiles()).get(file))).toBe("%PDF-1.7 surat jalan");

      await home.events.close();
      await home.reads.close();
      await cluster.reads.close();
      await reads.close();
      await back.close();
      await events.close();
      await keys.close();
      await dispose();
      await temporary.close();
      remove();
    });
  });
