import { afterAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { verifyChains } from "../../src/event-sourcing/stored-event/chain.js";
import { openSqliteEventStore } from "../../src/engines/sqlite/event-store.js";
import { commandIdOf } from "../../src/event-sourcing/deciding/command-handling.js";
import { AcknowledgementJournal, verifyAcknowledged } from "../engines/sqlite/acknowledgements.js";
import { temporaryFolder } from "../temporary.js";
import { Officer, startService, type Answered, type RunningService } from "./service.js";
import { storedEvents, storedReads } from "./stored.js";

const KILLS = 20;
const WRITERS = 16;
/** Persons whom all writers change, so that there are conflicts beside the crashes. */
const SHARED = 4;
/** Longest time between a start and the next kill. */
const MOST_MS = 250;

const { folder, remove } = temporaryFolder();
afterAll(remove);

test("after 20 SIGKILLs with 16 writers every acknowledged command is there once, the views show it, and no read is lost", async () => {
  const data = join(folder, "data");
  /** The process that serves; none between a kill and the next start. */
  const serving: { now: RunningService | undefined } = { now: await startService(data) };
  let { url } = serving.now!;
  /** Whatever process serves, or served last. */
  const whicheverServes = {
    get url() {
      return url;
    },
  };
  const administrator = new Officer(serving.now!, undefined, "ADMINISTRATOR");
  const agency = (await administrator.does("agencies", { kind: "BP3MI", name: "BP3MI Banten" })).id;
  const writing = await Promise.all(
    Array.from({ length: WRITERS }, () => new Officer(whicheverServes, agency).assigned()),
  );
  const reader = await new Officer(whicheverServes, agency).assigned();
  const first = new Officer(serving.now!, agency);
  const shared = await Promise.all(
    Array.from({ length: SHARED }, async () => (await first.does("persons", person("Shared"))).id),
  );
  const before = storedEvents(data).length;

  const journal = new AcknowledgementJournal(join(folder, "client.journal"));
  const counts = { recorded: 0 };
  let unknownOutcomes = 0;
  const over = new AbortController();

  /** Sends a command under one key until it is acknowledged, to whatever process serves by then. */
  async function write(officer: Officer, path: string, body: object, stream: (answer: Answered) => string) {
    const key = randomUUID();
    for (;;) {
      while (!serving.now) await setTimeout(1);
      try {
        const { status, body: answer } = await officer.sends<Answered>(path, body, { "idempotency-key": key });
        if (status === 503) continue;
        if (status !== 200 && status !== 201) throw new Refused(`${status} ${JSON.stringify(answer)}`);
        const commandId = commandIdOf(officer.id, `POST /api/v1/${path}`, key);
        journal.record({ commandId, stream: stream(answer), revision: answer.revision });
        counts.recorded++;
        return answer;
      } catch (error) {
        if (error instanceof Refused) throw error;
        unknownOutcomes++;
        await setTimeout(5);
      }
    }
  }

  const names = new Map<string, string>();
  const addresses = new Map<string, { revision: number; address: string }>();
  const writers = Promise.all(
    writing.map(async (officer, writer) => {
      for (let i = 0; !over.signal.aborted; i++) {
        const name = `Siti ${writer} ${i}`;
        const { id } = await write(officer, "persons", person(name), (answer) => `person-${answer.id}`);
        names.set(id, name);
        const target = shared[(writer + i) % SHARED]!;
        const address = `Kragilan ${writer}/${i}`;
        const changed = await write(officer, `persons/${target}/contact`, { address }, () => `person-${target}`);
        if (changed.revision > (addresses.get(target)?.revision ?? -1))
          addresses.set(target, { revision: changed.revision, address });
      }
    }),
  );

  /** Of whom the answer was read: it was recorded before it left. */
  const read = new Set<string>();
  const reading = (async () => {
    while (!over.signal.aborted) {
      const id = [...names.keys()].find((each) => !read.has(each));
      const answer =
        serving.now && id ? await reader.callsOnce("GET", `persons/${id}`).catch(() => undefined) : undefined;
      if (answer?.status === 200) read.add(id!);
      else await setTimeout(5);
    }
  })();

  for (let kill = 0; kill < KILLS; kill++) {
    // Every other process is killed in the midst of its work, however slow the machine; the others at any moment.
    const [enough, enoughRead] = kill % 2 === 1 ? [counts.recorded + 10, read.size + 2] : [0, 0];
    while (counts.recorded < enough || read.size < enoughRead) await Promise.race([writers, setTimeout(1)]);
    await Promise.race([writers, setTimeout(Math.random() * MOST_MS)]);
    const killed = serving.now!;
    serving.now = undefined;
    await killed.stop("SIGKILL");
    serving.now = await startService(data);
    ({ url } = serving.now);
  }
  over.abort();
  await Promise.all([writers, reading]);
  journal.close();

  // What reads the views is given no time to catch up: it waits for all of them by itself.
  const last = storedEvents(data).length;
  const service = serving.now!;
  const officer = new Officer(service, agency, "CASEWORKER", first.id);
  const { position } = await officer.does(`persons/${shared[0]!}/contact`, { safeTime: "Sunday" });
  const found = await Promise.all(
    [...names.keys(), ...shared].map((id) => officer.sees<Profile>(`persons/${id}?seen=${position}`)),
  );
  for (const { data: profile, dataAsOf } of found) {
    expect(dataAsOf).toMatchObject({ position });
    const changed = addresses.get(profile.id);
    if (changed) expect(profile.contact).toMatchObject({ address: changed.address });
    else expect(profile.identity).toMatchObject({ name: names.get(profile.id) });
  }
  const parked = await new Officer(service, undefined, "ADMINISTRATOR").sees<{ data: [] }>("parked");
  expect(parked.data).toEqual([]);
  expect(await service.stop()).toBe(0);

  const acknowledged = await journal.read();
  expect(acknowledged).toHaveLength(last - before);
  expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * 5);
  expect(unknownOutcomes).toBeGreaterThan(KILLS);
  expect(verifyAcknowledged(join(data, "events.db"), acknowledged)).toEqual({
    integrity: "ok",
    events: last + 1,
    lost: [],
    twice: [],
    gaps: 0,
  });
  const store = await openSqliteEventStore({ file: join(data, "events.db"), mode: "read" });
  expect(await verifyChains(store)).toMatchObject({ events: last + 1, faults: [] });
  await store.close();

  const reads = storedReads<{ readonly asked: readonly string[] }>(data);
  const recorded = new Set(reads.flatMap(({ actor, facts }) => (actor.id === reader.id ? facts.asked : [])));
  expect([...read].filter((id) => !recorded.has(id))).toEqual([]);
  expect(read.size).toBeGreaterThanOrEqual(KILLS);
  // Whoever starts on the folder goes on with the same chain.
  expect(new Set(reads.map(({ stream }) => stream)).size).toBe(1);
});

class Refused extends Error {}

interface Profile {
  readonly data: { readonly id: string; readonly identity: object; readonly contact: object };
  readonly dataAsOf: object;
}

function person(name: string) {
  return { sex: "FEMALE", source: "IN_PERSON", identity: { name } };
}
