import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createHash, randomUUID } from "node:crypto";
import Papa from "papaparse";
import { openOffices, type Offices, type Official } from "../access/offices.js";

/*
 * One case of Banten: BP3MI receives it, the mission has a victim in its shelter, and it is handed to the police. The
 * desk has a step of the repatriation that it opened.
 */

interface Row {
  readonly event: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly who: { readonly id: string };
  readonly agency: { readonly id: string; readonly name: string };
  readonly agencies: readonly { readonly id: string; readonly name: string }[];
  readonly hash: string;
  readonly previous: string | null;
  readonly stored?: unknown;
  readonly facts: Record<string, unknown>;
  readonly persons: readonly unknown[];
}
interface Body {
  readonly data: readonly Row[];
  readonly next?: string;
  readonly names?: Record<string, Record<string, unknown>>;
}

let o: Offices;
let worker: Official;
let chief: Official;
let mission: Official;
let police: Official;
let desk: Official;
let deskTwo: Official;
let auditor: Official;
let stranger: Official;
let village: Official;
let victim: string;
let incident: string;
let repatriation: string;
let stay: string;

beforeAll(async () => {
  o = await openOffices("2025-06-02T03:00:00.000Z");
  const bp3mi = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  const kbri = await o.agency("MISSION", "=KBRI Phnom Penh", { country: "KH" });
  const polres = await o.agency("POLICE", "Polres Serang");
  const coordination = await o.agency("SOCIAL_AFFAIRS", "Dinsos Serang");
  worker = await o.officer(bp3mi, "CASEWORKER", "Wati Contoh");
  chief = await o.officer(bp3mi, "SUPERVISOR", "Sari Contoh");
  mission = await o.officer(kbri, "MISSION", "Made Contoh");
  police = await o.officer(polres, "INVESTIGATOR", "+Polisi Contoh");
  desk = await o.officer(coordination, "CASEWORKER", "Dewi Contoh");
  deskTwo = await o.officer(coordination, "SUPERVISOR");
  auditor = await o.officer(await o.agency("AUDIT", "Inspektorat"), "AUDITOR", "Adi Contoh");
  stranger = await o.officer(await o.agency("HEALTH", "Dinkes Contoh"), "CASEWORKER", "Asing Contoh");
  village = await o.officer(
    await o.agency("VILLAGE", "Desa Pontang", { region: "36.04.12" }),
    "VILLAGE_OFFICER",
    "Desi",
  );

  victim = await o.does(worker, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    origin: "36.04.12",
    nationality: "ID",
    identity: { name: "Korban Contoh" },
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
  });
  incident = await o.does(worker, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    country: "KH",
    region: "36.04",
    categories: ["UNPAID_WAGES"],
    account: "@cerita",
    occurred: { date: "2025-05-27", asReported: "=Rabu 27 Mei" },
    parties: [{ role: "VICTIM", person: victim }],
  });
  await o.does(worker, `cases/${incident}/verification`, { by: "AGENCY" });
  await o.does(worker, `cases/${incident}/assignments`, { agency: bp3mi, officer: worker.id });
  await o.settled();
  stay = await o.does(mission, `cases/${incident}/shelters`, {
    victim,
    kind: "SAFE_HOUSE",
    agency: kbri,
    country: "KH",
    name: "Rumah Contoh",
  });
  repatriation = await o.does(worker, "repatriations", {
    kind: "LIVING",
    person: victim,
    case: incident,
    source: "PERSON",
    cause: "END_OF_CONTRACT",
    country: "KH",
    origin: "36.04.12",
  });
  await o.settled();
  await o.does(worker, `repatriations/${repatriation}/assignments`, {
    step: "TICKETED",
    agency: coordination,
    officer: desk.id,
  });
  o.clock.set("2025-06-04T03:00:00.000Z");
  await o.does(worker, `repatriations/${repatriation}/assignments`, {
    step: "TICKETED",
    agency: coordination,
    officer: deskTwo.id,
  });
  o.clock.set("2025-06-05T03:00:00.000Z");
  await o.does(worker, `repatriations/${repatriation}/tickets`, { funding: "STATE", mode: "AIR" });
  await o.does(worker, `cases/${incident}/referrals`, { agency: polres, reason: "CRIME", note: "lihat berkas" });
});
afterAll(() => o.close());

const body = async (officer: Official, path: string): Promise<Body> => {
  const { status, body: answer } = await o.asks(officer, path);
  expect({ path, status }).toEqual({ path, status: 200 });
  return answer as Body;
};
const types = ({ data }: Body) => data.map(({ type }) => type);

describe("the timeline of a case", () => {
  test("has all events of it and of the repatriation that it opened, in order, with who and for which agency", async () => {
    const { data, names } = await body(chief, `cases/${incident}/timeline?limit=200`);
    expect(types({ data })).toEqual([
      "ComplaintReceived",
      "CaseVerified",
      "CaseAssigned",
      "ShelterProvided",
      "RepatriationRequested",
      "CaseRepatriationOpened",
      "RepatriationStepAssigned",
      "RepatriationStepAssigned",
      "ReturneeTicketed",
      "CaseReferred",
    ]);
    expect(data[0]).toMatchObject({
      who: { id: worker.id },
      agency: { id: worker.agency, name: "BP3MI Banten" },
      stream: `case-${incident}`,
      facts: { country: "KH" },
    });
    expect(data.at(-1)).toMatchObject({
      facts: { agency: police.agency },
      agencies: [{ id: police.agency, name: "Polres Serang" }],
    });
    expect(names).toMatchObject({
      agencies: { [police.agency]: "Polres Serang", [worker.agency]: "BP3MI Banten" },
      officers: { [worker.id]: "Wati Contoh", [mission.id]: "Made Contoh" },
      regions: { "36.04": "KABUPATEN SERANG", "36.04.12": "Pontang" },
      countries: { KH: { en: "Cambodia", indonesian: "Kamboja" } },
    });
  });

  test("is left to a type, an agency, a stream and a time, on pages of any size", async () => {
    const left = async (query: string) => types(await body(chief, `cases/${incident}/timeline?${query}`));
    expect(await left("type=CaseReferred")).toEqual(["CaseReferred"]);
    expect(await left(`agency=${mission.agency}`)).toEqual(["ShelterProvided"]);
    expect(await left(`stream=repatriation-${repatriation}`)).toEqual([
      "RepatriationRequested",
      "RepatriationStepAssigned",
      "RepatriationStepAssigned",
      "ReturneeTicketed",
    ]);
    expect(await left("from=2025-06-05")).toEqual(["ReturneeTicketed", "CaseReferred"]);
    expect(await left("order=occurred&to=2025-05-28")).toEqual(["ComplaintReceived"]);
    for (const order of ["recorded", "occurred"]) {
      const whole = await body(chief, `cases/${incident}/timeline?order=${order}&limit=200`);
      for (const limit of [1, 3, 9]) {
        const rows: Row[] = [];
        for (let after = ""; ;) {
          const page = await body(chief, `cases/${incident}/timeline?order=${order}&limit=${limit}${after}`);
          rows.push(...page.data);
          if (page.next === undefined) break;
          expect(page.data).toHaveLength(limit);
          after = `&after=${page.next}`;
        }
        expect(rows).toEqual(whole.data);
      }
    }
  });

  test.each(["type=Nothing", "stream=x", "agency=1", "zone=Mars", "order=x", "after=bm8", "from=2025-02-30"])(
    "names the parameter of %s that it can't take",
    async (query) => {
      const { status, body: problem } = await o.asks(chief, `cases/${incident}/timeline?${query}`);
      expect(status).toBe(400);
      expect(JSON.stringify(problem)).toContain(query.split("=")[0]!);
    },
  );

  test("of a case out of sight is answered as of one that isn't there; so are its trail and a repatriation's", async () => {
    const nobody = randomUUID();
    const things = { cases: incident, repatriations: repatriation };
    for (const [kind, id] of Object.entries(things))
      for (const officer of [stranger, ...(kind === "cases" ? [] : [police])])
        for (const path of ["timeline", "timeline?stored=true&type=CaseReferred"]) {
          const answers = await Promise.all([id, nobody].map((each) => o.asks(officer, `${kind}/${each}/${path}`)));
          expect(answers[0]!.status).toBe(404);
          const [there, nowhere] = answers.map(({ body: problem }) => JSON.stringify(problem));
          expect(there!.replaceAll(id, "")).toBe(nowhere!.replaceAll(nobody, ""));
        }
    expect((await o.asks(worker, `cases/${incident}/trail`)).status).toBe(403);
  });

  test("leaves out the repatriation for whom only the case is in sight", async () => {
    const rows = await body(police, `cases/${incident}/timeline?limit=200`);
    expect(rows.data.every(({ stream }) => stream === `case-${incident}`)).toBe(true);
    expect(types(rows)).toContain("CaseReferred");
  });

  test("is in the log of reads, with the ids that it showed", async () => {
    o.recorded.length = 0;
    await body(worker, `cases/${incident}/timeline`);
    expect(o.recorded).toMatchObject([
      { route: { pattern: "/api/v1/cases/:id/timeline" }, outcome: "answered", ids: expect.arrayContaining([victim]) },
    ]);
    expect((o.recorded as unknown as { ids: string[] }[])[0]!.ids).not.toContain(worker.id);
  });
});

describe("a referral", () => {
  test("is in the page and in the row of the case: to whom, and from whom", async () => {
    const referral = { to: police.agency, from: worker.agency, by: worker.id, reason: "CRIME" };
    const { body: page } = await o.asks(police, `cases/${incident}`);
    expect(page).toMatchObject({
      data: { referral, referrals: [referral] },
      names: { agencies: { [police.agency]: "Polres Serang", [worker.agency]: "BP3MI Banten" } },
    });
    const { body: list } = await o.asks(worker, "cases");
    expect(list).toMatchObject({
      data: [{ id: incident, referral, persons: [{ person: victim, identity: { name: "Korban Contoh" } }] }],
    });
  });
});

describe("a repatriation", () => {
  test("tells who had a step, and from when until when", async () => {
    const { body: page } = await o.asks(worker, `repatriations/${repatriation}`);
    const { steps } = (page as { data: { steps: { step: string; had: unknown }[] } }).data;
    const given = { agency: desk.agency, due: null };
    expect(steps.find(({ step }) => step === "TICKETED")!.had).toEqual([
      {
        ...given,
        officer: desk.id,
        since: "2025-06-02T03:00:00.000Z",
        until: "2025-06-04T03:00:00.000Z",
        holds: false,
      },
      {
        ...given,
        officer: deskTwo.id,
        since: "2025-06-04T03:00:00.000Z",
        until: "2025-06-05T03:00:00.000Z",
        holds: false,
      },
    ]);
    expect(steps.find(({ step }) => step === "EXIT_CLEARED")!.had).toEqual([]);
  });

  test("has a timeline of its own stream", async () => {
    const { data } = await body(desk, `repatriations/${repatriation}/timeline?type=RepatriationStepAssigned`);
    expect(data.map(({ facts }) => facts["officer"])).toEqual([desk.id, deskTwo.id]);
  });
});

describe("the hash of an event", () => {
  const sha = (text: unknown) =>
    createHash("sha256")
      .update(text as string, "utf8")
      .digest("base64url");

  test("is computed again by an auditor from the stored bytes, and names the event before it in its stream", async () => {
    for (const path of [
      `cases/${incident}/trail`,
      `persons/${victim}/timeline`,
      `repatriations/${repatriation}/timeline`,
    ]) {
      const { data } = await body(auditor, `${path}?stored=true`);
      expect(data.length).toBeGreaterThan(1);
      const byPlace = new Map(data.map((row) => [`${row.stream}@${row.revision}`, row]));
      for (const row of data) {
        expect(sha(row.stored)).toBe(row.hash);
        expect(JSON.parse(row.stored as string)).toMatchObject({ id: row.event, previous: row.previous });
        const before = byPlace.get(`${row.stream}@${row.revision - 1}`);
        if (before) expect(row.previous).toBe(before.hash);
      }
    }
  });

  test("is there for everybody else, with the one before it, and the bytes are said to be hidden", async () => {
    for (const officer of [chief, worker]) {
      const { data } = await body(officer, `cases/${incident}/timeline?stored=true`);
      for (const row of data) {
        expect(row.stored).toEqual({ masked: "hidden" });
        expect(row.hash).toMatch(/^[\w-]{43}$/);
      }
      const plain = await body(officer, `cases/${incident}/timeline`);
      expect(plain.data[0]).not.toHaveProperty("stored");
    }
  });
});

describe("the trail of a case", () => {
  test("is one answer for an auditor: every event in order, with names, and nothing personal", async () => {
    const whole = await body(auditor, `cases/${incident}/trail`);
    expect(whole.next).toBeUndefined();
    expect(types(whole)).toEqual(types(await body(chief, `cases/${incident}/timeline?limit=200`)));
    expect(whole.names!["officers"]).toMatchObject({ [worker.id]: "Wati Contoh", [mission.id]: "Made Contoh" });
    expect(JSON.stringify(whole)).not.toContain("Korban Contoh");
    expect(JSON.stringify(whole)).not.toContain("Rumah Contoh");
    expect(types(await body(auditor, `cases/${incident}/trail?type=CaseAssigned`))).toEqual(["CaseAssigned"]);
  });

  test("is a table, in which no cell is a formula", async () => {
    await o.settled();
    const { status, headers, body: text } = await o.calls(chief, "GET", `cases/${incident}/trail?format=csv`);
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(headers["content-disposition"]).toBe(`attachment; filename="cases-${incident}-trail.csv"`);
    const { data } = Papa.parse<Record<string, string>>(text as string, { header: true });
    expect(data).toHaveLength(10);
    expect(data[0]).toMatchObject({
      type: "ComplaintReceived",
      happenedAsReported: "'=Rabu 27 Mei",
      who: worker.id,
      whoName: "Wati Contoh",
      agencyName: "BP3MI Banten",
      recordedAt: "2025-06-02T03:00:00.000Z",
    });
    const shelter = data.find(({ type }) => type === "ShelterProvided")!;
    expect(shelter).toMatchObject({ agencyName: "'=KBRI Phnom Penh", whoName: "Made Contoh" });
    for (const row of data) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    // The second page of a table is named in a header, as a table has no place for it.
    const page = await o.calls(chief, "GET", `cases/${incident}/trail?format=csv&limit=2`);
    const [, next] = /<\/api\/v1\/(.+)>; rel="next"/.exec(page.headers["link"] as string)!;
    const second = Papa.parse<Record<string, string>>((await o.calls(chief, "GET", next!)).body, { header: true });
    expect(second.data.map(({ event }) => event)).toEqual(data.slice(2, 4).map(({ event }) => event));
  });

  test("masks a sealed person as every answer does, also in the table", async () => {
    const other = await o.does(worker, "persons", {
      sex: "FEMALE",
      source: "IN_PERSON",
      identity: { name: "Saksi Contoh" },
    });
    const mixed = await o.does(worker, "cases", {
      channel: "PHONE",
      complainant: "PMI",
      country: "KH",
      categories: ["UNPAID_WAGES"],
      parties: [
        { role: "VICTIM", person: victim },
        { role: "VICTIM", person: other },
      ],
    });
    await o.does(chief, `persons/${other}/seals`, { ground: "WITNESS" });
    await o.does(chief, `cases/${mixed}/verification`, { by: "AGENCY" });
    await o.does(chief, `cases/${mixed}/assignments`, { agency: desk.agency });
    for (const path of ["timeline?limit=200", "trail", "trail?format=csv", ""]) {
      await o.settled();
      const { status, body: answer } = await o.calls(deskTwo, "GET", `cases/${mixed}${path && `/${path}`}`);
      expect(status).toBe(200);
      const text = typeof answer === "string" ? (answer as string) : JSON.stringify(answer);
      expect(text).not.toContain(other);
      expect(text).not.toContain("Saksi Contoh");
      expect(text).toContain(victim);
    }
    const { body: list } = await o.asks(deskTwo, "cases");
    expect(JSON.stringify(list)).not.toContain(other);
  });
});

describe("names beside ids", () => {
  test("are there of every agency and officer that an answer of the service shows", async () => {
    const agencies = [worker, mission, police, desk, auditor].map(({ agency }) => agency);
    const officers = [worker, chief, mission, police, desk, deskTwo].map(({ id }) => id);
    const paths = [
      "cases",
      `cases/${incident}`,
      `cases/${incident}/timeline?limit=200`,
      "repatriations",
      `repatriations/${repatriation}`,
      `repatriations/${repatriation}/timeline`,
      `persons/${victim}`,
      `persons/${victim}/cases`,
      `persons/${victim}/timeline?limit=200`,
      `persons/${victim}/state`,
      `persons/${victim}/difference?fromAsOf=2025-01-01`,
      "migrants",
      `migrants/${victim}`,
      "work",
      "office/timeline?from=2025-01-01",
      "seals",
      "me",
    ];
    for (const path of paths) {
      const { data, names } = await body(chief, path);
      const shown = JSON.stringify(data);
      const lacking = [...agencies, ...officers].filter(
        (id) =>
          shown.includes(id) && names?.["agencies"]?.[id] === undefined && names?.["officers"]?.[id] === undefined,
      );
      expect({ path, lacking }).toEqual({ path, lacking: [] });
      for (const [code, country] of Object.entries({ KH: "Cambodia" }))
        if (shown.includes(`"country":"${code}"`))
          expect(names!["countries"]).toMatchObject({ [code]: { en: country } });
      if (shown.includes('"36.04"')) expect(names!["regions"]).toMatchObject({ "36.04": "KABUPATEN SERANG" });
    }
  });

  test("of officers of other agencies are hidden from who may not read which there are", async () => {
    const { names } = await body(worker, `cases/${incident}/timeline?limit=200`);
    expect(names!["officers"]).toEqual({
      [worker.id]: "Wati Contoh",
      [mission.id]: { masked: "hidden" },
      [desk.id]: { masked: "hidden" },
      [deskTwo.id]: { masked: "hidden" },
    });
    const { names: all } = await body(chief, `cases/${incident}/timeline?limit=200`);
    expect(all!["officers"]).toEqual({
      [worker.id]: "Wati Contoh",
      [mission.id]: "Made Contoh",
      [desk.id]: "Dewi Contoh",
      [deskTwo.id]: null,
    });
  });

  test("are there in the problem that a rule answers with", async () => {
    const assigned = { agency: worker.agency, officer: worker.id };
    const other = await o.does(worker, "cases", {
      channel: "PHONE",
      complainant: "PMI",
      country: "KH",
      categories: ["UNPAID_WAGES"],
      parties: [{ role: "VICTIM", person: victim }],
    });
    await o.does(worker, `cases/${other}/verification`, { by: "AGENCY" });
    await o.does(worker, `cases/${other}/assignments`, assigned);
    const { status, body: problem } = await o.calls(worker, "POST", `cases/${other}/assignments`, assigned);
    expect({ status, problem }).toMatchObject({
      status: 409,
      problem: {
        rule: { id: "case-assigned-so" },
        names: { agencies: { [worker.agency]: "BP3MI Banten" }, officers: { [worker.id]: "Wati Contoh" } },
      },
    });
  });

  test("say nothing of an id that the gate has hidden, or that is nobody's", async () => {
    const { names } = await body(stranger, "me");
    expect(Object.keys(names!["officers"]!)).toEqual([stranger.id]);
    expect(Object.keys(names!["agencies"]!)).toEqual([stranger.agency]);
  });
});

describe("the officers of an office", () => {
  test("are known to each other by name, and only in what they do there", async () => {
    await o.does(o.administrator, `officers/${chief.id}/assignments`, {
      agency: desk.agency,
      role: "CASEWORKER",
      from: "2019-01-01",
    });
    for (const officer of [worker, village]) {
      const { body: answer } = await o.asks(officer, "officers?limit=200");
      const rows = (answer as { data: { id: string; identity: object; assignments: { agency: string }[] }[] }).data;
      const own = officer === worker ? [worker, chief] : [village];
      expect(rows.map(({ id }) => id).toSorted()).toEqual(own.map(({ id }) => id).toSorted());
      for (const { assignments } of rows) expect(assignments.map(({ agency }) => agency)).toEqual([officer.agency]);
    }
    expect((await o.asks(worker, `officers/${chief.id}`)).body).toMatchObject({
      data: { identity: { name: "Sari Contoh" }, agencies: [worker.agency] },
    });
    const nobody = randomUUID();
    const [there, nowhere] = await Promise.all([
      o.asks(worker, `officers/${mission.id}`),
      o.asks(worker, `officers/${nobody}`),
    ]);
    expect(there.status).toBe(404);
    expect(JSON.stringify(there.body).replaceAll(mission.id, "")).toBe(
      JSON.stringify(nowhere.body).replaceAll(nobody, ""),
    );
    expect((await o.asks(worker, `officers?agency=${mission.agency}`)).body).toMatchObject({ data: [] });
    expect((await o.asks(auditor, `officers/${mission.id}`)).body).toMatchObject({
      data: { identity: { name: "Made Contoh" } },
    });
  });
});

describe("an office", () => {
  test("is told what its officers recorded this week, as far as it is in sight, on pages of any size", async () => {
    const week = await body(mission, "office/timeline");
    expect(types(week)).toEqual(["ShelterProvided"]);
    expect(week.data[0]).toMatchObject({ who: { id: mission.id } });
    expect(types(await body(worker, "office/timeline?type=RepatriationStepAssigned"))).toHaveLength(2);
    expect(types(await body(worker, "office/timeline?to=2025-06-01"))).toEqual([]);
    const whole = await body(worker, "office/timeline?limit=200");
    const rows: Row[] = [];
    for (let after = ""; ;) {
      const page = await body(worker, `office/timeline?limit=2${after}`);
      rows.push(...page.data);
      if (page.next === undefined) break;
      after = `&after=${page.next}`;
    }
    expect(rows).toEqual(whole.data);
    const then = o.clock.now();
    // A Monday in Jakarta, still Sunday in UTC.
    o.clock.set("2025-06-08T17:30:00.000Z");
    expect(types(await body(mission, "office/timeline"))).toEqual([]);
    expect(types(await body(mission, "office/timeline?zone=UTC"))).toEqual(["ShelterProvided"]);
    o.clock.set(then);
  });

  test("asks of itself only; an auditor names one", async () => {
    for (const path of ["office/timeline", "office/shelter-stays"]) {
      const [there, nowhere] = await Promise.all(
        [mission.agency, randomUUID()].map((agency) => o.asks(worker, `${path}?agency=${agency}`)),
      );
      expect(there).toMatchObject({ status: 400, body: { errors: [{ field: "agency" }] } });
      expect(there!.body).toEqual(nowhere!.body);
    }
    expect(types(await body(auditor, `office/timeline?agency=${mission.agency}`))).toEqual(["ShelterProvided"]);
  });

  test("is told who stays in its shelter today", async () => {
    const { body: stays } = await o.asks(mission, "office/shelter-stays");
    expect(stays).toMatchObject({
      data: [
        {
          case: incident,
          person: victim,
          kind: "SAFE_HOUSE",
          agency: mission.agency,
          identity: { name: "Korban Contoh" },
          fields: { name: "Rumah Contoh" },
        },
      ],
    });
    for (const officer of [worker, police, stranger])
      expect((await o.asks(officer, "office/shelter-stays")).body).toMatchObject({ data: [] });
    const { body: audited } = await o.asks(auditor, `office/shelter-stays?agency=${mission.agency}`);
    expect(audited).toMatchObject({ data: [{ person: victim, identity: { name: { masked: "hidden" } } }] });
    const [{ stay: id }] = (stays as { data: [{ stay: string }] }).data;
    expect(stay).toBe(incident);
    await o.does(mission, `cases/${incident}/shelter-ends`, { stay: id, reason: "OTHER" });
    expect((await o.asks(mission, "office/shelter-stays")).body).toMatchObject({ data: [] });
  });
});

describe("regions", () => {
  test("are found by name, with what they lie in", async () => {
    const { body: found } = await o.asks(village, "regions?name=kab.+serang&limit=1");
    expect(found).toMatchObject({
      data: [
        {
          scheme: "KEMENDAGRI",
          code: "36.04",
          name: "KABUPATEN SERANG",
          level: "REGENCY",
          within: [{ code: "36", name: "BANTEN" }],
        },
      ],
    });
    expect((await o.asks(village, "regions/36.04.12")).body).toMatchObject({ data: { name: "Pontang" } });
    expect((await o.asks(village, "regions?within=36")).body).toMatchObject({ more: false });
    for (const [path, status] of [
      ["regions/99", 404],
      ["regions/x", 404],
      ["regions?name=a.", 400],
      ["regions?within=99", 400],
      ["regions?level=x", 400],
    ] as const)
      expect({ path, status: (await o.asks(village, path)).status }).toEqual({ path, status });
  });
});

test("nothing went wrong on the way", () => expect(o.alarms).toEqual([]));
