import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { CommandHandling } from "../../src/event-sourcing/deciding/command-handling.js";
import { personDecider } from "../../src/person/person.commands.js";
import { FIVE_CONTACT_FIELDS, FIVE_IDENTITY_FIELDS } from "../log/life.ts";
import { SealedStreams } from "../log/sealed-streams.ts";
import { memoryOf, resultOf, type Result } from "../results.ts";
import { officersCommand, openWriting, storeFolder } from "../store.ts";
import { inRounds, rate, type Given, type Measurement } from "./measurement.ts";
import { loadPeer, synchronousOf } from "./peer.ts";

const ROUNDS = 5;
const SECONDS = 0.7;
const WRITERS = 64;
/** Enough that no stream grows long. */
const PERSONS = 2_560;

/**
 * Durable appends as the command handling makes them once it has decided: five fields sealed, the event checked and
 * chained, and appended through the port. `append-64-commands` is the whole way, which loads the stream and decides,
 * too. The reference is a table of node:sqlite that takes as many bytes, ready made, in one commit each; for a new
 * subject, whose key must be durable first, in two.
 */
export const appends: Measurement = {
  name: "appends",
  ids: ["append-1", "append-64", "append-1-new-subject", "peer-append-1"],
  needsLog: false,
  seconds: 35,
  measure,
};

async function measure({ folder, ids, progress, note }: Given): Promise<Result[]> {
  const { store, sealing, handling, close } = await openWriting(storeFolder(folder));
  const streams = new SealedStreams(store, sealing);
  const sealed = Array.from({ length: PERSONS }, () => randomUUID());
  const registered = await registerPersons(handling);
  const command = (person: string) =>
    handling.handle(personDecider, person, "ChangeContact", FIVE_CONTACT_FIELDS, officersCommand());
  // The first change makes the keys.
  for (let i = 0; i < PERSONS; i += WRITERS) {
    await Promise.all(sealed.slice(i, i + WRITERS).map((person) => streams.changeContact(person)));
    await Promise.all(registered.slice(i, i + WRITERS).map(command));
  }
  const sealedOf = ofEachWriter(sealed);
  const registeredOf = ofEachWriter(registered);

  const [changed] = await store.readStream(`person-${sealed[0]}`);
  const bare = bareTable(join(folder, "bare.db"));
  const bareKeys = bareTable(join(folder, "bare-keys.db"));
  const peer = ids.has("peer-append-1") ? await peerAppends(folder, sealed, note) : undefined;
  const wantsKnown = ["append-1", "append-64", "peer-append-1"].some((id) => ids.has(id));
  const rounds = await inRounds(
    ROUNDS,
    {
      ...(wantsKnown && {
        bare: () => rate(SECONDS, () => bare(changed!.bytes)),
        one: () => rate(SECONDS, () => streams.changeContact(sealedOf[0]!())),
      }),
      ...(ids.has("append-64") && {
        many: () => allAtOnce(sealedOf, (person) => streams.changeContact(person)),
        commands: () => allAtOnce(registeredOf, command),
      }),
      ...(ids.has("append-1-new-subject") && {
        bareTwice: () =>
          rate(SECONDS, () => {
            bareKeys(KEY_ROW);
            bare(changed!.bytes);
          }),
        new: () => rate(SECONDS, () => streams.register()),
      }),
      ...(peer && { peer: () => rate(SECONDS, peer) }),
    },
    progress,
  );
  await close();
  const results: Result[] = [];
  const add = (id: string, name: Exclude<keyof typeof rounds, "memory">, reference: readonly number[] | undefined) => {
    const values = rounds[name];
    if (values) results.push(resultOf(id, "appends/s", values, reference), memoryOf(id, rounds.memory[name]!));
  };
  if (ids.has("append-1")) add("append-1", "one", rounds.bare);
  add("append-64", "many", rounds.bare);
  add("append-64-commands", "commands", rounds.bare);
  add("append-1-new-subject", "new", rounds.bareTwice);
  add("peer-append-1", "peer", rounds.one);
  return results;
}

/** Persons registered by commands, so that commands can change them. */
async function registerPersons(handling: CommandHandling): Promise<string[]> {
  const data = { sex: "FEMALE", source: "IN_PERSON", identity: FIVE_IDENTITY_FIELDS };
  const register = () => handling.handle(personDecider, undefined, "RegisterPerson", data, officersCommand());
  const persons: string[] = [];
  while (persons.length < PERSONS)
    persons.push(...(await Promise.all(Array.from({ length: WRITERS }, register))).map(({ id }) => id));
  return persons;
}

/** Each writer has persons of its own, and takes them in turn, so that none conflicts with another. */
function ofEachWriter(persons: readonly string[]): (() => string)[] {
  return Array.from({ length: WRITERS }, (_, writer) => turns(persons.filter((__, i) => i % WRITERS === writer)));
}

/** All writers at once; how often a second together. */
async function allAtOnce(
  writers: readonly (() => string)[],
  write: (person: string) => Promise<unknown>,
): Promise<number> {
  const rates = await Promise.all(writers.map((next) => rate(SECONDS, () => write(next()))));
  return rates.reduce((sum, each) => sum + each, 0);
}

/** About what a wrapped key takes with what says whose it is. */
const KEY_ROW = Buffer.alloc(160, 1);

function turns<T>(values: readonly T[]): () => T {
  let next = 0;
  return () => values[next++ % values.length]!;
}

/** A table that takes ready bytes, each in a commit of its own, as durable as Kawal's. */
function bareTable(file: string): (bytes: Uint8Array) => void {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  db.exec("CREATE TABLE log (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
  const insert = db.prepare("INSERT INTO log (bytes) VALUES (?)");
  return (bytes) => void insert.run(bytes);
}

/** The peer appends the same fields in the clear, to as many streams; it loads nothing and decides nothing. */
async function peerAppends(folder: string, persons: readonly string[], note: (text: string) => void) {
  const peer = await loadPeer();
  const fileName = join(folder, "peer.db");
  const store = peer.getSQLiteEventStore({ fileName });
  const versions = new Map(persons.map((person) => [person, 0n]));
  const person = turns(persons);
  const metadata = { ...officersCommand(null), subjects: [{ person: persons[0], role: "PERSON" }] };
  const append = async () => {
    const id = person();
    const expectedStreamVersion = versions.get(id)!;
    const event = { type: "ContactChanged", data: FIVE_CONTACT_FIELDS, metadata };
    await store.appendToStream(`person-${id}`, [event], { expectedStreamVersion });
    versions.set(id, expectedStreamVersion + 1n);
  };
  await append();
  const synchronous = await synchronousOf(peer, fileName);
  if (synchronous !== 2)
    note(`the peer appends with PRAGMA synchronous = ${synchronous}, which is less durable than FULL`);
  return append;
}
