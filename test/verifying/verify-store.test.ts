import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openUsersFile, SCHEMA as USERS_SCHEMA } from "../../src/sign-in/embedded-issuer/users-file.js";
import { verifyStore } from "../../src/verifying/verify-store.js";
import type { Envelope } from "../../src/event-sourcing/stored-event/envelope.js";
import { projections, registry, viewsOfReads } from "../../src/slices.js";
import type { Finding, StorePart } from "../../src/verifying/finding.js";
import type { RealStore } from "../end-to-end/moving-store.js";
import { preparedStore } from "../end-to-end/prepared-store.js";
import { kawal } from "../end-to-end/run.js";
import { Officer, startService } from "../end-to-end/service.js";
import { until } from "../waiting.js";
import { temporaryFolder } from "../temporary.js";
import {
  append,
  bytesIn,
  placeOf,
  rewrite,
  rewriteRechained,
  rowsOf,
  tamper,
  withOtherLetter,
  type Row,
} from "./tampering.js";

/*
 * What `kawal verify` finds in a copy of a store that was tampered with. The store is a service's own: some
 * registrations, a case, a file, and reads of them.
 */

const { folder, remove } = temporaryFolder();
let store: RealStore;
/** The copy that a test tampers with. */
let data: string;
let rows: Row[];

beforeAll(async () => {
  ({ store } = await preparedStore(folder, "prepared"));
  // The view of the reads rests between two batches: at a start it takes them all.
  const service = await store.start();
  const reads = rowsOf(store.data, "reads.db").length;
  await until(async () => readsInView() === reads - 1);
  await service.stop();
  for (const file of ["keys.db", "views.db"]) tamper(store.data, file, () => undefined);
});
afterAll(() => remove());

beforeEach(() => {
  data = join(folder, "copy");
  rmSync(data, { recursive: true, force: true });
  cpSync(store.data, data, { recursive: true });
  rows = rowsOf(data);
});

function readsInView(): number {
  const db = new DatabaseSync(join(store.data, "views.db"), { readOnly: true });
  try {
    return db.prepare("SELECT number FROM views WHERE projection = 'reads'").get()!["number"] as number;
  } finally {
    db.close();
  }
}

async function verify(masterKey: Uint8Array | null = store.masterKey) {
  const before = bytesIn(data);
  const report = await verifyStore({
    data,
    masterKey,
    events: { projections, registry },
    reads: viewsOfReads,
    usersSchema: USERS_SCHEMA,
    now: new Date().toISOString(),
  });
  expect(bytesIn(data)).toEqual(before);
  return report;
}

async function found(): Promise<[StorePart, Finding][]> {
  const { parts } = await verify();
  return parts.flatMap(({ part, findings }) => findings.map((finding): [StorePart, Finding] => [part, finding]));
}

/** The first one of a kind of event. */
const first = (type: string) => rows.find((row) => row.type === type)!;
const last = () => rows.at(-1)!;

/** An event of the same stream follows it. */
const followed = () => first("PersonRegistered");
const followedPerson = () =>
  rows.find(({ stream, revision }) => revision === 0 && count(stream) > 1 && stream.startsWith("person-"))!;
const count = (name: string) => rows.filter(({ stream }) => stream === name).length;

const sql = (file: string, text: string) => () => tamper(data, file, (db) => db.exec(text));

function inPart(row: Row, change: (part: Envelope["sealed"][number]) => object): (envelope: Envelope) => object {
  return (envelope) => ({
    ...envelope,
    sealed: row.envelope.sealed.map((part, i) => (i === 0 ? { ...part, ...change(part) } : part)),
  });
}

/** The table of what persons are found by. */
const terms = () => document("identity-lookup").replace("documents", "terms");
/** The first table of its kind that counts cases. */
const tableOf = (kind: "cells" | "sets" | "set_members") => {
  const db = new DatabaseSync(join(data, "views.db"), { readOnly: true });
  try {
    const { id } = db.prepare("SELECT id FROM views WHERE projection = 'figure-cases'").get() as { id: number };
    const named = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ? ORDER BY name");
    return named.get(kind === "cells" ? `cells_${id}_*` : `${kind}_${id}`)!["name"] as string;
  } finally {
    db.close();
  }
};

const document = (table: string) => {
  const db = new DatabaseSync(join(data, "views.db"), { readOnly: true });
  try {
    return `documents_${db.prepare("SELECT id FROM views WHERE projection = ?").get(table)!["id"] as number}`;
  } finally {
    db.close();
  }
};

interface Tampering {
  readonly name: string;
  readonly change: () => void;
  /** The first finding of the part, in as much as it must say. */
  readonly finds: () => readonly [StorePart, Partial<Record<keyof Finding, unknown>>];
}

const TAMPERINGS: readonly Tampering[] = [
  // The last event of a stream.
  {
    name: "facts of the last event of a stream",
    change: () =>
      rewrite(data, first("ComplaintReceived"), (e) => ({ ...e, facts: { ...e.facts, channel: "LETTER" } })),
    finds: () => ["events", { fault: "not-as-taken", ...placeOf(first("ComplaintReceived")) }],
  },
  {
    name: "a name put into the facts of the last event of a stream",
    change: () =>
      rewrite(data, first("ComplaintReceived"), (e) => ({ ...e, facts: { ...e.facts, name: "Rina Contoh" } })),
    finds: () => ["events", { fault: "facts-of-another-form", ...placeOf(first("ComplaintReceived")) }],
  },
  {
    name: "a name put beside the facts of a process manager's event",
    change: () => rewrite(data, first("FollowUpDone"), (e) => ({ ...e, note: "Rina Contoh" })),
    finds: () => ["events", { fault: "of-another-form", ...placeOf(first("FollowUpDone")) }],
  },
  {
    name: "recordedAt of 2099 in the last event of the log",
    change: () => rewrite(data, last(), (e) => ({ ...e, recordedAt: "2099-01-01T00:00:00.000Z" })),
    finds: () => ["events", { fault: "recorded-out-of-time", ...placeOf(last()) }],
  },
  {
    name: "ciphertext of the last event of a stream",
    change: () =>
      rewrite(
        data,
        last(),
        inPart(last(), (part) => ({ ciphertext: withOtherLetter(part.ciphertext) })),
      ),
    finds: () => ["events", { fault: "seal-broken", ...placeOf(last()) }],
  },
  // The end of the log.
  {
    name: "an event forged at the end",
    change: () => append(data, last(), (e) => ({ ...e, facts: { ...e.facts, bytes: 7 } })),
    finds: () => [
      "events",
      { fault: "seal-of-another-event", number: rows.length, stream: last().stream, revision: 1 },
    ],
  },
  {
    name: "an event doubled at the end",
    change: () => append(data, first("AgencyRegistered"), (e) => e),
    finds: () => ["events", { fault: "doubled", number: rows.length, type: "AgencyRegistered" }],
  },
  {
    name: "an event of an unknown type at the end",
    change: () => append(data, last(), (e) => ({ ...e, type: "ThingUnheardOf", sealed: [] })),
    finds: () => ["events", { fault: "not-understood", number: rows.length, type: "ThingUnheardOf" }],
  },
  {
    name: "an event in the form of a later release at the end",
    change: () => append(data, last(), (e) => ({ ...e, schema: 99, sealed: [] })),
    finds: () => [
      "events",
      { fault: "not-understood", number: rows.length, what: expect.stringContaining("schema 99") },
    ],
  },
  {
    name: "the log rolled back",
    change: sql("events.db", "DELETE FROM events WHERE number >= 20"),
    finds: () => ["events", { fault: "rolled-back", number: 20, upTo: rows.length - 1 }],
  },
  {
    name: "the log rolled back, and the views deleted",
    change: () => {
      sql("events.db", "DELETE FROM events WHERE number >= 20")();
      rmSync(join(data, "views.db"));
    },
    finds: () => ["events", { fault: "rolled-back", number: 20 }],
  },
  {
    name: "the log rolled back, with all but the keys deleted that says how far it had come",
    change: () => {
      sql("events.db", "DELETE FROM events WHERE number >= 20")();
      for (const name of ["views.db", "checkpoints", "log-ends.json"]) rmSync(join(data, name), { recursive: true });
    },
    finds: () => ["events", { fault: "rolled-back", number: 20, what: expect.stringContaining("keys.db") }],
  },
  {
    name: "the write-ahead log of the events cut in half",
    change: () => withEventsInLog((log) => truncateSync(log, statSync(log).size / 2)),
    finds: () => ["events", { fault: "rolled-back", upTo: rows.length - 1 }],
  },
  {
    name: "the write-ahead log of the events deleted",
    change: () => withEventsInLog((log) => rmSync(log)),
    finds: () => ["events", { fault: "rolled-back", number: 20, upTo: rows.length - 1 }],
  },
  {
    name: "events.db deleted",
    change: () => rmSync(join(data, "events.db")),
    finds: () => ["events", { fault: "file-damaged", file: "events.db" }],
  },
  // The log of reads.
  {
    name: "the tail of the log of reads cut, and the views deleted",
    change: () => {
      sql("reads.db", "DELETE FROM events WHERE number >= 3")();
      rmSync(join(data, "views.db"));
    },
    finds: () => ["reads", { fault: "rolled-back", number: 3, what: expect.stringContaining("log-ends.json") }],
  },
  {
    name: "the tail of the log of reads cut",
    change: sql("reads.db", "DELETE FROM events WHERE number >= 3"),
    finds: () => ["reads", { fault: "rolled-back", number: 3 }],
  },
  {
    name: "the log of reads emptied",
    change: sql("reads.db", "DELETE FROM events"),
    finds: () => ["reads", { fault: "rolled-back", number: 0 }],
  },
  {
    name: "reads.db deleted",
    change: () => rmSync(join(data, "reads.db")),
    finds: () => ["reads", { fault: "file-damaged", file: "reads.db" }],
  },
  // Keys.
  {
    name: "a byte of a key changed",
    change: () =>
      tamper(data, "keys.db", (db) => {
        const { wrapped } = db.prepare("SELECT wrapped FROM keys WHERE id = ?").get(keyOf(followed()))! as {
          wrapped: Uint8Array;
        };
        wrapped[20]! ^= 1;
        db.prepare("UPDATE keys SET wrapped = ? WHERE id = ?").run(wrapped, keyOf(followed()));
      }),
    finds: () => ["keys", { fault: "key-damaged", key: keyOf(followed()) }],
  },
  {
    name: "a key deleted",
    change: () => tamper(data, "keys.db", (db) => db.prepare("DELETE FROM keys WHERE id = ?").run(keyOf(last()))),
    finds: () => ["keys", { fault: "key-missing", key: keyOf(last()), ...placeOf(first("PersonRegistered")) }],
  },
  {
    name: "two keys swapped",
    change: () =>
      tamper(data, "keys.db", (db) => {
        const [a, b] = [keyOf(followed()), keyOf(first("ComplaintReceived"))];
        const wrapped = (id: string) =>
          db.prepare("SELECT wrapped FROM keys WHERE id = ?").get(id)!["wrapped"] as Uint8Array;
        const [ofA, ofB] = [wrapped(a), wrapped(b)];
        db.prepare("UPDATE keys SET wrapped = ? WHERE id = ?").run(ofB, a);
        db.prepare("UPDATE keys SET wrapped = ? WHERE id = ?").run(ofA, b);
      }),
    finds: () => [
      "keys",
      { fault: "key-damaged", key: [keyOf(followed()), keyOf(first("ComplaintReceived"))].toSorted()[0] },
    ],
  },
  {
    name: "a key marked destroyed without an erasure",
    change: () =>
      tamper(data, "keys.db", (db) =>
        db
          .prepare("UPDATE keys SET destroyed_at = '2026-01-01T00:00:00.000Z', wrapped = zeroblob(60) WHERE id = ?")
          .run(keyOf(followed())),
      ),
    finds: () => ["keys", { fault: "key-destroyed-without-erasure", key: keyOf(followed()) }],
  },
  {
    name: "keys.db deleted",
    change: () => rmSync(join(data, "keys.db")),
    finds: () => ["keys", { fault: "file-damaged", file: "keys.db" }],
  },
  {
    name: "the write-ahead log of the keys deleted, with all that was in it",
    change: () => {
      rmSync(join(data, "keys.db"));
      tamper(data, "keys.db", (db) => db.exec("PRAGMA journal_mode=WAL"));
    },
    finds: () => ["keys", { fault: "foreign-object", file: "keys.db" }],
  },
  {
    name: "keys of another store",
    change: sql("keys.db", "UPDATE store SET id = 'another'"),
    finds: () => ["keys", { fault: "keys-of-another-store" }],
  },
  // Views.
  {
    name: "a case set to another status in the views",
    change: () =>
      sql("views.db", `UPDATE ${document("case-board")} SET document = json_set(document, '$.status', 'RESOLVED')`)(),
    finds: () => ["views", { fault: "view-differs", view: "case-board" }],
  },
  {
    name: "a case set to another status in an index of the views",
    change: () => sql("views.db", `UPDATE ${document("case-board")} SET field_0 = 'RESOLVED'`)(),
    finds: () => ["views", { fault: "view-differs", view: "case-board" }],
  },
  {
    name: "a figure raised by one",
    change: () => sql("views.db", `UPDATE ${tableOf("cells")} SET n = n + 1`)(),
    finds: () => ["views", { fault: "view-differs", view: "figure-cases" }],
  },
  {
    name: "a figure shown to an agency that sees nothing of it",
    change: () =>
      sql(
        "views.db",
        `INSERT INTO ${tableOf("set_members")} SELECT 'agency:another', min(id) FROM ${tableOf("sets")}`,
      )(),
    finds: () => ["views", { fault: "view-differs", view: "figure-cases" }],
  },
  {
    name: "what a person is found by taken out of the index of searches",
    change: () => sql("views.db", `INSERT INTO ${terms()} (${terms()}) VALUES ('delete-all')`)(),
    finds: () => ["views", { fault: "view-differs", view: "identity-lookup" }],
  },
  {
    name: "a word that somebody has taken out of those that a search knows",
    change: () => sql("views.db", `DELETE FROM known_${terms()}`)(),
    finds: () => ["views", { fault: "view-differs", view: "identity-lookup", document: "known terms" }],
  },
  {
    name: "rows of a timeline deleted",
    change: () => sql("views.db", `DELETE FROM ${document("timeline")} WHERE id = '${first("ContactChanged").id}'`)(),
    finds: () => [
      "views",
      { fault: "view-differs", view: "timeline", document: first("ContactChanged").id, what: "it is not there" },
    ],
  },
  {
    name: "sight granted by a copied row",
    change: () => {
      const table = document("need-to-know");
      sql(
        "views.db",
        `INSERT INTO ${table} SELECT 'copied', ${columnsOf(table).slice(1).join(", ")} FROM ${table} WHERE document IS NOT NULL LIMIT 1`,
      )();
    },
    finds: () => [
      "views",
      { fault: "view-differs", view: "need-to-know", document: "copied", what: "no event speaks of it" },
    ],
  },
  // Files, and what else may lie in a database.
  {
    name: "a stored file deleted",
    change: () => rmSync(fileIn()),
    finds: () => ["files", { fault: "file-missing", ...placeOf(last()) }],
  },
  {
    name: "a stored file changed",
    change: () => {
      const bytes = readFileSync(fileIn());
      bytes[bytes.length - 5]! ^= 1;
      writeFileSync(fileIn(), bytes);
    },
    finds: () => ["files", { fault: "file-changed", ...placeOf(last()) }],
  },
  {
    name: "a file that no event names",
    change: () => {
      mkdirSync(join(data, "files", "00"), { recursive: true });
      writeFileSync(join(data, "files", "00", "0".repeat(64)), "?");
    },
    finds: () => ["files", { fault: "file-without-event", file: "0".repeat(64) }],
  },
  ...(["events", "reads", "keys", "views"] as const).map((part) => ({
    name: `a trigger in ${part}.db`,
    change: () => {
      const table = { events: "events", reads: "events", keys: "keys", views: "held" }[part];
      sql(`${part}.db`, `CREATE TRIGGER quiet BEFORE INSERT ON ${table} BEGIN SELECT RAISE(IGNORE); END`)();
    },
    finds: () =>
      [part, { fault: "foreign-object", file: `${part}.db`, what: expect.stringContaining("trigger quiet") }] as const,
  })),
  {
    name: "a trigger in users.db",
    change: () => {
      openUsersFile(join(data, "users.db")).close();
      sql("users.db", "CREATE TRIGGER quiet BEFORE DELETE ON users BEGIN SELECT RAISE(IGNORE); END")();
    },
    finds: () => ["users", { fault: "foreign-object", file: "users.db" }],
  },
  {
    name: "facts of a stream that has one event, which no timeline shows",
    change: () =>
      rewrite(data, first("AgencyRegistered"), (e) => ({ ...e, facts: { ...e.facts, name: "BP3MI Jambi" } })),
    finds: () => [
      "views",
      {
        view: "agencies",
        document: first("AgencyRegistered").stream.replace("agency-", ""),
        what: expect.stringContaining(`number ${first("AgencyRegistered").number}`),
      },
    ],
  },
  // What is not even of the right form.
  {
    name: "recordedAt that is no time",
    change: () => rewrite(data, last(), (e) => ({ ...e, recordedAt: null })),
    finds: () => ["events", { fault: "recorded-out-of-time", ...placeOf(last()) }],
  },
  {
    name: "sealed parts that are none",
    change: () => rewrite(data, last(), (e) => ({ ...e, sealed: 5 })),
    finds: () => ["events", { fault: "not-understood", ...placeOf(last()) }],
  },
  {
    name: "a file that is named by no text",
    change: () => rewrite(data, last(), (e) => ({ ...e, facts: { ...e.facts, blob: 5 } })),
    finds: () => ["events", { fault: "facts-of-another-form", ...placeOf(last()) }],
  },
  {
    name: "a number that is too large to be read",
    change: () =>
      tamper(data, "events.db", (db) => db.exec(`UPDATE events SET number = 1 << 60 WHERE number = ${last().number}`)),
    finds: () => ["events", { fault: "file-damaged", file: "events.db" }],
  },
  {
    name: "marks that are none",
    change: () => {
      sql("views.db", "UPDATE views SET mark = '{'")();
      writeFileSync(join(data, "checkpoints", "torn.json"), '{"number": 3, "mark": 5}');
      rmSync(fileIn());
    },
    finds: () => ["files", { fault: "file-missing" }],
  },
  {
    name: "bytes that are no document in the views",
    change: () => sql("views.db", `UPDATE ${document("agencies")} SET document = '{'`)(),
    finds: () => ["views", { fault: "view-differs", view: "agencies" }],
  },
  // With the chain mended.
  {
    name: "recordedAt before its predecessor's, rechained",
    change: () =>
      rewriteRechained(data, first("FollowUpDone"), (e) => ({ ...e, recordedAt: "2026-01-01T00:00:00.000Z" })),
    finds: () => ["events", { fault: "recorded-out-of-time", ...placeOf(first("FollowUpDone")) }],
  },
  {
    name: "recordedAt a millisecond before its predecessor's in the stream",
    change: () =>
      rewriteRechained(data, first("FollowUpDone"), (e) => ({
        ...e,
        recordedAt: new Date(Date.parse(first("ReactionPlanned").envelope.recordedAt) - 1).toISOString(),
      })),
    finds: () => ["events", { fault: "recorded-out-of-time", ...placeOf(first("FollowUpDone")) }],
  },
  {
    name: "recordedAt of 2025 in the middle of the log, rechained",
    change: () => rewriteRechained(data, followedPerson(), (e) => ({ ...e, recordedAt: "2025-01-01T00:00:00.000Z" })),
    finds: () => ["events", { fault: "recorded-out-of-time", ...placeOf(followedPerson()) }],
  },
  {
    name: "ciphertext, rechained",
    change: () =>
      rewriteRechained(
        data,
        followedPerson(),
        inPart(followedPerson(), (part) => ({ ciphertext: withOtherLetter(part.ciphertext) })),
      ),
    finds: () => ["events", { fault: "seal-broken", ...placeOf(followedPerson()) }],
  },
  {
    name: "commitments, rechained",
    change: () =>
      rewriteRechained(
        data,
        followedPerson(),
        inPart(followedPerson(), (part) => ({ commitments: part.commitments.map(withOtherLetter) })),
      ),
    finds: () => ["events", { fault: "seal-broken", ...placeOf(followedPerson()) }],
  },
  {
    name: "actor, rechained",
    change: () =>
      rewriteRechained(data, followedPerson(), (e) => ({ ...e, actor: { ...e.actor, role: "SUPERVISOR" } })),
    finds: () => ["events", { fault: "not-as-taken", ...placeOf(followedPerson()) }],
  },
  {
    name: "basedOn of a revision that never was",
    change: () =>
      rewriteRechained(data, first("ComplaintReceived"), (e) => ({
        ...e,
        basedOn: [{ stream: followed().stream, revision: 9 }],
      })),
    finds: () => ["events", { fault: "based-on-nothing", ...placeOf(first("ComplaintReceived")) }],
  },
  {
    name: "basedOn of an event that came later",
    change: () =>
      rewriteRechained(data, first("OfficerAssigned"), (e) => ({
        ...e,
        basedOn: [{ stream: last().stream, revision: 0 }],
      })),
    finds: () => ["events", { fault: "based-on-nothing", ...placeOf(first("OfficerAssigned")) }],
  },
  {
    name: "the last event dropped",
    change: () =>
      tamper(data, "events.db", (db) => db.prepare("DELETE FROM events WHERE number = ?").run(last().number)),
    finds: () => ["events", { fault: "rolled-back", number: last().number }],
  },
  {
    name: "a whole stream dropped, and all behind it renumbered",
    change: () => dropped(first("ComplaintReceived")),
    finds: () => ["events", { fault: "rolled-back", number: rows.length - 1 }],
  },
  {
    name: "a stream renamed",
    change: () => {
      const row = first("ComplaintReceived");
      const stream = `${row.stream.slice(0, -1)}${row.stream.endsWith("0") ? "1" : "0"}`;
      rewrite(data, row, (e) => ({ ...e, stream }));
      tamper(data, "events.db", (db) =>
        db.prepare("UPDATE events SET stream = ? WHERE number = ?").run(stream, row.number),
      );
    },
    finds: () => ["events", { fault: "seal-of-another-event", number: first("ComplaintReceived").number }],
  },
];

describe("of an untouched store", () => {
  test("nothing is found, and it says how fast it was", async () => {
    const { parts, notes } = await verify();
    expect(parts.flatMap(({ findings }) => findings)).toEqual([]);
    expect(parts.find(({ part }) => part === "events")!.eventsPerSecond).toBeGreaterThan(0);
    expect(notes).toEqual([]);
  });

  test("nothing is left behind in the folder of temporary files", async () => {
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith("kawal-verify-"));
    const before = left();
    withEventsInLog(() => undefined);
    await verify();
    expect(left().filter((name) => !before.includes(name))).toEqual([]);
  });

  test("what is in a write-ahead log is read", async () => {
    withEventsInLog(() => undefined);
    expect(await found()).toEqual([]);
  });

  test("seals and files are left out without a master key, and that is said", async () => {
    const { parts, notes } = await verify(null);
    expect(parts.flatMap(({ findings }) => findings)).toEqual([]);
    expect(notes).toContainEqual(expect.stringContaining("KAWAL_MASTER_KEY_FILE"));
  });

  test("another master key is told of", async () => {
    const { parts } = await verify(new Uint8Array(32));
    expect(parts.find(({ part }) => part === "keys")!.findings).toMatchObject([{ fault: "wrong-master-key" }]);
  });
});

test("an event forged whole at the end of the log is told of as one that no view has taken", async () => {
  append(data, first("AgencyRegistered"), (e) => ({ ...e, commandId: randomUUID() }));
  const { notes } = await verify();
  expect(notes).toEqual([expect.stringContaining(`events after number ${last().number}`)]);
});

test("nothing is found while a service writes", async () => {
  const service = await startService(data, { KAWAL_SAMPLE: undefined, ...store.env, KAWAL_DATA: data });
  const { id: agency } = await new Officer(service, undefined, "ADMINISTRATOR").does("agencies", {
    kind: "BP3MI",
    name: "BP3MI Jambi",
  });
  const caseworker = new Officer(service, agency);
  const verifying = Promise.all([1, 2].map(() => kawal(["verify", "--data", data], store.env).ended));
  const over = new AbortController();
  void verifying.then(() => over.abort());
  const person = {
    sex: "FEMALE",
    source: "IN_PERSON",
    identity: { name: "Ratih Contoh" },
    contact: { address: "Jambi" },
  };
  while (!over.signal.aborted) await caseworker.does("persons", person);
  for (const { code, output } of await verifying) expect({ code, output }).toMatchObject({ code: 0 });
  await service.stop();
});

describe("of a store that was tampered with, this is found:", () => {
  test.each(TAMPERINGS)("$name", async ({ change, finds }) => {
    const [part, finding] = finds();
    change();
    const all = await found();
    expect(all.find(([of]) => of === part)).toEqual([part, expect.objectContaining(finding)]);
  });
});

describe("a damaged file is a sentence with the way back:", () => {
  test.each(["events.db", "reads.db", "keys.db", "views.db"])("the header of %s", async (file) => {
    const bytes = readFileSync(join(data, file));
    bytes.fill(0x41, 0, 64);
    writeFileSync(join(data, file), bytes);
    const findings = (await found()).filter(([, finding]) => finding.file === file);
    expect(findings).toMatchObject([
      [file.replace(".db", ""), { fault: "file-damaged", what: expect.stringContaining(file) }],
    ]);
  });

  test.each(["events.db", "reads.db", "keys.db", "views.db"])("the middle of %s", async (file) => {
    const bytes = readFileSync(join(data, file));
    bytes.fill(0x41, 4096, Math.min(bytes.length, 24_576));
    writeFileSync(join(data, file), bytes);
    const findings = (await found()).filter(([, finding]) => finding.fault === "file-damaged");
    expect(findings[0]).toMatchObject([file.replace(".db", ""), { file, what: expect.stringMatching(/\. .+\.$/) }]);
  });
});

describe("the command", () => {
  const run = async (copy: string) => kawal(["verify", "--data", copy], store.env).ended;

  test("reads a folder that nobody may write in, and tells how fast", async () => {
    const paths = [data, ...readdirSync(data, { recursive: true, encoding: "utf8" }).map((path) => join(data, path))];
    for (const path of paths) chmodSync(path, statSync(path).isDirectory() ? 0o500 : 0o400);
    const ended = await run(data);
    for (const path of paths) chmodSync(path, 0o700);
    expect(ended).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^\d+ events in \d+ streams, 0 faults \(\d+ events\/s\)$/m),
    });
  });

  test("ends with 2 where something is wrong, in sentences and with no stack", async () => {
    writeFileSync(join(data, "views.db"), "?".repeat(8_192));
    const { code, output } = await run(data);
    expect(code).toBe(2);
    expect(output).toContain("Nothing is lost");
    expect(output).not.toMatch(/^\s+at /m);
  });

  test("says that there is no store where there is none", async () => {
    await expect(run(join(folder, "nothing"))).resolves.toMatchObject({
      code: 1,
      output: expect.stringContaining("there is no store"),
    });
  });
});

const keyOf = ({ envelope }: Row) => envelope.sealed[0]!.description.key;

function fileIn(): string {
  const [name] = readdirSync(join(data, "files"), { recursive: true, encoding: "utf8" }).filter((path) =>
    /[0-9a-f]{64}$/.test(path),
  );
  return join(data, "files", name!);
}

function columnsOf(table: string): string[] {
  const db = new DatabaseSync(join(data, "views.db"), { readOnly: true });
  try {
    return db
      .prepare(`PRAGMA table_info(${table})`)
      .all()
      .map((row) => row["name"] as string);
  } finally {
    db.close();
  }
}

/** Leaves the events from number 20 on in the write-ahead log, as a service does that was killed. */
function withEventsInLog(change: (log: string) => void): void {
  const file = join(data, "events.db");
  const killed = join(folder, "killed.db");
  const db = new DatabaseSync(file);
  const tail = db.prepare("SELECT * FROM events WHERE number >= 20 ORDER BY number").all();
  db.exec("DELETE FROM events WHERE number >= 20; PRAGMA wal_checkpoint(TRUNCATE)");
  const insert = db.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)");
  for (const row of tail) insert.run(...(Object.values(row) as string[]));
  for (const end of ["", "-wal"]) cpSync(`${file}${end}`, `${killed}${end}`);
  db.close();
  for (const end of ["", "-wal"]) cpSync(`${killed}${end}`, `${file}${end}`);
  change(`${file}-wal`);
}

/** Takes an event out that is alone in its stream, and leaves no gap. */
function dropped({ number }: Row): void {
  tamper(data, "events.db", (db) => {
    db.prepare("DELETE FROM events WHERE number = ?").run(number);
    for (let next = number + 1; next < rows.length; next++)
      db.prepare("UPDATE events SET number = ? WHERE number = ?").run(next - 1, next);
  });
}
