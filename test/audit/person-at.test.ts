import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { AGENCY, OFFICER } from "../given.js";
import { openAudited } from "./audited.js";

const [SITI, OTHER] = [randomUUID(), randomUUID()] as const;

let t: Awaited<ReturnType<typeof openAudited>>;
beforeEach(async () => {
  t = await openAudited("2024-01-10T03:00:00.000Z");
});
afterEach(async () => {
  expect(t.alarms).toEqual([]);
  await t.close();
});

const stateAt = (query: Record<string, string> = {}, person = SITI) => t.get(`persons/${person}/state`, query);
const differenceOf = (query: Record<string, string>) => t.get(`persons/${SITI}/difference`, query);
const seen = (body: { data: { streams: { state: { seen: { value: number }[] } | null }[] } }) =>
  body.data.streams.map(({ state }) => state && state.seen.map(({ value }) => value));

/** Two streams; a late fact, an imprecise one and a correction, on three days of recording. */
async function history() {
  const first = await t.sight({
    value: 1,
    persons: [SITI],
    name: "Siti",
    alias: "Ti",
    occurred: { date: "2023-06-01" },
  });
  t.at("2024-02-10T03:00:00.000Z");
  const late = await t.sight({ value: 2, persons: [SITI], occurred: { date: "2023-03" } }, first.id);
  const other = await t.sight({ value: 5, persons: [OTHER], occurred: { date: "2023-01-01" } });
  t.at("2024-03-10T03:00:00.000Z");
  const correction = await t.correct(first.id, {
    event: first.event,
    reason: "MISREPORTED",
    facts: { value: 9 },
    personal: { identity: { name: "Sitti" } },
    occurred: { date: "2023-02-01" },
  });
  const joined = await t.sight({ value: 6, persons: [OTHER, SITI], occurred: {} }, other.id);
  return { first, late, correction, joined };
}

describe("a person at a moment", () => {
  test("is all that is known, when no moment is named, and the answer says where it ends", async () => {
    const { joined, first } = await history();
    const { status, body } = await stateAt();
    expect(status).toBe(200);
    expect(seen(body)).toEqual([
      [9, 2],
      [5, 6],
    ]);
    expect(body.data).toMatchObject({
      person: SITI,
      known: true,
      moment: { asOf: null, knownAt: { position: joined.position, recordedAt: null }, zone: "Asia/Jakarta" },
      notReplayed: [],
    });
    expect(body.data.streams[0]).toMatchObject({
      stream: `sightings-${first.id}`,
      revision: 2,
      state: { identity: { name: "Sitti", alias: "Ti" } },
      possibly: [],
    });
    expect(body.data).not.toHaveProperty("note");
  });

  test("is what was known then: by position, by time, and by date in a zone", async () => {
    const { first, late } = await history();
    const before = [[1]];
    expect(seen((await stateAt({ knownAt: first.position })).body)).toEqual(before);
    expect(seen((await stateAt({ knownAt: late.position })).body)).toEqual([[2, 1]]);
    expect(seen((await stateAt({ knownAt: "2024-02-10T02:59:59.999Z" })).body)).toEqual(before);
    expect(seen((await stateAt({ knownAt: "2024-02-10T10:00:00+07:00" })).body)).toEqual([[2, 1]]);
    expect(seen((await stateAt({ knownAt: "2024-02-09" })).body)).toEqual(before);
    // The end of the 9th in Honolulu is 10:00 UTC of the 10th.
    const { body } = await stateAt({ knownAt: "2024-02-09", zone: "Pacific/Honolulu" });
    expect(seen(body)).toEqual([[2, 1]]);
    expect(body.data.moment).toMatchObject({
      knownAt: { recordedAt: "2024-02-10T09:59:59.999Z" },
      zone: "Pacific/Honolulu",
    });
  });

  test("is what had happened then, with what had perhaps", async () => {
    const { late, joined } = await history();
    const { body } = await stateAt({ asOf: "2023-03-15" });
    expect(seen(body)).toEqual([[9], [5]]);
    expect(body.data.moment.asOf).toBe("2023-03-15T16:59:59.999Z");
    expect(body.data.streams.map((stream: { possibly: unknown }) => stream.possibly)).toMatchObject([
      [
        {
          event: late.event,
          position: late.position,
          type: "Sighted",
          happened: { precision: "MONTH" },
          state: { seen: [{ value: 9 }, { value: 2 }], identity: { name: "Sitti" } },
        },
      ],
      [{ event: joined.event, state: { seen: [{ value: 5 }, { value: 6 }] } }],
    ]);
    // What was known before the correction is that the first sighting was in June.
    const both = (await stateAt({ asOf: "2023-03-15", knownAt: late.position })).body;
    expect(seen(both)).toEqual([null]);
    expect(both.data).toMatchObject({ known: true, note: { en: expect.stringContaining("nothing had certainly") } });
  });

  test("had perhaps so much happen that it comes in pages, each with few states, and all of it once", async () => {
    const person = { persons: [SITI], occurred: { date: "2023" } };
    const first = await t.sight({ value: 0, ...person });
    for (let value = 1; value < 45; value++) await t.sight({ value, ...person }, first.id);
    const asOf = "2023-06-30";
    const pages: {
      body: { data: { possible: number; streams: { possibly: { event: string }[] }[] }; next?: string };
    }[] = [];
    for (let after: string | undefined; pages.length === 0 || after !== undefined; after = pages.at(-1)!.body.next)
      pages.push(await stateAt({ asOf, ...(after !== undefined && { after }) }));
    const rows = pages.map(({ body }) => body.data.streams.flatMap(({ possibly }) => possibly));
    expect(rows.map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(pages.map(({ body }) => body.data.possible)).toEqual([45, 45, 45]);
    expect(rows.flat()).toMatchObject(Array.from({ length: 45 }, (_, value) => ({ state: { seen: [{ value }] } })));
    expect(new Set(rows.flat().map(({ event }) => event)).size).toBe(45);
    const { body } = await t.get(`persons/${SITI}/difference`, { fromAsOf: asOf });
    expect(body.data.from).toMatchObject({ possible: 45, possibly: { length: 45 } });
    for (const after of ["x", randomUUID()])
      expect(await stateAt({ asOf, after })).toMatchObject({
        status: 400,
        body: { type: "urn:kawal:problem:invalid-cursor", errors: [{ field: "after" }] },
      });
  });

  test("has no more states on a page than an answer can hold, and at least one", async () => {
    const long = "Siti ".repeat(60_000).trim();
    const first = await t.sight({ value: 7, persons: [SITI], alias: long, occurred: { date: "2022" } });
    const person = { persons: [SITI], name: long, occurred: { date: "2023" } };
    for (let value = 0; value < 3; value++) await t.sight({ value, ...person }, first.id);
    const { body } = await stateAt({ asOf: "2023-06-30" });
    expect(body.data).toMatchObject({ possible: 3, streams: [{ possibly: { length: 1 } }] });
    const next = await stateAt({ asOf: "2023-06-30", after: body.next });
    expect(next.body.data).toMatchObject({
      streams: [{ possibly: [{ state: { seen: [{ value: 7 }, { value: 1 }] } }] }],
    });
  });

  test("of whom nothing was known yet is empty, and the answer says so", async () => {
    await history();
    const { status, body } = await stateAt({ knownAt: "2023-12-31" });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      known: false,
      streams: [],
      note: { en: expect.any(String), indonesian: expect.any(String) },
      moment: { knownAt: { recordedAt: "2023-12-31T16:59:59.999Z" } },
    });
  });

  test("who never existed is not found", async () => {
    await history();
    expect(await stateAt({}, randomUUID())).toMatchObject({ status: 404 });
    expect(await stateAt({ knownAt: "2020-01-01" }, randomUUID())).toMatchObject({ status: 404 });
    expect(await t.get(`persons/${randomUUID()}/difference`, { fromAsOf: "2023-01-01" })).toMatchObject({
      status: 404,
    });
  });

  test("does not wait for a position that the store has not reached", async () => {
    const { joined } = await history();
    const beyond = joined.position.replace(/\d+$/, "99");
    expect(await stateAt({ knownAt: beyond })).toMatchObject({ status: 400, body: { errors: [{ field: "knownAt" }] } });
    const foreign = `000000000000.0`;
    expect(await stateAt({ knownAt: foreign })).toMatchObject({
      status: 400,
      body: { type: "urn:kawal:problem:foreign-position", errors: [{ field: "knownAt" }] },
    });
  });

  test.each([
    [{ asOf: "2023-02-30" }, "asOf"],
    [{ knownAt: "then" }, "knownAt"],
    [{ asOf: "2023-02-20", zone: "Mars" }, "zone"],
    [{ asof: "2023-02-20" }, "asof"],
  ])("names the parameter of %j that it can't take", async (query, field) => {
    await history();
    expect(await stateAt(query as unknown as Record<string, string>)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
  });
});

describe("the difference of a person between two moments", () => {
  test("of knowing names what a correction changed, with both values", async () => {
    const { first, late, correction } = await history();
    const { status, body } = await differenceOf({ fromKnownAt: late.position, toKnownAt: correction.position });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      from: { known: true, moment: { knownAt: { position: late.position } } },
      to: { known: true, moment: { knownAt: { position: correction.position } } },
    });
    const stream = `/sightings-${first.id}`;
    const by = {
      event: correction.event,
      position: correction.position,
      type: "FactCorrected",
      title: { en: "A recorded fact was corrected", indonesian: "Fakta yang tercatat dikoreksi" },
      who: { kind: "OFFICER", id: OFFICER, onBehalfOf: null, role: "CASEWORKER" },
      agency: { id: AGENCY, name: null },
      recordedAt: "2024-03-10T03:00:00.000Z",
    };
    expect(body.data.difference).toEqual({
      added: [],
      removed: [],
      changed: [
        { pointer: `${stream}/seen/0/value`, before: `${stream}/seen/1/value`, from: 1, to: 9, by },
        { pointer: `${stream}/identity/name`, from: "Siti", to: "Sitti", by },
      ],
      reordered: [{ pointer: `${stream}/seen`, from: [late.event, first.event], to: [first.event, late.event], by }],
    });
  });

  test("names the event that brought what is new, and of what is missing the event that is not there yet", async () => {
    const { first, late } = await history();
    const forth = await differenceOf({ fromKnownAt: first.position, toKnownAt: late.position });
    const added = forth.body.data.difference.added as { pointer: string; by: { event: string } }[];
    expect(added.length).toBeGreaterThan(0);
    for (const { by } of added) expect(by).toMatchObject({ event: late.event, type: "Sighted", who: { id: OFFICER } });
    const back = await differenceOf({ fromKnownAt: late.position, toKnownAt: first.position });
    const removed = back.body.data.difference.removed as { pointer: string; by: { event: string } }[];
    expect(removed.map(({ by }) => by.event)).toEqual(added.map(() => late.event));
  });

  test("of the world names what came and, the other way round, what is not there yet, with its values", async () => {
    const { first } = await history();
    const stream = `/sightings-${first.id}`;
    const value = { seen: [{ id: first.event, value: 9 }], identity: { name: "Sitti", alias: "Ti" } };
    const forth = await differenceOf({ fromAsOf: "2023-01-31", toAsOf: "2023-02-01" });
    expect(forth.body.data.difference).toMatchObject({ added: [{ pointer: stream, value }], removed: [], changed: [] });
    expect(forth.body.data.from.possibly).toHaveLength(1);
    const back = await differenceOf({ fromAsOf: "2023-02-01", toAsOf: "2023-01-31" });
    expect(back.body.data.difference).toMatchObject({ added: [], removed: [{ pointer: stream, value }], changed: [] });
  });

  test("says that one side knew nothing", async () => {
    await history();
    const { body } = await differenceOf({ fromKnownAt: "2020-01-01" });
    expect(body.data).toMatchObject({ from: { known: false }, to: { known: true } });
    expect(body.data.difference.added).toHaveLength(2);
  });

  test.each([
    [{}, "fromAsOf"],
    [{ fromAsOf: "x" }, "fromAsOf"],
    [{ fromKnownAt: "x" }, "fromKnownAt"],
    [{ toAsOf: "x" }, "toAsOf"],
    [{ toKnownAt: "x" }, "toKnownAt"],
  ])("names the parameter of %j that it can't take", async (query, field) => {
    await history();
    expect(await differenceOf(query as Record<string, string>)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
  });
});
