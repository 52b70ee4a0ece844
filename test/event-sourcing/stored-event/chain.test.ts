import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { verifyChains, type ChainFault } from "../../../src/event-sourcing/stored-event/chain.js";
import { openSqliteEventStore } from "../../../src/engines/sqlite/event-store.js";
import { canonicalBytes, hashOf, type Envelope } from "../../../src/event-sourcing/stored-event/envelope.js";
import { temporaryFolder } from "../../temporary.js";
import { Log } from "../../audit/log.js";

const STREAMS = ["person-a", "migrant-a", "person-a", "person-a", "migrant-a", "person-b", "person-a"];

let folder: string;
let remove: () => void;

/** A store on disk, with the events of `STREAMS`. */
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  const store = await openSqliteEventStore({ file: join(folder, "events.db"), mode: "write" });
  const log = new Log();
  for (const [i, stream] of STREAMS.entries()) {
    const recordedAt = "2025-06-01T00:00:00.000Z";
    const occurredAt = {
      earliest: null,
      latest: null,
      precision: "UNKNOWN",
      zone: "Asia/Jakarta",
      conflict: false,
    } as const;
    const raw = log.write({ stream, type: "ThingNoted", facts: { n: i, note: "ditulis" }, occurredAt, recordedAt });
    await store.append(stream, raw.revision - 1, [raw]);
  }
  await store.close();
});
afterEach(() => remove());

/** Changes the file behind the service's back. */
function tamper(change: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(join(folder, "events.db"));
  change(db);
  db.close();
}

function rewrite(number: number, change: (envelope: Envelope) => Uint8Array | object): void {
  tamper((db) => {
    const row = db.prepare("SELECT bytes FROM events WHERE number = ?").get(number) as { bytes: Uint8Array };
    const changed = change(JSON.parse(Buffer.from(row.bytes).toString()) as Envelope);
    const bytes = changed instanceof Uint8Array ? changed : canonicalBytes(changed);
    db.prepare("UPDATE events SET bytes = ? WHERE number = ?").run(bytes, number);
  });
}

async function verify(gapless = true) {
  const store = await openSqliteEventStore({ file: join(folder, "events.db"), mode: "read" });
  try {
    return await verifyChains({ ...store, gapless });
  } finally {
    await store.close();
  }
}

const faults = async () =>
  (await verify()).faults.map(({ fault, number }): [ChainFault, number | null] => [fault, number]);

describe("the hash chains", () => {
  test("of an untouched store are whole", async () =>
    expect(await verify()).toEqual({ events: STREAMS.length, streams: 3, faults: [] }));

  test("tell a changed fact, and name the event itself", async () => {
    rewrite(2, (envelope) => ({ ...envelope, facts: { n: 2, note: "diubah" } }));
    expect((await verify()).faults).toEqual([
      { fault: "changed", number: 2, stream: "person-a", revision: 1, type: "ThingNoted" },
    ]);
  });

  test("tell a change that mends one link", async () => {
    let hash = "";
    rewrite(2, (envelope) => {
      const bytes = canonicalBytes({ ...envelope, recordedAt: "2024-06-01T00:00:00.000Z" });
      hash = hashOf(bytes);
      return bytes;
    });
    rewrite(3, (envelope) => ({ ...envelope, previous: hash }));
    expect(await faults()).toEqual([["changed-or-next", 3]]);
  });

  test("tell the link of an event from the bytes of the one before it", async () => {
    rewrite(3, (envelope) => ({ ...envelope, previous: "A".repeat(43) }));
    expect(await faults()).toEqual([
      ["changed-or-next", 2],
      ["changed-or-next", 3],
    ]);
    rewrite(0, (envelope) => ({ ...envelope, previous: "A".repeat(43) }));
    expect((await faults()).slice(0, 2)).toEqual([
      ["changed", 0],
      ["changed-or-next", 0],
    ]);
  });

  test("tell other bytes of the same content", async () => {
    rewrite(6, (envelope) => Buffer.from(JSON.stringify(envelope, null, 1)));
    expect(await faults()).toEqual([["not-canonical", 6]]);
    rewrite(6, ({ actor, ...rest }) => Buffer.from(JSON.stringify({ ...rest, actor })));
    expect(await faults()).toEqual([["not-canonical", 6]]);
  });

  test("tell bytes that are no envelope", async () => {
    rewrite(6, () => Buffer.from("null"));
    rewrite(5, () => Buffer.from([0xff, 0x00]));
    rewrite(4, () => ({ format: 3 }));
    expect(await faults()).toEqual([
      ["unreadable", 4],
      ["unreadable", 5],
      ["unreadable", 6],
    ]);
  });

  test("tell an event put in another's place", async () => {
    rewrite(5, (envelope) => ({ ...envelope, stream: "person-c" }));
    expect(await faults()).toEqual([["misplaced", 5]]);
    tamper((db) => db.exec("UPDATE events SET type = 'ThingUnsaid' WHERE number = 1"));
    expect(await faults()).toEqual([
      ["misplaced", 1],
      ["misplaced", 5],
    ]);
  });

  test("tell an event that was taken out", async () => {
    tamper((db) => db.exec("DELETE FROM events WHERE number = 3"));
    expect(await faults()).toEqual([
      ["missing", 3],
      ["missing", null],
    ]);
    expect((await verify()).faults[1]).toEqual({
      fault: "missing",
      number: null,
      stream: "person-a",
      revision: 2,
      type: null,
    });
  });

  test("tell nothing of a gap in the numbers where an engine leaves gaps", async () => {
    tamper((db) => db.exec("UPDATE events SET number = number * 100"));
    expect(await verify(false)).toEqual({ events: STREAMS.length, streams: 3, faults: [] });
    expect((await verify(true)).faults).toHaveLength(STREAMS.length - 1);
  });

  test("tell it even when those behind it were renumbered", async () => {
    tamper((db) => {
      db.exec("DELETE FROM events WHERE number = 3");
      for (const number of [4, 5, 6]) db.exec(`UPDATE events SET number = ${number - 1} WHERE number = ${number}`);
    });
    expect(await faults()).toEqual([["missing", null]]);
  });

  test("tell several that were taken out as one gap", async () => {
    tamper((db) => db.exec("DELETE FROM events WHERE number IN (2, 3)"));
    expect((await verify()).faults).toEqual([
      { fault: "missing", number: 2, stream: null, revision: null, type: null, upTo: 3 },
      { fault: "missing", number: null, stream: "person-a", revision: 1, type: null, upTo: 2 },
    ]);
  });

  test("tell two that changed places", async () => {
    tamper((db) => {
      for (const [from, to] of [
        [2, 99],
        [3, 2],
        [99, 3],
      ])
        db.prepare("UPDATE events SET number = ? WHERE number = ?").run(to!, from!);
    });
    expect(await faults()).toEqual([["out-of-order", 3]]);
  });

  test("can't tell a tail that was cut off", async () => {
    tamper((db) => db.exec("DELETE FROM events WHERE number > 3"));
    expect(await verify()).toEqual({ events: 4, streams: 2, faults: [] });
  });
});
