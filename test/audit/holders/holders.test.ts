import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import Papa from "papaparse";
import type { HoldersAnswer } from "../../../src/audit/holders/holders.controller.js";
import { openOffices, type Offices, type Official } from "../../access/offices.js";

/*
 * One case of two ministries: BP3MI receives it, the mission shelters a victim, and it is handed to the police. Social
 * affairs have a step of the repatriation that it opened.
 */

let o: Offices;
let worker: Official;
let chief: Official;
let mission: Official;
let police: Official;
let social: Official;
let auditor: Official;
let stranger: Official;
let victim: string;
let incident: string;
let repatriation: string;
let stay: string;

beforeAll(async () => {
  o = await openOffices("2025-06-02T03:00:00.000Z");
  const bp3mi = await o.agency("BP3MI", "=BP3MI Banten", { region: "36" });
  const kbri = await o.agency("MISSION", "KBRI Phnom Penh", { country: "KH" });
  const polres = await o.agency("POLICE", "Polres Serang");
  const dinsos = await o.agency("SOCIAL_AFFAIRS", "Dinsos Serang");
  worker = await o.officer(bp3mi, "CASEWORKER", "Wati Contoh");
  chief = await o.officer(bp3mi, "SUPERVISOR", "Sari Contoh");
  mission = await o.officer(kbri, "MISSION", "Made Contoh");
  police = await o.officer(polres, "INVESTIGATOR", "Polisi Contoh");
  social = await o.officer(dinsos, "CASEWORKER", "Dewi Contoh");
  auditor = await o.officer(await o.agency("AUDIT", "Inspektorat"), "AUDITOR", "Adi Contoh");
  stranger = await o.officer(await o.agency("HEALTH", "Dinkes Contoh"), "CASEWORKER", "Asing Contoh");
  victim = await o.does(worker, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    origin: "36.04.12",
    identity: { name: "Korban Contoh" },
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
  });
  incident = await o.does(worker, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    country: "KH",
    categories: ["UNPAID_WAGES"],
    parties: [{ role: "VICTIM", person: victim }],
    occurred: { date: "2025-06-01T03:00:00Z" },
  });
  await o.does(worker, `cases/${incident}/verification`, { by: "AGENCY" });
  await o.does(worker, `cases/${incident}/assignments`, { agency: bp3mi, officer: worker.id });
  await o.settled();
  o.clock.set("2025-06-03T03:00:00.000Z");
  await o.does(mission, `cases/${incident}/shelters`, {
    victim,
    kind: "SAFE_HOUSE",
    agency: kbri,
    country: "KH",
    name: "Rumah Rahasia",
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
  const step = { step: "TICKETED", agency: dinsos, officer: social.id, due: "2025-06-20" };
  await o.does(worker, `repatriations/${repatriation}/assignments`, step);
  o.clock.set("2025-06-05T03:00:00.000Z");
  await o.does(social, `repatriations/${repatriation}/tickets`, { funding: "STATE", mode: "AIR" });
  await o.does(worker, `cases/${incident}/referrals`, { agency: polres, reason: "CRIME" });
  o.clock.set("2025-06-06T03:00:00.000Z");
  await o.does({ id: o.administrator.id }, `agencies/${bp3mi}/names`, { name: "Balai Banten", from: "2025-06-06" });
  await o.settled();
});
afterAll(() => o.close());

const holders = async (officer: Official, path: string): Promise<HoldersAnswer & { names: Record<string, object> }> => {
  const { status, body } = await o.asks(officer, path);
  expect({ path, status }).toEqual({ path, status: 200 });
  return body as never;
};
const short = ({ data }: Pick<HoldersAnswer, "data">) =>
  data.map(({ kind, agency, capacity, part, from, until }) =>
    [kind, agency?.name, capacity, part === stay ? "stay" : part, from.at.slice(8, 10), until?.at.slice(8, 10)]
      .filter((each) => each != null)
      .join(" "),
  );

describe("who had a case", () => {
  test("is told with what it opened: from when to when, on both clocks, what was asked and done", async () => {
    const answer = await holders(chief, `cases/${incident}/holders`);
    stay = answer.data.find(({ capacity }) => capacity === "shelter")!.part!;
    expect(short(answer)).toEqual([
      "HELD =BP3MI Banten handling 01 02",
      "HELD =BP3MI Banten handling 02",
      "PART KBRI Phnom Penh shelter stay 03",
      "HELD =BP3MI Banten running 03",
      "PART Dinsos Serang step TICKETED 03 05",
      "HELD Polres Serang referral 05",
    ]);
    const [received, assigned, shelter, , ticket, referred] = answer.data;
    expect(received).toMatchObject({
      given: false,
      agency: { id: worker.agency, name: "=BP3MI Banten", nameToday: "Balai Banten" },
      from: { at: "2025-06-01T03:00:00.000Z", recordedAt: "2025-06-02T03:00:00.000Z", type: "ComplaintReceived" },
      until: { type: "CaseAssigned" },
      reason: "GIVEN_ON",
      hours: 24,
    });
    expect(assigned).toMatchObject({ officer: worker.id, given: true, until: null, hours: 96 });
    expect(shelter).toMatchObject({ did: [{ type: "ShelterProvided", times: 1 }] });
    expect(ticket).toMatchObject({
      stream: `repatriation-${repatriation}`,
      officer: social.id,
      reason: "DONE",
      hours: 48,
      hoursToFirstAct: 48,
      asked: [{ type: "RepatriationStepAssigned", due: "2025-06-20", agency: { id: worker.agency } }],
      did: [{ type: "ReturneeTicketed", times: 1 }],
    });
    expect(referred).toMatchObject({ asked: [{ reason: "CRIME" }], did: [], hoursToFirstAct: null });
    expect(answer).toMatchObject({
      hidden: 0,
      countedTo: "2025-06-06T03:00:00.000Z",
      names: {
        agencies: { [police.agency]: "Polres Serang", [worker.agency]: "Balai Banten" },
        officers: { [worker.id]: "Wati Contoh", [social.id]: "Dewi Contoh" },
      },
    });
    const lane = answer.lanes.find((each) => each.agency?.id === worker.agency && each.stream === `case-${incident}`);
    expect(lane!.intervals).toEqual([{ from: "2025-06-01T03:00:00.000Z", until: "2025-06-06T03:00:00.000Z" }]);
    expect(answer.lanes.filter(({ kind }) => kind === "NOBODY")).toEqual([]);
  });

  test("is told of a repatriation by itself, and of a person with all of their work", async () => {
    const home = await holders(worker, `repatriations/${repatriation}/holders`);
    expect(short(home)).toEqual(["HELD =BP3MI Banten running 03", "PART Dinsos Serang step TICKETED 03 05"]);
    const whole = await holders(chief, `persons/${victim}/holders`);
    expect(short(whole)).toEqual(short(await holders(chief, `cases/${incident}/holders`)));
  });

  test("as it had happened by a day, and as it was known by one", async () => {
    expect(short(await holders(chief, `cases/${incident}/holders?asOf=2025-06-01`))).toEqual([
      "HELD =BP3MI Banten handling 01",
    ]);
    expect(short(await holders(chief, `cases/${incident}/holders?knownAt=2025-06-01`))).toEqual([]);
    const known = await holders(chief, `cases/${incident}/holders?knownAt=2025-06-03`);
    expect(short(known)).toEqual([
      "HELD =BP3MI Banten handling 01 02",
      "HELD =BP3MI Banten handling 02",
      "PART KBRI Phnom Penh shelter stay 03",
      "HELD =BP3MI Banten running 03",
      "PART Dinsos Serang step TICKETED 03",
    ]);
    for (const query of ["asOf=2025-02-30", "knownAt=x", "zone=Mars", "format=pdf"]) {
      const { status, body } = await o.asks(chief, `cases/${incident}/holders?${query}`);
      expect(status).toBe(400);
      expect(JSON.stringify(body)).toContain(query.split("=")[0]!);
    }
  });

  test("leaves out a repatriation that is out of sight, and says that there is one", async () => {
    for (const path of [`cases/${incident}/holders`, `persons/${victim}/holders`]) {
      const answer = await holders(police, path);
      expect(new Set(answer.data.map(({ stream }) => stream))).toEqual(new Set([`case-${incident}`]));
      expect(answer.hidden).toBe(1);
      expect(JSON.stringify(answer)).not.toContain(repatriation);
      expect(JSON.stringify(answer)).not.toContain("Rumah Rahasia");
    }
  });

  test("of what is out of sight is answered as of what isn't there", async () => {
    for (const [kind, id] of Object.entries({ cases: incident, repatriations: repatriation, persons: victim })) {
      const nobody = randomUUID();
      const [there, nowhere] = await Promise.all(
        [id, nobody].map((each) => o.asks(stranger, `${kind}/${each}/holders`)),
      );
      expect(there!.status).toBe(404);
      expect(JSON.stringify(there!.body).replaceAll(id, "")).toBe(JSON.stringify(nowhere!.body).replaceAll(nobody, ""));
    }
  });

  test("is in the log of reads", async () => {
    o.recorded.length = 0;
    await holders(worker, `cases/${incident}/holders`);
    expect(o.recorded).toMatchObject([{ route: { pattern: "/api/v1/cases/:id/holders" }, outcome: "answered" }]);
    expect(o.recorded[0]).toMatchObject({ ids: expect.arrayContaining([incident, repatriation]) });
  });

  test("is a table, in which no cell is a formula, with both names of an agency", async () => {
    await o.settled();
    const { headers, body } = await o.calls(chief, "GET", `cases/${incident}/holders?format=csv`);
    expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
    const { data } = Papa.parse<Record<string, string>>(body as string, { header: true });
    expect(data).toHaveLength(6);
    expect(data[0]).toMatchObject({
      kind: "HELD",
      "agency.name": "'=BP3MI Banten",
      "agency.nameToday": "Balai Banten",
      "from.recordedAt": "2025-06-02T03:00:00.000Z",
    });
    expect(data[1]).toMatchObject({ officer: worker.id, officerName: "Wati Contoh" });
    for (const row of data) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    const hidden = await o.calls(worker, "GET", `cases/${incident}/holders?format=csv`);
    const [first] = Papa.parse<Record<string, string>>(hidden.body as string, { header: true }).data;
    expect(first!["readers"]).toBe("[hidden]");
  });
});

describe("who read it meanwhile", () => {
  const read = (officer: Official, recordedAt: string, id: string, outcome: "answered" | "refused" = "answered") =>
    ({
      id: randomUUID(),
      recordedAt,
      officer: officer.id,
      onBehalfOf: null,
      agency: officer.agency,
      role: officer.role,
      purpose: "PROTECTION",
      lawfulBasis: "PUBLIC_TASK",
      outcome,
      route: { method: "GET", pattern: "/api/v1/cases/:id" },
      status: outcome === "answered" ? 200 : 404,
      asked: [id],
      ids: [],
      count: 1,
      classes: [],
      by: [],
      rule: null,
    }) as const;

  test("is told by the stretch of time, to supervisors and auditors only", async () => {
    o.read.splice(
      0,
      o.read.length,
      read(stranger, "2025-06-05T05:00:00.000Z", incident, "refused"),
      read(mission, "2025-06-03T05:00:00.000Z", incident),
      read(mission, "2025-06-03T04:00:00.000Z", incident),
      read(worker, "2025-06-02T02:00:00.000Z", incident),
    );
    for (const officer of [chief, auditor]) {
      const { data, readsComplete } = await holders(officer, `cases/${incident}/holders`);
      expect(readsComplete).toBe(true);
      const rows = data.filter(({ kind, stream }) => kind === "HELD" && stream === `case-${incident}`);
      const readers = rows.map((row) => row.readers as readonly { officer: string }[]);
      expect(readers.map((each) => each.map(({ officer: id }) => id))).toEqual([
        [worker.id],
        [mission.id, stranger.id],
        [stranger.id],
      ]);
      expect(readers[1]).toMatchObject([
        {
          answered: 2,
          refused: 0,
          agency: { name: "KBRI Phnom Penh" },
          first: "2025-06-03T04:00:00.000Z",
          last: "2025-06-03T05:00:00.000Z",
        },
        { answered: 0, refused: 1 },
      ]);
    }
    for (const officer of [worker, mission, police]) {
      const answer = await holders(officer, `cases/${incident}/holders`);
      expect(answer.readsComplete).toEqual({ masked: "hidden" });
      expect(answer.data.map(({ readers }) => readers)).toEqual(answer.data.map(() => ({ masked: "hidden" })));
      expect(JSON.stringify(answer)).not.toContain(stranger.id);
    }
  });

  test("is hidden of a case in which somebody is sealed from the reader, as who is sealed is; an auditor sees it", async () => {
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
      parties: [victim, other].map((person) => ({ role: "VICTIM", person })),
    });
    await o.does(chief, `cases/${mixed}/verification`, { by: "AGENCY" });
    await o.does(chief, `cases/${mixed}/assignments`, { agency: social.agency });
    const head = await o.officer(social.agency, "SUPERVISOR");
    o.read.unshift(read(police, o.clock.now(), mixed));
    const before = await holders(head, `cases/${mixed}/holders`);
    expect(JSON.stringify(before.data)).toContain(police.id);
    await o.does(chief, `persons/${other}/seals`, { ground: "WITNESS" });
    for (const path of [`cases/${mixed}/holders`, `persons/${victim}/holders`]) {
      const answer = await holders(head, path);
      const rows = answer.data.filter(({ stream }) => stream === `case-${mixed}`);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.map(({ readers }) => readers)).toEqual(rows.map(() => ({ masked: "hidden" })));
      for (const secret of [other, "Saksi Contoh", police.id]) expect(JSON.stringify(answer)).not.toContain(secret);
    }
    expect((await o.asks(head, `persons/${other}/holders`)).status).toBe(404);
    expect(JSON.stringify((await holders(auditor, `cases/${mixed}/holders`)).data)).toContain(police.id);
  });

  test("out of need is a row of its own, for who sees the person", async () => {
    await o.does(stranger, `persons/${victim}/emergency-access`, {
      emergency: "DANGER_TO_LIFE",
      reason: "Contoh alasan",
    });
    const row = { kind: "EMERGENCY", officer: stranger.id, reason: "DANGER_TO_LIFE", stream: `person-${victim}` };
    for (const path of [`persons/${victim}/holders`, `cases/${incident}/holders`]) {
      const { data } = await holders(chief, path);
      expect(data.filter(({ kind }) => kind === "EMERGENCY")).toMatchObject([row]);
      expect(JSON.stringify(data)).not.toContain("Contoh alasan");
    }
  });

  test("out of need is not told of a party of whom the reader sees only who it is", async () => {
    const parties: { role: string; person: string }[] = [];
    for (const role of ["VICTIM", "WITNESS"]) {
      const person = await o.does(worker, "persons", { sex: "FEMALE", source: "IN_PERSON", identity: { name: role } });
      parties.push({ role, person });
    }
    const witness = parties[1]!.person;
    const common = { channel: "PHONE", complainant: "PMI", categories: ["UNPAID_WAGES"] };
    const other = await o.does(worker, "cases", { ...common, parties });
    await o.does(worker, `cases/${other}/assignments`, { agency: social.agency });
    await o.does(stranger, `persons/${witness}/emergency-access`, { emergency: "DANGER_TO_LIFE", reason: "Contoh" });
    const told = async (officer: Official) =>
      (await holders(officer, `cases/${other}/holders`)).data.filter(({ kind }) => kind === "EMERGENCY");
    expect(await told(chief)).toMatchObject([{ officer: stranger.id, stream: `person-${witness}` }]);
    expect((await o.asks(social, `persons/${witness}`)).status).toBe(200);
    expect(await told(social)).toEqual([]);
  });
});

describe("an agency that has ended", () => {
  test("has it no more, and its successor does; where it has none, nobody", async () => {
    const [next, old, lone] = await Promise.all(
      ["Balai Baru", "Balai Lama", "Balai Sendiri"].map((name) => o.agency("LABOUR_OFFICE", name, { region: "36" })),
    );
    const opened = async (agency: string) => {
      const id = await o.does(worker, "cases", {
        channel: "PHONE",
        complainant: "PMI",
        categories: ["UNPAID_WAGES"],
        parties: [{ role: "VICTIM", person: victim }],
      });
      await o.does(worker, `cases/${id}/assignments`, { agency });
      return id;
    };
    const [first, second] = [await opened(old!), await opened(lone!)];
    o.clock.set("2025-06-10T03:00:00.000Z");
    const ends = (agency: string, successors: readonly string[]) =>
      o.does({ id: o.administrator.id }, `agencies/${agency}/end`, { on: "2025-06-09", how: "DISSOLVED", successors });
    await ends(old!, [next!]);
    await ends(lone!, []);
    const passed = (await holders(auditor, `cases/${first}/holders`)).data.filter(({ kind }) => kind !== "EMERGENCY");
    expect(short({ data: passed }).slice(1)).toEqual(["HELD Balai Lama handling 06 08", "HELD Balai Baru handling 08"]);
    expect(passed.at(-1)).toMatchObject({ from: { type: "AgencyEnded", recordedAt: "2025-06-10T03:00:00.000Z" } });
    const lost = await holders(auditor, `cases/${second}/holders`);
    expect(lost.data.at(-1)).toMatchObject({ kind: "NOBODY", agency: null, reason: "AGENCY_ENDED", until: null });
    expect(lost.lanes.find(({ kind }) => kind === "NOBODY")!.intervals).toEqual([
      { from: "2025-06-08T17:00:00.000Z", until: "2025-06-10T03:00:00.000Z" },
    ]);
  });
});
