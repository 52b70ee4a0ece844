import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { CommandHandling } from "../../src/event-sourcing/deciding/command-handling.js";
import { numberSeriesDecider } from "../../src/numbering/numbering.commands.js";
import { numberSeriesId } from "../../src/numbering/number-series.js";
import { registry } from "../../src/slices.js";
import { openOffices, type Official, type Offices } from "../access/offices.js";
import { officerContext, openTemporaryStore, settableClock } from "../temporary.js";

interface Numbered {
  readonly id: string;
  readonly number?: string | null;
}
interface Page {
  readonly data: readonly Numbered[];
}

let o: Offices;
let worker: Official;
let elsewhere: Official;
let supervisor: Official;

beforeAll(async () => {
  o = await openOffices("2026-03-02T02:00:00.000Z");
  const mission = await o.agency("MISSION", "KBRI Kuala Lumpur", {
    country: "MY",
    code: "KBRI-KL",
    zone: "Asia/Kuala_Lumpur",
  });
  const other = await o.agency("BP3MI", "BP3MI Jawa Barat", { region: "32" });
  worker = await o.officer(mission, "MISSION");
  elsewhere = await o.officer(other, "CASEWORKER");
  supervisor = await o.officer(mission, "SUPERVISOR");
});
afterAll(() => o.close());

async function opened(path: string, body: object, by = worker): Promise<Numbered> {
  const { status, body: answer } = await o.calls(by, "POST", path, body);
  expect({ status, answer }).toMatchObject({ status: 201 });
  return answer;
}

const person = (by = worker) =>
  o.does(by, "persons", { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Wati Contoh" } });
const complaint = (victim: string) => ({
  channel: "PHONE",
  complainant: "PMI",
  categories: ["UNPAID_WAGES"],
  parties: [{ role: "VICTIM", person: victim }],
});

async function page(path: string, by = worker): Promise<Page & { readonly number?: string | null }> {
  const { status, body } = await o.asks(by, path);
  expect({ path, status, body }).toMatchObject({ status: 200 });
  return body;
}

test("a case and a repatriation get the next number of their office and year at once, and are found by it", async () => {
  const victim = await person();
  const first = await opened("cases", complaint(victim));
  expect(first.number).toBe("KBRI-KL/2026/0001");
  const home = await opened("repatriations", {
    kind: "LIVING",
    person: victim,
    source: "FAMILY",
    cause: "EARLY_TERMINATION",
    country: "MY",
  });
  expect(home.number).toBe("KBRI-KL/2026/0002");
  const others = await opened("cases", complaint(await person(elsewhere)), elsewhere);
  expect(others.number).toBe("BP3MI-32/2026/0001");

  expect((await page("cases")).data).toMatchObject([{ id: first.id, number: first.number }]);
  expect((await page("cases?number=kbri-kl/2026/1")).data).toMatchObject([{ id: first.id }]);
  expect((await page("cases?number=KBRI-KL/2026/0002")).data).toEqual([]);
  expect((await page("cases?number=KBRI-KL/2026/0001&open=false")).data).toEqual([]);
  expect((await page("repatriations?number=KBRI-KL/2026/0002")).data).toMatchObject([
    { id: home.id, number: home.number },
  ]);
  for (const path of [`cases/${first.id}`, `repatriations/${home.id}`]) {
    const { data } = (await page(path)) as unknown as { data: Numbered };
    expect(data.number).toMatch(/^KBRI-KL\/2026\/000[12]$/);
  }
  expect((await page(`persons/${victim}/cases`)).data).toMatchObject([{ number: first.number }]);
  expect((await page("work")).data).toMatchObject([{ id: first.id, number: first.number }]);
  expect((await page(`cases/${first.id}/timeline`)).number).toBe(first.number);
  expect((await page(`repatriations/${home.id}/trail`, supervisor)).number).toBe(home.number);
});

test("a number of a file out of sight finds nothing, and stands on no list of others", async () => {
  const { number } = await opened("cases", complaint(await person()));
  expect((await page("cases", elsewhere)).data.map((row) => row.number)).toEqual(["BP3MI-32/2026/0001"]);
  const hidden = await page(`cases?number=${number!}`, elsewhere);
  const none = await page("cases?number=KBRI-KL/2026/9999", elsewhere);
  expect(hidden.data).toEqual([]);
  expect({ ...hidden, dataAsOf: null }).toEqual({ ...none, dataAsOf: null });
});

test("a repeat is answered with the number that the first had", async () => {
  const body = complaint(await person());
  const key = randomUUID();
  const sent = () => o.calls(worker, "POST", "cases", body, { "idempotency-key": key });
  const [first, second] = [(await sent()).body as Numbered, (await sent()).body as Numbered];
  expect(second).toEqual(first);
  expect(first.number).toMatch(/^KBRI-KL\/2026\/\d{4}$/);
});

test("the year of a number is that in which the office took the file", async () => {
  o.clock.set("2026-12-31T16:30:00.000Z");
  expect((await opened("cases", complaint(await person()))).number).toBe("KBRI-KL/2027/0001");
});

test("many at once, by two instances, get each number once and leave none out", async () => {
  const clock = settableClock("2026-03-02T02:00:00.000Z");
  const temporary = await openTemporaryStore(registry, clock);
  try {
    const { handling, store, sealing } = temporary;
    const instances = [handling, new CommandHandling(store, registry, sealing, clock)];
    const id = numberSeriesId("KBRI-KL/2026");
    const assign = async (i: number): Promise<void> => {
      const data = { series: "KBRI-KL/2026", kind: "CASE", of: randomUUID() };
      const context = officerContext(randomUUID());
      await instances[i % 2]!.handle(numberSeriesDecider, id, "AssignFileNumber", data, context);
    };
    // Two at a time: the loser of each race reads again.
    for (let i = 0; i < 40; i += 2) await Promise.all([assign(i), assign(i + 1)]);
    const events = (await store.readStream(`numbers-${id}`)).map((raw) => registry.read(raw));
    expect(events.map(({ facts }) => facts["serial"])).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  } finally {
    await temporary.close();
  }
});
