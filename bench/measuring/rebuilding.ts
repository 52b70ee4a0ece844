import { join } from "node:path";
import { readFileSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { openSqliteEventStore } from "../../src/engines/sqlite/event-store.js";
import { openProjectionKeys } from "../../src/engines/sqlite/projection-keys.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { runProjections } from "../../src/event-sourcing/projecting/projection-runner.js";
import type { Projection } from "../../src/event-sourcing/projecting/projection.js";
import type { ViewStore } from "../../src/event-sourcing/projecting/view-store.js";
import { projections, registry } from "../../src/slices.js";
import { FIVE_CONTACT_FIELDS } from "../log/life.ts";
import { memoryOf, resultOf, type Result } from "../results.ts";
import { officersCommand, type StoreFolder } from "../store.ts";
import { inRounds, type Given, type Measurement } from "./measurement.ts";
import { loadPeer } from "./peer.ts";

/** The timeline, and the view of where each case stands. */
const PAIR = ["timeline", "case-board"];
const PAIR_ROUNDS = 2;
const ALL_ROUNDS = 2;
/** The peer takes one at a time; so many tell how fast. */
const PEER_EVENTS = 10_000;
const PEER_ROUNDS = 2;

/**
 * Views built from nothing, by the runner and the stores of the service. The reference of the pair is the log read and
 * parsed, and nothing done with it. A change is one event taken into one document; a batch folds several into one
 * write.
 */
export const rebuilding: Measurement = {
  name: "rebuilding",
  ids: ["rebuild-pair", "rebuild-all", "peer-rebuild"],
  needsLog: true,
  seconds: 70,
  measure,
};

async function measure({ folder, ids, log, progress }: Given): Promise<Result[]> {
  const { store, events } = log!;
  const results: Result[] = [];
  const wantsPair = ids.has("rebuild-pair") || ids.has("peer-rebuild");
  const pair = projections.filter(({ name }) => PAIR.includes(name));
  if (pair.length !== PAIR.length) throw new Error(`there are no views ${PAIR.join(" and ")}`);
  const views = join(folder, "views.db");
  const peer = ids.has("peer-rebuild") ? await peerRebuild(folder) : undefined;
  const pairShare = wantsPair ? 0.5 : 0;
  if (wantsPair) {
    const rounds = await inRounds(
      PAIR_ROUNDS,
      {
        scan: () => Promise.resolve(scan(store, events)),
        pair: async () => (await rebuild(store, views, pair)).events,
      },
      (share) => progress(share * pairShare),
    );
    if (ids.has("rebuild-pair"))
      results.push(
        resultOf("rebuild-pair", "events/s", rounds.pair!, rounds.scan),
        memoryOf("rebuild-pair", rounds.memory.pair!),
      );
    if (peer) {
      const peers = await inRounds(PEER_ROUNDS, { peer }, () => undefined);
      results.push(resultOf("peer-rebuild", "events/s", peers.peer!, rounds.pair!.slice(0, PEER_ROUNDS)));
      results.push(memoryOf("peer-rebuild", peers.memory.peer!));
    }
  }
  if (ids.has("rebuild-all")) {
    const rebuilt: Rebuilt[] = [];
    // Left as the service's own views, which then need not be built for what is measured next.
    const file = join(store.data, "views.db");
    for (let round = 0; round < ALL_ROUNDS; round++) {
      rebuilt.push(await rebuild(store, file, projections));
      progress(pairShare + ((1 - pairShare) * (round + 1)) / ALL_ROUNDS);
    }
    results.push(
      resultOf(
        "rebuild-all",
        "changes/s",
        rebuilt.map(({ changes }) => changes),
      ),
      resultOf(
        "rebuild-all-events",
        "events/s",
        rebuilt.map((each) => each.events),
      ),
      resultOf(
        "rebuild-all-writes",
        "documents/s",
        rebuilt.map(({ writes }) => writes),
      ),
      memoryOf("rebuild-all", process.memoryUsage.rss()),
    );
  }
  return results;
}

/** Each a second. */
interface Rebuilt {
  readonly events: number;
  readonly changes: number;
  readonly writes: number;
}

async function rebuild(store: StoreFolder, file: string, wanted: readonly Projection[]): Promise<Rebuilt> {
  removeDatabase(file);
  const events = await openSqliteEventStore({ file: join(store.data, "events.db"), mode: "read" });
  const keySource = { file: join(store.data, "keys.db"), masterKey: readFileSync(store.masterKeyFile) };
  const keys = await openProjectionKeys({ keySource });
  const head = await events.head();
  let changes = 0;
  let writes = 0;
  const views = openSqliteViewStore(file);
  const counting: ViewStore = {
    ...views,
    commit(batch) {
      for (const { documents } of batch) writes += documents.length;
      return views.commit(batch);
    },
  };
  const counted = wanted.map((projection): Projection => ({
    ...projection,
    evolve(document, event, id, given) {
      changes++;
      return projection.evolve(document, event, id, given);
    },
  }));
  const begun = performance.now();
  const { promise: arrived, resolve, reject } = Promise.withResolvers<void>();
  arrived.catch(() => undefined);
  // Views are told of as they come to serve, one after another.
  const underWay = new Set(wanted.map(({ name }) => name));
  const runner = await runProjections({
    projections: counted,
    registry,
    keys,
    views: counting,
    events,
    onCheckpoint: (numbers) => {
      for (const [name, number] of Object.entries(numbers)) if (number >= head) underWay.delete(name);
      if (underWay.size === 0) resolve();
    },
    onAlarm: ({ projection, error }) => reject(new Error(`${projection} can't take an event: ${error}`)),
    onFailure: reject,
  });
  await arrived;
  const seconds = (performance.now() - begun) / 1000;
  await runner.stop();
  await views.close();
  await events.close();
  await keys.close();
  return { events: (head + 1) / seconds, changes: changes / seconds, writes: writes / seconds };
}

/** Reads the log and parses it; events a second. */
function scan({ data }: StoreFolder, events: number): number {
  const db = new DatabaseSync(join(data, "events.db"), { readOnly: true });
  const begun = performance.now();
  let read = 0;
  for (const row of db.prepare("SELECT bytes FROM events ORDER BY number").iterate()) {
    const event = JSON.parse(Buffer.from(row["bytes"] as Uint8Array).toString("utf8")) as { type: string };
    if (event.type !== "") read++;
  }
  const seconds = (performance.now() - begun) / 1000;
  db.close();
  if (read !== events) throw new Error(`the log has ${read} events, not ${events}`);
  return read / seconds;
}

function removeDatabase(file: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
}

/** The peer's consumer writes what a timeline and a board would: a row for each event, and one for each stream. */
async function peerRebuild(folder: string): Promise<() => Promise<number>> {
  const peer = await loadPeer();
  const fileName = join(folder, "peer.db");
  const store = peer.getSQLiteEventStore({ fileName });
  const metadata = { ...officersCommand(null) };
  const perAppend = 100;
  for (let i = 0; i < PEER_EVENTS; i += perAppend) {
    const batch = Array.from({ length: perAppend }, () => ({
      type: "ContactChanged",
      data: FIVE_CONTACT_FIELDS,
      metadata,
    }));
    await store.appendToStream(`person-${i % 2_000}`, batch);
  }
  let run = 0;
  return async () => {
    run++;
    const connection = peer.sqliteConnection({ fileName });
    await connection.command(`CREATE TABLE timeline_${run} (id TEXT PRIMARY KEY, stream TEXT, document TEXT)`);
    await connection.command(`CREATE INDEX timeline_${run}_stream ON timeline_${run} (stream)`);
    await connection.command(`CREATE TABLE status_${run} (id TEXT PRIMARY KEY, document TEXT)`);
    connection.close();
    let taken = 0;
    const consumer = store.consumer({ pulling: { batchSize: 1_000, pullingFrequencyInMs: 0 } });
    consumer.processor({
      processorId: `rebuild-${run}`,
      startFrom: "BEGINNING",
      stopAfter: () => ++taken === PEER_EVENTS,
      eachMessage: async ({ type, data, metadata: { streamName, messageId } }, context) => {
        const text = JSON.stringify({ type, data });
        await context.connection.command(`INSERT INTO timeline_${run} VALUES (?, ?, ?)`, [messageId, streamName, text]);
        await context.connection.command(
          `INSERT INTO status_${run} VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document`,
          [streamName, text],
        );
      },
    });
    const begun = performance.now();
    await consumer.start();
    const seconds = (performance.now() - begun) / 1000;
    await consumer.close();
    return taken / seconds;
  };
}
