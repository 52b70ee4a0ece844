import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openKawalsEvents } from "../../../src/engines/cluster-stores.js";
import { paper } from "../../end-to-end/casework.js";
import { kawal } from "../../end-to-end/run.js";
import { Officer, startService, until, viewsCaughtUp, type RunningService } from "../../end-to-end/service.js";
import { temporaryFolder } from "../../temporary.js";
import { temporaryDatabase, whereThereIsMongo, type TemporaryDatabase } from "../mongodb/database.js";
import { copyOf, putBack, type DatabaseCopy } from "./copied-database.js";
import { EVENT_STORE_SERVER, startEventStore, type EventStoreServer } from "./event-store-server.js";

/*
 * A cluster of which a part was lost, or put back alone from an older copy or another store: the service ends right
 * with it, or refuses with a sentence, and `kawal verify` finds what is refused. A store stands at three times:
 * `older`, `newer`, and as it is; `parted` is the older one that lived on by itself.
 */

const NAME = `a cluster of which a part was put back, on ${EVENT_STORE_SERVER}`;

/** Which collections of MongoDB are which part of a store. */
const PARTS = {
  keys: (name: string) => ["keys", "masterKeyCheck", "erasuresApplied", "storeOfKeys"].includes(name),
  views: (name: string) => name === "views" || name.startsWith("documents_"),
  checkpoints: (name: string) => name === "checkpoints",
  leases: (name: string) => name === "leases",
  "ends of the logs": (name: string) => name === "logEnds",
  files: (name: string) => name.startsWith("files."),
  "check of the master key": (name: string) => name === "masterKeyCheck",
  everything: () => true,
} as const;
type Part = keyof typeof PARTS;

const NOTHING: DatabaseCopy = new Map();

whereThereIsMongo(NAME, () =>
  describe(NAME, () => {
    const { folder, remove } = temporaryFolder();
    let server: EventStoreServer;
    let database: TemporaryDatabase;
    const copies: Record<"older" | "newer" | "parted" | "other" | "none", DatabaseCopy> = {
      older: NOTHING,
      newer: NOTHING,
      parted: NOTHING,
      other: NOTHING,
      none: NOTHING,
    };
    type Copy = keyof typeof copies;
    const masterKey = join(folder, "master.key");
    const otherMasterKey = join(folder, "other.key");
    let here: string;
    /** Sealed before the older copy was made. */
    let sealed: string;
    /** Registered after it. */
    let later: string;
    /** Which copy the log is; undefined once a service has written to it. */
    let logIs: Copy | undefined;

    const settings = (masterKeyFile = masterKey) => ({
      KAWAL_DATA: undefined,
      KAWAL_PROFILE: "cluster",
      KAWAL_EVENTSTORE: server.url,
      KAWAL_MONGODB: database.url,
      KAWAL_MASTER_KEY_FILE: masterKeyFile,
    });
    const command = (args: string[], masterKeyFile?: string) => {
      const { KAWAL_DATA: _, ...env } = settings(masterKeyFile);
      return kawal(args, env).ended;
    };
    const start = (masterKeyFile?: string) => startService(folder, settings(masterKeyFile));

    async function inService<T>(work: (service: RunningService) => Promise<T>, masterKeyFile?: string): Promise<T> {
      logIs = undefined;
      const service = await start(masterKeyFile);
      try {
        return await work(service);
      } finally {
        await service.stop();
      }
    }

    const agencyIn = async (service: RunningService) =>
      (await new Officer(service, undefined, "ADMINISTRATOR").does("agencies", { kind: "BP3MI", name: "B" })).id;
    const register = (officer: Officer, name: string) =>
      officer.does("persons", {
        sex: "FEMALE",
        source: "IN_PERSON",
        identity: { name },
        migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
      });

    async function keep(name: Exclude<Copy, "none">): Promise<void> {
      copies[name] = await copyOf(database.db);
      await server.copy(name);
    }

    async function putLog(copy: Copy): Promise<void> {
      if (logIs === copy) return;
      await server.putBack(copy === "none" ? undefined : copy);
      logIs = copy;
    }

    /** The newer store, with parts of another one in place of its own. */
    async function stands(log: Copy, parts: Partial<Record<Part, Copy>>): Promise<void> {
      await putLog(log);
      await putBack(database.db, copies.newer, PARTS.everything);
      for (const [part, from] of Object.entries(parts)) await putBack(database.db, copies[from], PARTS[part as Part]);
    }

    async function refuses(sentence: RegExp, masterKeyFile?: string): Promise<void> {
      await expect(start(masterKeyFile)).rejects.toThrow(sentence);
      // Not only the first time: a refusal leaves what it found.
      await expect(start(masterKeyFile)).rejects.toThrow(sentence);
    }

    async function endsRight(): Promise<void> {
      await inService(async (service) => {
        const worker = new Officer(service, here);
        const status = async (path: string) => (await worker.calls("GET", path)).status;
        // At once, and not only when the views have been built: nobody is shown what is sealed.
        expect([404, 503]).toContain((await worker.callsOnce("GET", `persons/${sealed}`)).status);
        const { id, position } = await register(worker, "Baru Contoh");
        expect(await status(`persons/${id}?seen=${position}`)).toBe(200);
        expect(await status(`persons/${sealed}`)).toBe(404);
        // What follows elsewhere is not passed by.
        await until(
          () => status(`migrants/${id}`),
          (found) => found === 200,
        );
        await viewsCaughtUp(service);
      });
      const { output } = await command(["status"]);
      expect(output).toMatch(/need-to-know v\d+: up to date/);
      expect(output).not.toMatch(/-\d+ behind|ahead|another store/);
      await verifies(0);
    }

    /** What `kawal verify` says. */
    async function verifies(expected: number, masterKeyFile?: string): Promise<string> {
      const { code, output } = await command(["verify"], masterKeyFile);
      expect([code, output]).toEqual([expected, expect.any(String)]);
      return output;
    }

    beforeAll(async () => {
      for (const file of [masterKey, otherMasterKey]) writeFileSync(file, randomBytes(32), { mode: 0o600 });
      server = await startEventStore(folder);
      database = await temporaryDatabase();
      await inService(async (service) => {
        here = await agencyIn(service);
        const worker = new Officer(service, here);
        sealed = (await register(worker, "Sari Contoh")).id;
        await worker.calls("POST", `files?person=${sealed}`, paper("surat jalan"), {
          "content-type": "application/pdf",
          "idempotency-key": crypto.randomUUID(),
        });
        const seal = { ground: "TRAFFICKING_VICTIM", officers: [] };
        await new Officer(service, here, "SUPERVISOR").does(`persons/${sealed}/seals`, seal);
        await viewsCaughtUp(service);
      });
      await keep("older");
      await inService(async (service) => {
        const worker = new Officer(service, here);
        for (const name of ["Wati Contoh", "Dewi Contoh", "Ratna Contoh"]) {
          const { id, position } = await register(worker, name);
          later = id;
          await worker.calls("GET", `persons/${id}?seen=${position}`);
        }
        await viewsCaughtUp(service);
      });
      await keep("newer");
      // The older one lived on by itself, and became longer than the newer.
      await server.putBack("older");
      await putBack(database.db, copies.older, PARTS.everything);
      await inService(async (service) => {
        const worker = new Officer(service, here);
        for (const name of ["A", "B", "C", "D", "E", "F", "G", "H"]) await register(worker, `${name} Contoh`);
      });
      await keep("parted");
      await server.putBack(undefined);
      await putBack(database.db, NOTHING, PARTS.everything);
      await inService(
        async (service) => register(new Officer(service, await agencyIn(service)), "Sari Lain"),
        otherMasterKey,
      );
      await keep("other");
    });
    afterAll(async () => {
      await database?.dispose();
      await server?.stop();
      remove();
    });

    test("as it was left, nothing is wrong with it", async () => {
      await stands("newer", {});
      const output = await verifies(0);
      expect(output).toMatch(/^\d+ events in \d+ streams, 0 faults/m);
      expect(output).toMatch(/^[1-9]\d* keys, 0 faults/m);
      expect(output).toMatch(/^1 files, 0 faults/m);
      expect(output).toMatch(/^[1-9]\d* views, 0 faults/m);
    });

    test.each<[Part, Copy]>([
      ["views", "older"],
      ["views", "parted"],
      ["views", "other"],
      ["views", "none"],
      ["checkpoints", "older"],
      ["checkpoints", "other"],
      ["checkpoints", "none"],
      ["leases", "other"],
      ["leases", "none"],
      ["ends of the logs", "older"],
      ["ends of the logs", "none"],
      ["check of the master key", "none"],
    ])("%s: %s ends right", async (part, from) => {
      await stands("newer", { [part]: from });
      await endsRight();
    });

    test("an older log with the MongoDB of then ends right", async () => {
      await stands("older", { everything: "older" });
      await endsRight();
    });

    test.each<[string, Copy, Partial<Record<Part, Copy>>, RegExp, RegExp]>([
      [
        "an older log",
        "older",
        {},
        /the log of events in EventStoreDB ends with event \d+, and had reached event \d+/,
        /"rolled-back"/,
      ],
      [
        "an older log, and MongoDB without its views and checkpoints",
        "older",
        { views: "none", checkpoints: "none" },
        /the log of events in EventStoreDB ends with event \d+, and had reached event \d+/,
        /"rolled-back"/,
      ],
      [
        "a log of another life, with its keys",
        "parted",
        { keys: "parted" },
        /the log of events in EventStoreDB has another event \d+ than it had/,
        /"not-as-taken"/,
      ],
    ])(
      "%s is refused, until an operator accepts the loss, which is recorded",
      async (_, log, parts, sentence, fault) => {
        await stands(log, parts);
        expect(await verifies(2)).toMatch(fault);
        await refuses(sentence);
        await expect(start()).rejects.toThrow(/kawal accept-loss/);
        const { code, output } = await command(["accept-loss", "--reason", "the newest copy was on the same disk"]);
        expect([code, output]).toEqual([0, expect.stringMatching(/had reached event \d+: this is recorded/)]);
        const events = await openKawalsEvents(server.url);
        const accepted = (await events.readStream("store")).filter(({ type }) => type === "LogLossAccepted");
        await events.close();
        expect(new Set(accepted.map(({ bytes }) => logOf(bytes))).has("events")).toBe(true);
        logIs = undefined;
        // Whom the log lost is nobody any more.
        await inService(async (service) => {
          const asked = await new Officer(service, here).calls("GET", `persons/${later}`);
          expect(asked.status).toBe(404);
        });
        await endsRight();
      },
    );

    test.each<[string, Copy, Partial<Record<Part, Copy>>, RegExp, RegExp]>([
      ["an empty log", "none", {}, /the log has none of its events/, /"rolled-back"/],
      ["the log of another store", "other", {}, /the keys are of another store/, /"keys-of-another-store"/],
      ["a log of another life, without its keys", "parted", {}, /the keys are older than the events/, /"key-missing"/],
      ["MongoDB without keys", "newer", { keys: "none" }, /MongoDB no keys: restore them/, /"keys-missing"/],
      ["an empty MongoDB", "newer", { everything: "none" }, /MongoDB no keys: restore them/, /"keys-missing"/],
      ["older keys", "newer", { keys: "older" }, /the keys are older than the events/, /"key-missing"/],
      ["an older MongoDB", "newer", { everything: "older" }, /the keys are older than the events/, /"key-missing"/],
    ])("%s is refused, with a sentence", async (_, log, parts, sentence, fault) => {
      await stands(log, parts);
      expect(await verifies(2)).toMatch(fault);
      await refuses(sentence);
      // What it is told to bring back is all that it needs.
      await stands("newer", {});
      await endsRight();
    });

    test.each<[string, Partial<Record<Part, Copy>>]>([
      ["keys of another store", { keys: "other" }],
      ["MongoDB of another store", { everything: "other" }],
    ])("%s is refused, with a sentence", async (_, parts) => {
      await stands("newer", parts);
      // With the master key of those keys, so that they open; and with that of the events.
      await refuses(/the keys are of another store/, otherMasterKey);
      await refuses(/The master key is not the one/);
      expect(await verifies(2, otherMasterKey)).toMatch(/"keys-of-another-store"/);
      expect(await verifies(2)).toMatch(/"wrong-master-key"/);
    });

    test("another master key is refused, also where only the check of it is lost", async () => {
      await stands("newer", { "check of the master key": "none" });
      await refuses(/The master key is not the one/, otherMasterKey);
      await endsRight();
    });

    describe("under a running instance", () => {
      /** What it answers, once it says that it is not ready. */
      async function answersOf(
        change: () => Promise<void>,
      ): Promise<{ ready: string; read: number; command: number; output: string }> {
        await stands("newer", {});
        logIs = undefined;
        const service = await start();
        const worker = new Officer(service, here);
        await register(worker, "Sebelum Contoh");
        await change();
        const ready = await until(
          () => fetch(`${service.url}/health/ready`),
          ({ status }) => status === 503,
        );
        const asked = await worker.callsOnce("GET", `persons/${later}`);
        const body = JSON.stringify({ sex: "FEMALE", source: "IN_PERSON", identity: { name: "Sesudah Contoh" } });
        const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
        const sent = await worker.callsOnce("POST", "persons", body, headers);
        await service.stop("SIGKILL");
        return { ready: await ready.text(), read: asked.status, command: sent.status, output: service.output() };
      }

      test("an older log is noticed, and nothing is answered any more", async () => {
        const answers = await answersOf(async () => {
          logIs = undefined;
          await putLog("older");
        });
        expect(answers).toMatchObject({
          ready: expect.stringContaining("EventStoreDB is not the log that the service was started with"),
          read: 503,
          command: 503,
          output: expect.stringContaining("put the newest copy back"),
        });
        await refuses(/and had reached event \d+/);
      });

      test.each<[string, Part]>([
        ["no keys", "keys"],
        ["an empty MongoDB", "everything"],
      ])("%s is noticed, and no new keys are made", async (_, part) => {
        const answers = await answersOf(() => putBack(database.db, NOTHING, PARTS[part]));
        expect(answers).toMatchObject({ read: 503, command: 503 });
        expect(await database.db.collection("keys").countDocuments()).toBe(0);
        await refuses(/MongoDB no keys: restore them/);
      });

      test("older keys are noticed, and no new ones are made for those that they lack", async () => {
        const older = copies.older.get("keys")!.documents.length;
        const answers = await answersOf(() => putBack(database.db, copies.older, PARTS.keys));
        expect(answers).toMatchObject({ read: 503, command: 503 });
        expect(await database.db.collection("keys").countDocuments()).toBe(older);
        await refuses(/the keys are older than the events/);
      });

      test("older views are noticed, and brought up to date by the next start", async () => {
        const answers = await answersOf(() => putBack(database.db, copies.older, PARTS.views));
        expect(answers).toMatchObject({
          ready: expect.stringContaining("MongoDB is not the database that the service was started with"),
          read: 503,
          command: 503,
          output: expect.stringContaining("The views in MongoDB are not those that the service was started with"),
        });
        await endsRight();
      });

      test("views that are gone answer 503, and are built by the next start", async () => {
        const answers = await answersOf(() => putBack(database.db, NOTHING, PARTS.views));
        expect(answers.read).toBe(503);
        await endsRight();
      });
    });

    test("an event that was recorded in the future is told of at the start", async () => {
      await stands("newer", {});
      logIs = undefined;
      const events = await openKawalsEvents(server.url);
      const { stream, revision, type, bytes } = (await events.newest())!;
      const inFuture = {
        ...(JSON.parse(Buffer.from(bytes).toString()) as object),
        recordedAt: "2099-01-01T00:00:00.000Z",
      };
      const event = { id: crypto.randomUUID(), type, bytes: Buffer.from(JSON.stringify(inFuture)) };
      await events.append(stream, revision, [event]);
      await events.close();
      const service = await start();
      expect(service.output()).toContain("The newest event was recorded at 2099-01-01T00:00:00.000Z");
      await service.stop("SIGKILL");
    });

    test("files that are gone are found", async () => {
      await stands("newer", { files: "none" });
      expect(await verifies(2)).toMatch(/"file-missing"/);
    });
  }),
);

function logOf(bytes: Uint8Array): string {
  return (JSON.parse(Buffer.from(bytes).toString()) as { facts: { log: string } }).facts.log;
}
