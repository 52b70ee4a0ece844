import { randomUUID } from "node:crypto";
import { binaryEvent, EventStoreDBClient, NO_STREAM } from "@eventstore/db-client";
import { openKawalsEvents } from "../../src/engines/cluster-stores.js";
import { connectMongo } from "../../src/engines/mongodb/connection.js";
import { openMongoKeyStore } from "../../src/engines/mongodb/key-store.js";
import { createSealing } from "../../src/privacy/sealing.js";
import { eventId } from "../log/event-id.ts";
import { SealedStreams } from "../log/sealed-streams.ts";
import { memoryOf, resultOf, type Result } from "../results.ts";
import { inRounds, rate, type Given, type Measurement } from "./measurement.ts";

const ROUNDS = 5;
const SECONDS = 1.5;
const WRITERS = 64;

const { EVENTSTORE_URL, MONGODB_URL } = process.env;

/**
 * Appends on the engines of a cluster that the environment names. `cluster-port-64` appends ready bytes through the
 * port, at the exact revision; the others seal five fields first, under keys in MongoDB. The reference is the bare
 * client, which appends as many bytes to as many streams, at the exact revision too, as many at once.
 */
export const cluster: Measurement = {
  name: "cluster",
  ids: ["cluster-append-1", "cluster-append-64", "cluster-port-64"],
  needsLog: false,
  seconds: 50,
  measure,
};

/** Whether there is a cluster to measure. */
export const hasCluster = EVENTSTORE_URL !== undefined && MONGODB_URL !== undefined;

async function measure({ progress }: Given): Promise<Result[]> {
  const mongo = await connectMongo(databaseOfItsOwn());
  const store = await openKawalsEvents(EVENTSTORE_URL!);
  const keys = await openMongoKeyStore({ db: mongo.db, masterKey: Buffer.alloc(32, 7) });
  const streams = new SealedStreams(store, createSealing(keys));
  const persons = Array.from({ length: WRITERS }, () => randomUUID());
  for (const person of persons) await streams.changeContact(person);
  const [changed] = await store.readStream(`person-${persons[0]}`);
  const { bytes } = changed!;
  const type = "ContactChanged";
  const client = EventStoreDBClient.connectionString(EVENTSTORE_URL!);

  /** Through the port, to a stream of each writer's own. */
  function port() {
    const stream = `person-${randomUUID()}`;
    let revision = -1;
    return async () => void (await store.append(stream, revision++, [{ id: eventId(), type, bytes }]));
  }
  function bare() {
    const stream = `person-${randomUUID()}`;
    let revision = -1n;
    return async () => {
      const event = binaryEvent({ id: eventId(), type, data: bytes });
      const expectedRevision = revision < 0n ? NO_STREAM : revision;
      await client.appendToStream(stream, event, { expectedRevision });
      revision++;
    };
  }
  const atOnce = async (writers: readonly (() => Promise<void>)[]) =>
    (await Promise.all(writers.map((write) => rate(SECONDS, write)))).reduce((sum, each) => sum + each, 0);
  const each = (write: () => () => Promise<void>) => persons.map(() => write());

  const rounds = await inRounds(
    ROUNDS,
    {
      bareOne: () => rate(SECONDS, bare()),
      one: () => rate(SECONDS, () => streams.changeContact(persons[0]!)),
      bare: () => atOnce(each(bare)),
      port: () => atOnce(each(port)),
      many: () => atOnce(persons.map((person) => () => streams.changeContact(person))),
    },
    progress,
  );
  await client.dispose();
  await store.close();
  await keys.close();
  await mongo.db.dropDatabase();
  await mongo.close();
  return [
    resultOf("cluster-append-1", "appends/s", rounds.one!, rounds.bareOne),
    resultOf("cluster-append-64", "appends/s", rounds.many!, rounds.bare),
    resultOf("cluster-port-64", "appends/s", rounds.port!, rounds.bare),
    memoryOf("cluster-port-64", rounds.memory.port!),
  ];
}

function databaseOfItsOwn(): string {
  const url = new URL(MONGODB_URL!);
  url.pathname = `/kawal-bench-${randomUUID()}`;
  return url.href;
}
