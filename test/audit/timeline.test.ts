import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { AGENCY, OFFICER } from "../given.js";
import { openAudited } from "./audited.js";

const [SITI, OTHER, TWIN] = [randomUUID(), randomUUID(), randomUUID()] as const;

let t: Awaited<ReturnType<typeof openAudited>>;
beforeEach(async () => {
  t = await openAudited("2024-01-10T03:00:00.000Z");
});
afterEach(async () => {
  expect(t.alarms).toEqual([]);
  await t.close();
});

const values = (body: { data: { facts: { value?: number } }[] }) => body.data.flatMap(({ facts }) => facts.value ?? []);
const timeline = (query: Record<string, string> = {}, person = SITI) => t.get(`persons/${person}/timeline`, query);

describe("the timeline of a person", () => {
  test("tells who, for which agency by its name of that day, what, when it happened and when it was recorded", async () => {
    const { id: agency } = await t.agency("RegisterAgency", { kind: "HUMAN_RIGHTS", name: "Kemenkumham Banten" });
    await t.agency("RenameAgency", { name: "Kementerian HAM Banten", from: "2024-10-21" }, agency);
    t.at("2024-10-20T16:59:59.000Z");
    const occurred = { date: "2024-05-27", zone: "Asia/Phnom_Penh", asReported: "Rabu (27/5/2024)" };
    const { id, event, position } = await t.sight(
      { value: 1, persons: [SITI], name: "Siti", occurred },
      undefined,
      agency,
    );
    t.at("2024-10-20T17:00:00.000Z");
    await t.sight({ value: 2, persons: [SITI] }, id, agency);
    await t.sight({ value: 3, persons: [SITI] }, id);

    const { status, body } = await timeline();
    expect(status).toBe(200);
    expect(body.data).toHaveLength(3);
    expect(body.data[0]).toEqual({
      event,
      position,
      stream: `sightings-${id}`,
      revision: 0,
      type: "Sighted",
      title: { en: "Of a test", indonesian: "Dari sebuah uji" },
      persons: [{ person: SITI, role: "MIGRANT" }],
      who: { kind: "OFFICER", id: OFFICER, onBehalfOf: null, role: "CASEWORKER" },
      agency: { id: agency, name: "Kemenkumham Banten" },
      purpose: "PROTECTION",
      lawfulBasis: "PUBLIC_TASK",
      happened: {
        earliest: "2024-05-26T17:00:00.000Z",
        latest: "2024-05-27T16:59:59.999Z",
        precision: "DAY",
        zone: "Asia/Phnom_Penh",
        conflict: true,
        asReported: "Rabu (27/5/2024)",
      },
      recordedAt: "2024-10-20T16:59:59.000Z",
      facts: { value: 1 },
      agencies: [],
      personal: [{ class: "identity", person: SITI, names: [], values: { name: "Siti" } }],
      corrects: null,
      correctedBy: [],
      withdrawnBy: null,
      asCorrected: null,
      causation: null,
      correlation: expect.any(String),
      hash: expect.any(String),
      previous: null,
    });
    expect(body.data[1]).toMatchObject({
      agency: { id: agency, name: "Kementerian HAM Banten" },
      previous: body.data[0].hash,
    });
    expect(body.data[1].happened).not.toHaveProperty("asReported");
    expect(body.data[2].agency).toEqual({ id: AGENCY, name: null });
    expect(body.dataAsOf.recordedAt).toBe("2024-10-20T17:00:00.000Z");
  });

  test("keeps what was recorded beside how it is read now, and names the correction on both sides", async () => {
    const first = await t.sight({ value: 1, persons: [SITI], name: "Siti", occurred: { date: "2023-05" } });
    await t.sight({ value: 2, persons: [SITI], occurred: { date: "2023-03-01" } }, first.id);
    const correction = await t.correct(first.id, {
      event: first.event,
      reason: "NEW_EVIDENCE",
      facts: { value: 7 },
      personal: { identity: { name: "Sitti" } },
      occurred: { date: "2023-02-10", asReported: "10 Februari" },
      explanation: "seen on a ticket",
    });
    const again = await t.correct(first.id, { event: first.event, reason: "MISTYPED", facts: { value: 8 } });
    const { body } = await timeline();
    expect(body.data[0]).toMatchObject({
      facts: { value: 1 },
      happened: { precision: "MONTH" },
      correctedBy: [correction.event, again.event],
      asCorrected: { facts: { value: 8 }, happened: { precision: "DAY", asReported: "10 Februari" } },
      personal: [{ values: { name: "Siti" } }],
    });
    expect(body.data[2]).toMatchObject({
      type: "FactCorrected",
      title: { en: expect.any(String), indonesian: expect.any(String) },
      corrects: first.event,
      correctedBy: [],
      happened: { precision: "INSTANT" },
    });
    expect(body.data[2].happened).not.toHaveProperty("asReported");
    expect(Object.assign({}, ...body.data[2].personal.map((part: { values: object }) => part.values))).toEqual({
      name: "Sitti",
      explanation: "seen on a ticket",
      "occurredAt.asReported": "10 Februari",
    });
    const inTheWorld = await timeline({ order: "occurred" });
    expect(values(inTheWorld.body).slice(0, 2)).toEqual([1, 2]);
  });

  test("shows a correction that was wrong itself, and the one that took its place", async () => {
    const first = await t.sight({ value: 1, persons: [SITI], name: "Siti" });
    const wrong = await t.correct(first.id, { event: first.event, reason: "MISTYPED", facts: { value: 7 } });
    const right = await t.correct(first.id, { event: wrong.event, reason: "MISTYPED", facts: { value: 8 } });
    const { body } = await timeline();
    expect(body.data[0]).toMatchObject({
      facts: { value: 1 },
      correctedBy: [wrong.event, right.event],
      asCorrected: { facts: { value: 8 } },
    });
    expect(body.data[1]).toMatchObject({ event: wrong.event, correctedBy: [right.event], asCorrected: null });
    expect(body.data[2]).toMatchObject({
      event: right.event,
      corrects: first.event,
      facts: { correctsAgain: wrong.event },
    });
  });

  test("says that a value is gone with its key", async () => {
    const { id } = await t.sight({ value: 1, persons: [SITI], name: "Siti" });
    await t.destroyKeys(id);
    const { body } = await timeline();
    // Without its key nobody knows which of the fields that the event may have it told.
    const masked = { masked: "shredded" };
    expect(body.data[0].personal[0].values).toEqual({ name: masked, alias: masked });
  });

  test("is cut by either clock, of which an imprecise time is in as far as it may be", async () => {
    const { id } = await t.sight({ value: 1, persons: [SITI], occurred: { date: "2023-05" } });
    t.at("2024-02-10T03:00:00.000Z");
    await t.sight({ value: 2, persons: [SITI], occurred: { date: "2023-03-01" } }, id);
    await t.sight({ value: 3, persons: [SITI], occurred: { until: "2023-03-31" } }, id);
    await t.sight({ value: 4, persons: [SITI], occurred: {} }, id);
    expect(values((await timeline()).body)).toEqual([1, 2, 3, 4]);
    expect(values((await timeline({ to: "2024-01-10" })).body)).toEqual([1]);
    expect(values((await timeline({ from: "2024-01-11" })).body)).toEqual([2, 3, 4]);
    const occurred = async (query: Record<string, string>) =>
      values((await timeline({ order: "occurred", ...query })).body);
    expect(await occurred({})).toEqual([2, 3, 1, 4]);
    expect(await occurred({ from: "2023-05-10", to: "2023-05-10" })).toEqual([1, 4]);
    expect(await occurred({ to: "2023-03-15" })).toEqual([2, 3, 4]);
    expect(await occurred({ from: "2023-04-01" })).toEqual([1, 4]);
  });

  test("is left to one type, one agency or one stream, on pages of any size", async () => {
    const other = randomUUID();
    const { id } = await t.sight({ value: 1, persons: [SITI] });
    await t.sight({ value: 2, persons: [SITI] }, id, other);
    const second = await t.sight({ value: 3, persons: [SITI] });
    await t.sight({ value: 4, persons: [SITI] }, second.id, other);
    const left = async (query: Record<string, string>) => values((await timeline(query)).body);
    expect(await left({ agency: other })).toEqual([2, 4]);
    expect(await left({ agency: other.toUpperCase() })).toEqual([2, 4]);
    expect(await left({ stream: `sightings-${second.id}` })).toEqual([3, 4]);
    expect(await left({ stream: `sightings-${id}`, agency: other })).toEqual([2]);
    expect(await left({ type: "Sighted" })).toEqual([1, 2, 3, 4]);
    expect(await left({ type: "FactCorrected" })).toEqual([]);
    for (const order of ["recorded", "occurred"]) {
      const { body } = await timeline({ order, agency: other, limit: "1" });
      expect(values(body)).toEqual([2]);
      expect(await left({ order, agency: other, limit: "1", after: body.next })).toEqual([4]);
    }
  });

  test("has the events of linked identities, each once, on pages of any size", async () => {
    const { id } = await t.sight({ value: 1, persons: [SITI] });
    await t.sight({ value: 2, persons: [TWIN] }, id);
    await t.sight({ value: 3, persons: [SITI, TWIN] }, id);
    await t.sight({ value: 4, persons: [OTHER] }, id);
    await t.sight({ value: 5, persons: [TWIN] }, id);
    await t.sight({ value: 6, persons: [TWIN, SITI] }, id);
    await t.sight({ value: 7, persons: [SITI] }, id);
    expect(values((await timeline()).body)).toEqual([1, 3, 6, 7]);
    await t.link(SITI, TWIN);
    for (const order of ["recorded", "occurred"])
      for (let limit = 1; limit <= 10; limit++) {
        const rows: { type: string; facts: { value?: number } }[] = [];
        let after: { after?: string } = {};
        for (;;) {
          const { body } = await timeline({ order, limit: String(limit), ...after });
          rows.push(...body.data);
          if (body.next === undefined) break;
          expect(body.data).toHaveLength(limit);
          after = { after: body.next };
        }
        // All happened when they were recorded, at one time, where ties are told apart by ids.
        expect(values({ data: rows })).toEqual([1, 2, 3, 5, 6, 7]);
        const others = rows.flatMap(({ type }) => (type === "Sighted" ? [] : type));
        expect(others).toEqual(["PersonRegistered", "PersonRegistered", "IdentitiesLinked"]);
      }
  });

  test("refuses a page of another query, or of identities that are not linked", async () => {
    const { id } = await t.sight({ value: 1, persons: [SITI, OTHER] });
    await t.sight({ value: 2, persons: [SITI, OTHER] }, id);
    const { body } = await timeline({ limit: "1" });
    const others: Record<string, string>[] = [
      { after: body.next, limit: "1", order: "occurred" },
      { after: "nonsense" },
      { after: Buffer.from("[]").toString("base64url") },
    ];
    for (const query of others)
      expect(await timeline(query)).toMatchObject({ status: 400, body: { type: "urn:kawal:problem:invalid-cursor" } });
    expect(await timeline({ after: body.next }, OTHER)).toMatchObject({ status: 400 });
    expect(values((await timeline({ limit: "1", after: body.next })).body)).toEqual([2]);
  });

  test.each([
    [{ order: "backwards" }, "order"],
    [{ from: "2024-02-30" }, "from"],
    [{ to: "yesterday" }, "to"],
    [{ from: "2024-01-01", zone: "Mars/Olympus" }, "zone"],
    [{ limit: "201" }, "limit"],
    [{ zone: "Mars/Olympus" }, "zone"],
    [{ type: "Abducted" }, "type"],
    [{ agency: "BP3MI" }, "agency"],
    [{ stream: "' OR 1=1" }, "stream"],
    [{ stored: "yes" }, "stored"],
    [{ before: "x" }, "before"],
  ])("names the parameter of %j that it can't take", async (query, field) => {
    await t.sight({ value: 1, persons: [SITI] });
    expect(await timeline(query as Record<string, string>)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
  });

  test("of somebody about whom nothing is recorded is not found", async () =>
    expect(await timeline({}, randomUUID())).toMatchObject({ status: 404 }));
});
