import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { verifyChains } from "../../../src/audit/chain.js";
import { readLog } from "../../../src/audit/reads/open-read-log.js";
import type { ReadLog, ReadPage } from "../../../src/audit/reads/read-log.js";
import { readWriter, type ReadWriterOptions } from "../../../src/audit/reads/read-writer.js";
import { LIMITS } from "../../../src/limits.js";
import { openKeyStore } from "../../../src/engines/sqlite/key-store.js";
import { openSqliteReadModel, type SqliteReadModel } from "../../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../../src/engines/sqlite/view-store.js";
import type { Envelope } from "../../../src/event-sourcing/envelope.js";
import { InvalidCursor } from "../../../src/event-sourcing/read-model.js";
import { StoreUnavailable, type EventStore, type RawEvent } from "../../../src/event-sourcing/event-store.js";
import { runProjections } from "../../../src/event-sourcing/projection-runner.js";
import { createSealing } from "../../../src/privacy/sealing.js";
import { viewsOfReads } from "../../../src/slices.js";
import { AGENCY, OFFICER } from "../../given.js";
import { patient } from "../../patient.js";
import { settableClock, temporaryFolder } from "../../temporary.js";
import { answered, refused } from "./read-entries.js";

export interface ReadsStore {
  readonly store: EventStore;
  readonly dispose: () => Promise<void>;
}

const START = "2026-03-01T08:00:00.000Z";

/** What the log of reads must do, whatever keeps its events. @param open an empty store each time */
export function readLogContract(
  name: string,
  profile: ReadWriterOptions["profile"],
  open: () => Promise<ReadsStore>,
): void {
  describe(`the log of reads on ${name}`, () => {
    const clock = settableClock(START);
    let store: EventStore;
    let log: ReadLog;
    let readModel: SqliteReadModel;
    let writing: Omit<ReadWriterOptions, "store">;
    const closing: (() => unknown)[] = [];

    beforeEach(async () => {
      clock.set(START);
      const { folder, remove } = temporaryFolder();
      const under = await open();
      store = under.store;
      const keys = await openKeyStore({ file: join(folder, "keys.db"), masterKey: randomBytes(32) });
      const views = openSqliteViewStore(join(folder, "views.db"));
      readModel = patient(openSqliteReadModel(join(folder, "views.db"), ["reads"]));
      const runner = await runProjections({
        ...viewsOfReads,
        events: store,
        views,
        onCheckpoint: (numbers) => readModel.advanced(numbers),
        onAlarm: (alarm) => expect(alarm).toBeUndefined(),
      });
      writing = { sealing: createSealing(keys), clock, profile, host: "desa-1" };
      log = instance();
      closing.push(
        remove,
        () => keys.close(),
        under.dispose,
        () => views.close(),
        () => readModel.close(),
      );
      closing.push(() => runner.stop());
    });
    afterEach(async () => {
      for (let close; (close = closing.pop());) await close();
    });

    /** A process of its own over the same store. */
    function instance(over: EventStore = store): ReadLog {
      return readLog(readWriter({ ...writing, store: over }), store, readModel);
    }

    const stored = async () => (await store.readAll(null, 1_000)).map(envelopeOf);
    const rows = ({ reads }: ReadPage) => reads.map(({ ids, outcome }) => [outcome, ...ids]);

    test("holds who was given what, why, and when, before the record resolves", async () => {
      const [person, other] = [randomUUID(), randomUUID()];
      const entry = answered([person, other], {
        asked: [person],
        persons: [person],
        classes: ["identity"],
        by: ["name"],
      });
      await log.record(entry);
      const [begun, read, ...rest] = await stored();
      expect(rest).toEqual([]);
      expect(begun).toMatchObject({ type: "LogOfReadsBegun", facts: { profile, host: "desa-1" }, previous: null });
      expect(read).toMatchObject({
        format: 2,
        stream: begun!.stream,
        revision: 1,
        type: "RequestAnswered",
        subjects: [{ person, role: "READ" }],
        commandId: entry.request,
        correlation: entry.request,
        causation: null,
        actor: { kind: "OFFICER", id: OFFICER, agency: AGENCY, role: "CASEWORKER" },
        purpose: "PROTECTION",
        lawfulBasis: "PUBLIC_TASK",
        recordedAt: START,
        fingerprint: { key: "2026-03" },
        facts: {
          route: entry.route,
          status: 200,
          asked: [person],
          ids: [person, other],
          count: 2,
          classes: ["identity"],
          by: ["name"],
        },
        sealed: [],
      });
      expect(begun!.stream).toMatch(/^reads-[0-9a-f-]{36}$/);
    });

    test("is one chain, whatever comes at once", async () => {
      const persons = Array.from({ length: 300 }, () => randomUUID());
      let appends = 0;
      const counting: EventStore = {
        ...store,
        append: (...append) => {
          appends++;
          return store.append(...append);
        },
      };
      const busy = instance(counting);
      await Promise.all(persons.map((person) => busy.record(answered([person]))));
      const events = await stored();
      expect(events.slice(1).map(({ facts }) => facts["ids"])).toEqual(persons.map((person) => [person]));
      expect(events.map(({ revision }) => revision)).toEqual(events.map((_, i) => i));
      expect(await verifyChains(store)).toEqual({ events: 301, streams: 1, faults: [] });
      // The beginning, the first, and what came meanwhile.
      expect(appends).toBeLessThan(6);
    });

    test("shows a change of any byte to whoever follows its chain", async () => {
      await log.record(answered([randomUUID()]));
      await log.record(answered([randomUUID()]));
      await log.record(answered([randomUUID()]));
      const forged: EventStore = {
        ...store,
        readAll: async (...from) => (await store.readAll(...from)).map(officerForged),
      };
      const { faults } = await verifyChains(forged);
      expect(faults.map(({ fault, revision }) => `${fault} at ${revision}`)).toEqual(["changed-or-next at 2"]);
    });

    test("finds who was given a person's data, and who was refused it, newest first, page by page", async () => {
      const [person, other] = [randomUUID(), randomUUID()];
      for (let i = 0; i < 5; i++) await log.record(answered([other, person]));
      await log.record(answered([other]));
      await log.record(refused(person, "sealed-subject"));
      expect(await log.caughtUp()).toBe(true);
      const first = await log.of(person, { limit: 4 });
      expect(rows(first)).toEqual([["refused"], ...Array.from({ length: 3 }, () => ["answered", other, person])]);
      expect(first.reads[0]).toMatchObject({ rule: "sealed-subject", status: 404, officer: OFFICER, agency: AGENCY });
      const second = await log.of(person, { limit: 4, after: first.next });
      expect(second.reads).toHaveLength(2);
      expect(second.next).toBeUndefined();
      const all = [...first.reads, ...second.reads].map(({ id }) => id);
      expect(all).toEqual([...new Set(all)]);
    });

    test("finds what was read in a span of time, by whom and for which agency", async () => {
      const agency = randomUUID();
      const officer = randomUUID();
      const by = { ...answered([]).actor, id: officer, agency };
      for (const [day, more] of [
        ["01", {}],
        ["02", {}],
        ["03", { actor: by }],
        ["04", {}],
      ] as const) {
        clock.set(`2026-04-${day}T08:00:00.000Z`);
        await log.record(answered([randomUUID()], more));
      }
      expect(await log.caughtUp()).toBe(true);
      const days = async (more: object) => {
        const page = await log.between("2026-04-02T08:00:00.000Z", "2026-04-03T08:00:00.000Z", { limit: 9, ...more });
        return page.reads.map(({ recordedAt }) => recordedAt.slice(8, 10));
      };
      expect(await days({})).toEqual(["03", "02"]);
      expect(await days({ agency })).toEqual(["03"]);
      expect(await days({ officer })).toEqual(["03"]);
      expect(await days({ agency: AGENCY })).toEqual(["02"]);
    });

    test("keeps the first ids of a very large answer, and how many there were", async () => {
      const ids = Array.from({ length: LIMITS.idsAnswered.most + 500 }, () => randomUUID());
      await log.record(answered(ids, { asked: ids }));
      const [list, read] = (await stored()).slice(-2);
      expect(list!.facts["ids"]).toEqual(ids.slice(0, LIMITS.idsAnswered.most).toSorted());
      expect(read!.facts).toMatchObject({ ids: [], list: list!.facts["list"], count: ids.length });
      expect(read!.facts["asked"]).toHaveLength(100);
    });

    test("keeps the ids of a page once, however often it is given, and by whom, and adds little each time", async () => {
      const page = Array.from({ length: 200 }, () => randomUUID());
      const other = [...page.slice(1), randomUUID()];
      for (const ids of [page, page.toReversed(), other, page, other]) await log.record(answered(ids));
      await Promise.all(Array.from({ length: 3 }, () => log.record(answered(other.slice(1)))));
      const events = (await store.readAll(null, 100)).slice(1);
      const types = events.map((event) => envelopeOf(event).type);
      expect(types.filter((type) => type === "IdsListed")).toHaveLength(3);
      for (const event of events)
        if (envelopeOf(event).type === "RequestAnswered") expect(event.bytes.byteLength).toBeLessThan(2_048);
      expect(await verifyChains(store)).toEqual({ events: 12, streams: 1, faults: [] });

      expect(await log.caughtUp()).toBe(true);
      const counts = async (id: string) => (await log.of(id, { limit: 20 })).reads.map(({ ids }) => ids.length);
      expect(await counts(page[0]!)).toEqual([200, 200, 200]);
      expect(await counts(page[5]!)).toEqual([199, 199, 199, 200, 200, 200, 200, 200]);
      const [read] = (await log.between(START, START, { limit: 1 })).reads;
      expect(read!.ids.length).toBe(read!.count);
    });

    test("gives the next page of who was given a person's data also where another list holds them by then", async () => {
      const ids = Array.from({ length: 40 }, () => randomUUID());
      for (let i = 0; i < 3; i++) await log.record(answered(ids));
      expect(await log.caughtUp()).toBe(true);
      const first = await log.of(ids[0]!, { limit: 2 });
      await log.record(answered([...ids, randomUUID()]));
      expect(await log.caughtUp()).toBe(true);
      const second = await log.of(ids[0]!, { limit: 2, after: first.next });
      expect([first.reads.length, second.reads.length, second.next]).toEqual([2, 1, undefined]);
      await expect(log.of(ids[0]!, { limit: 2, after: "x" })).rejects.toBeInstanceOf(InvalidCursor);
    });

    test("keeps a list again that may not be there: after a failure, and of another instance", async () => {
      const ids = Array.from({ length: 40 }, () => randomUUID());
      let failing = true;
      const faulty: EventStore = {
        ...store,
        async append(...append) {
          if (failing) throw new StoreUnavailable("no answer");
          return store.append(...append);
        },
      };
      const shaky = instance(faulty);
      await expect(shaky.record(answered(ids))).rejects.toBeInstanceOf(StoreUnavailable);
      failing = false;
      await shaky.record(answered(ids));
      await instance().record(answered(ids));
      const types = (await stored()).map(({ type }) => type).filter((type) => type !== "LogOfReadsBegun");
      expect(types).toEqual(["IdsListed", "RequestAnswered", "IdsListed", "RequestAnswered"]);
      expect(await log.caughtUp()).toBe(true);
      expect((await log.of(ids[7]!, { limit: 9 })).reads.map(({ count }) => count)).toEqual([40, 40]);
    });

    test.each([
      ["nothing was appended", false],
      ["it was appended all the same", true],
    ])("withholds what it could not record, and goes on: %s", async (_, appended) => {
      let failing = false;
      const faulty: EventStore = {
        ...store,
        async append(...append) {
          const number = failing && !appended ? 0 : await store.append(...append);
          if (failing) throw new StoreUnavailable("no answer");
          return number;
        },
      };
      const shaky = instance(faulty);
      await shaky.record(answered([randomUUID()]));
      failing = true;
      const lost = Array.from({ length: 3 }, () => shaky.record(answered([randomUUID()])));
      for (const each of lost) await expect(each).rejects.toBeInstanceOf(StoreUnavailable);
      failing = false;
      await shaky.record(answered([randomUUID()]));
      // At the first failure one was under way, and two waited for the next append.
      expect(await verifyChains(store)).toEqual({ events: appended ? 6 : 3, streams: 1, faults: [] });
    });

    test("never goes back in time", async () => {
      await log.record(answered([]));
      clock.set("2026-02-01T00:00:00.000Z");
      await log.record(answered([]));
      expect((await stored()).map(({ recordedAt }) => recordedAt)).toEqual([START, START, START]);
    });

    test("has a stream of each instance", async () => {
      await log.record(answered([]));
      const next = instance();
      await next.record(answered([]));
      await next.record(answered([]));
      const streams = new Set((await stored()).map(({ stream }) => stream));
      // An embedded store is written by one process after another, on the same chain.
      expect(streams.size).toBe(profile === "embedded" ? 1 : 2);
      const events = profile === "embedded" ? 4 : 5;
      expect(await verifyChains(store)).toEqual({ events, streams: streams.size, faults: [] });
    });
  });
}

function envelopeOf({ bytes }: RawEvent): Envelope {
  return JSON.parse(Buffer.from(bytes).toString()) as Envelope;
}

/** Another officer's id in the place of that of the event at revision 2, in canonical bytes. */
function officerForged(event: RawEvent): RawEvent {
  if (event.revision !== 2) return event;
  return { ...event, bytes: Buffer.from(Buffer.from(event.bytes).toString().replace(OFFICER, AGENCY)) };
}
