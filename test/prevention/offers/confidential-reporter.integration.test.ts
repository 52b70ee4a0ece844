import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { openOffices, type Official, type Offices } from "../../access/offices.js";
import { declaredRoutes, goesOn } from "../../access/routes.js";
import { Chance } from "../../properties/chance.js";

/*
 * Who reported an offer in confidence is in no answer of a reader who may not know them: of no route, in no form, by
 * none of the ids that a report has. Nor is the hash by which their code is checked, in the answer of anybody.
 */

const NAMES = ["Wulandari", "Zulkifli", "Rahmawati", "Situmorang", "Handayani", "Kusumawardani"];
const REPORTS = 4;

interface Report {
  readonly id: string;
  readonly ids: readonly string[];
  /** What must not be read: words of the name, the number however it is written. */
  readonly secrets: readonly string[];
  /** As it is stored. */
  readonly hashes: readonly string[];
}

let o: Offices;
let chance: Chance;
let reports: Report[];
let head: Official;
let caseworker: Official;
const readers: { [who: string]: Official } = {};

beforeAll(async () => {
  o = await openOffices("2026-03-02T02:00:00.000Z");
  chance = new Chance(Number(process.env["SEED"] ?? 7));
  const office = await o.agency("BP3MI", "BP3MI Contoh", { region: "36" });
  head = await o.officer(office, "SUPERVISOR");
  caseworker = await o.officer(office, "CASEWORKER");
  readers["the village"] = await o.officer(office, "VILLAGE_OFFICER");
  readers["a caseworker of the office"] = caseworker;
  const other = await o.agency("POLICE", "Polda Contoh", { region: "36" });
  readers["who heads another office"] = await o.officer(other, "SUPERVISOR");
  readers["an investigator of another office"] = await o.officer(other, "INVESTIGATOR");
  const ministry = await o.agency("MINISTRY_OF_MIGRANT_WORKERS", "Kementerian Contoh");
  readers["who answers for the nation"] = await o.officer(ministry, "SUPERVISOR");
  readers["an analyst"] = await o.officer(await o.agency("COORDINATION", "Desk Contoh"), "ANALYST");
  readers["an auditor"] = await o.officer(await o.agency("AUDIT", "Inspektorat Contoh"), "AUDITOR");
  reports = [];
  for (let i = 0; i < REPORTS; i++) reports.push(await reported());
  await o.settled();
});
afterAll(() => o.close());

/** A report whose reporter is named wherever text is taken, and its whole course. */
async function reported(): Promise<Report> {
  const [first, last] = chance.some(NAMES).concat(NAMES).slice(0, 2) as [string, string];
  const digits = `8123${1_000_000 + chance.nat(9_000_000)}`;
  const written = [
    `0${digits}`,
    `+62 ${digits.slice(0, 3)} ${digits.slice(3)}`,
    `62-${digits.slice(0, 4)}-${digits.slice(4)}`,
  ];
  const text = () =>
    `Menurut ${chance.one([first, last.toUpperCase(), `${first} ${last}`])}, telepon ${chance.one(written)}, gajinya besar`;
  const occurred = { date: "2026-02", asReported: text() };
  const sent = async (path: string, body: object) => {
    const { status, body: answer } = await o.calls(caseworker, "POST", path, body);
    if (status !== 200 && status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
    return answer as { readonly id: string; readonly followCode?: string };
  };
  const { id, followCode } = await sent("offers", {
    channel: "MESSENGER",
    text: text(),
    pay: text(),
    ...(chance.percent(50) && { recruiter: { name: "Pak Calo", phone: "0813-1111-2222" } }),
    reporter: { name: `${first} ${last}`, phone: chance.one(written) },
    occurred,
  });
  await sent(`offers/${id}/reviews`, { note: text(), occurred });
  await sent(`offers/${id}/findings`, { finding: "SUBSTANTIATED", note: text() });
  await sent(`offers/${id}/follow-codes`, {});
  const stream = await o.store.readStream(`offer-${id}`);
  const envelopes = stream.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString("utf8")) as Stored);
  for (const { id: event } of envelopes.slice(0, 2)) {
    const narrative = { [event === envelopes[0]!.id ? "text" : "note"]: text() };
    await sent(`offers/${id}/corrections`, {
      event,
      reason: "MISTYPED",
      personal: { narrative },
      occurred,
      explanation: text(),
    });
  }
  await sent(`offers/${id}/closure`, { reason: "ACTED_ON", note: text() });
  const persons = envelopes[0]!.subjects.map(({ person }) => person);
  return {
    id,
    ids: [id, ...persons],
    secrets: [first, last, digits.slice(4), followCode!],
    hashes: envelopes.flatMap(({ facts: { follow } }) => follow ?? []),
  };
}

interface Stored {
  readonly id: string;
  readonly facts: { readonly follow?: string };
  readonly subjects: readonly { readonly person: string }[];
}

/** What an answer or a problem says, without blanks and dashes: so a number is found however it is written. */
const plain = (said: unknown) => (typeof said === "string" ? said : JSON.stringify(said)).toLowerCase();
const found = (said: unknown, secrets: readonly string[]) => {
  const all = plain(said);
  const squeezed = all.replaceAll(/[\s().-]/g, "");
  return secrets.filter((each) => all.includes(each.toLowerCase()) || squeezed.includes(each.toLowerCase()));
};

/** Every question there is, about every id that a report has. */
function questions(): string[] {
  const routes = declaredRoutes().flatMap(({ route }) =>
    route.startsWith("GET ") && !route.startsWith("GET /") && !goesOn(route) ? route.slice("GET ".length) : [],
  );
  return routes.flatMap((route) => {
    if (!route.includes(":id")) return route.includes(":") ? [] : [route];
    const ofOffer = route.startsWith("offers/");
    const ids = reports.flatMap((each) => (ofOffer ? each.ids : each.ids.slice(0, 3)));
    return ids.map((id) => route.replace(":id", id)).filter((path) => !path.includes(":"));
  });
}

describe("who reported in confidence", () => {
  test("is shown to who heads the office that received it, and so are the words without them", async () => {
    for (const { id, secrets } of reports) {
      const page = (await o.asks(head, `offers/${id}`)).body as { readonly data: object };
      expect(found(page, secrets.slice(0, 3))).toHaveLength(3);
      const { reporter: _, ...rest } = page.data as { readonly reporter: object };
      expect(found(rest, secrets)).toEqual([]);
      expect(plain(rest)).toContain("[pelapor]");
    }
  });

  test("is in no answer to anybody else, on any route, nor is the hash of a code in anybody's", async () => {
    const all = reports.flatMap(({ secrets }) => secrets);
    const hashes = reports.flatMap((each) => each.hashes);
    expect(hashes).toHaveLength(2 * REPORTS);
    const asked = questions();
    expect(asked).toEqual(expect.arrayContaining([`offers/${reports[0]!.id}`, "offers", "office/timeline"]));
    let answered = 0;
    for (const [who, reader] of [...Object.entries(readers), ["head", head] as const])
      for (const path of [...asked, "office/timeline?format=csv", "office/timeline?from=2019-01-01&stored=true"]) {
        const { status, body } = await o.calls(reader, "GET", path);
        if (status === 200) answered++;
        const secrets = who === "head" ? [] : all;
        expect({ who, path, found: found(body, [...secrets, ...hashes]) }).toEqual({ who, path, found: [] });
      }
    expect(answered).toBeGreaterThan(Object.keys(readers).length * REPORTS);
  });

  test("is in no problem, whatever is asked of their report", async () => {
    for (const [who, reader] of Object.entries(readers))
      for (const { id, secrets, hashes } of reports)
        for (const [path, body] of [
          ["reviews", {}],
          ["findings", { finding: "SUBSTANTIATED" }],
          ["closure", { reason: "ACTED_ON" }],
          ["closure", { reason: "none" }],
          ["corrections", { event: randomUUID(), reason: "MISTYPED", personal: { reporter: { name: "x" } } }],
        ] as const) {
          const answer = await o.calls(reader, "POST", `offers/${id}/${path}`, body);
          expect({ who, path, ok: answer.status < 400 }).toEqual({ who, path, ok: false });
          expect(found(answer.body, [...secrets, ...hashes])).toEqual([]);
        }
  });

  test("is in no entry of the log of reads", () => {
    const secrets = reports.flatMap((each) => [...each.secrets, ...each.hashes]);
    expect(o.recorded.length).toBeGreaterThan(0);
    expect(found(o.recorded, secrets)).toEqual([]);
  });

  test("is not corrected, whoever asks: it stays as it was told", async () => {
    const { id } = reports[0]!;
    const [raw] = await o.store.readStream(`offer-${id}`);
    for (const officer of [head, caseworker]) {
      const { status, body } = await o.calls(officer, "POST", `offers/${id}/corrections`, {
        event: raw!.id,
        reason: "MISTYPED",
        personal: { reporter: { phone: "081299998888" } },
      });
      expect({ status, body }).toMatchObject({ status: 400, body: { type: "urn:kawal:problem:not-correctable" } });
    }
  });
});
