import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { cases } from "../../src/dashboards/measures/case-figures.js";
import { canonicalBytes, type Envelope } from "../../src/event-sourcing/stored-event/envelope.js";
import { publicationId } from "../../src/publication/quarter.js";
import { storeAggregate } from "../../src/store/store.js";
import type { ParkedInView } from "../../src/store/view-builds.js";
import { openOffices, type Official, type Offices } from "../access/offices.js";
import { officerContext } from "../temporary.js";
import { MINUTES } from "../waiting.js";

const QUARTER = "2025-Q2";
const PUBLICATION = `publication-${publicationId(QUARTER)}`;
const COUNTED = cases.of.projection.name;

let o: Offices;
let analyst: Official;
let received: string;

beforeAll(async () => {
  o = await openOffices("2025-04-10T02:00:00.000Z");
  await o.handling.handle(storeAggregate, "", "OpenStore", { sample: false }, officerContext(randomUUID()));
  const own = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  analyst = await o.officer(await o.agency("COORDINATION", "Desk P2MI"), "ANALYST");
  const worker = await o.officer(own, "CASEWORKER");
  const origin = { sex: "FEMALE", birthYear: 1990, source: "IN_PERSON", origin: "36.04.12" };
  const person = await o.does(worker, "persons", { ...origin, identity: { name: "Sari" } });
  received = await o.does(worker, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES"],
    country: "MY",
    parties: [{ role: "VICTIM", person }],
  });
  await o.settled();
  o.clock.set("2025-08-10T02:00:00.000Z");
});
afterAll(() => o.close());

const proposes = () =>
  o.calls(analyst, "POST", `publications/${publicationId(QUARTER)}/proposals`, { quarter: QUARTER });

/** The last event of a stream once more, in the form of a later release: it can't be read, so its stream is parked. */
async function laterReleaseWrites(stream: string): Promise<void> {
  const { type, bytes, revision } = (await o.store.readStream(stream)).at(-1)!;
  const envelope = JSON.parse(Buffer.from(bytes).toString("utf8")) as Envelope;
  const id = randomUUID();
  const later = canonicalBytes({ ...envelope, id, revision: revision + 1, schema: 99, sealed: [] });
  await o.store.append(stream, revision, [{ id, type, bytes: later }]);
  expect(await o.readModel.waitFor(await o.store.head(), MINUTES)).toBe(true);
}

const parked = async () =>
  ((await o.calls(o.administrator, "GET", "parked")).body as { data: readonly ParkedInView[] }).data;

test("no tables are made while events can't be counted; they are once these are given up", async () => {
  const stream = `case-${received}`;
  await laterReleaseWrites(stream);
  const own = (await parked()).filter(({ projection }) => projection === COUNTED);
  expect(own).toMatchObject([{ stream, waiting: 0 }]);
  const refused = await proposes();
  expect(refused).toMatchObject({
    status: 409,
    body: { type: "urn:kawal:problem:rejected:figures-incomplete", rule: { id: "figures-incomplete" } },
  });
  expect(await o.store.readStream(PUBLICATION)).toEqual([]);
  const [{ projection, subject, revision }] = own as [ParkedInView];
  const given = { projection, subject, stream, revision, reason: "A later release wrote it" };
  expect((await o.calls(o.administrator, "POST", "parked/discards", given)).status).toBe(200);
  expect(await o.readModel.waitFor(await o.store.head(), MINUTES)).toBe(true);
  // What else is parked counts in no table.
  expect(await parked()).not.toEqual([]);
  expect(await proposes()).toMatchObject({ status: 200 });
  expect((await o.store.readStream(PUBLICATION)).map(({ type }) => type)).toEqual(["PublicTablesProposed"]);
});
