import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openOffices, type Official, type Offices } from "../access/offices.js";

/*
 * What village officials are asked to do (s1): meetings, leaflets, home visits; and the training of officials (s0), on
 * 22 July 2025 in Serang. It is counted, and names nobody who was told.
 */

const SHA = "0f".repeat(32);

let o: Offices;
let village: Official;
let otherVillage: Official;
let supervisor: Official;
let analyst: Official;
let police: Official;
let rights: Official;
let pontang: string;
let kanwil: string;
let meeting: string;
let leaflets: string;
let training: string;

const activity = (more: object = {}) => ({
  form: "MEETING",
  audience: "RESIDENTS",
  region: "36.04.12.2003",
  topics: ["PROCEDURE_OF_PLACEMENT", "RISKS_OF_NON_PROCEDURAL_MIGRATION"],
  agency: pontang,
  attendance: { women: 31, men: 12, unknown: 0 },
  occurred: { date: "2025-08-04" },
  ...more,
});

interface Row {
  readonly id: string;
  readonly form: string;
  readonly firstDay: string;
  readonly attendance: object | null;
}
const rows = async (officer: Official, query = ""): Promise<string[]> => {
  const { status, body } = await o.asks(officer, `outreach?limit=100${query}`);
  expect({ query, status }).toEqual({ query, status: 200 });
  return (body as { data: Row[] }).data.map(({ id }) => id);
};
const refused = async (officer: Official, path: string, body: object) => {
  const { status, body: problem } = await o.calls(officer, "POST", path, body);
  const { rule, errors } = problem as { rule?: { id: string }; errors?: { field: string }[] };
  return { status, rule: rule?.id, field: errors?.[0]?.field };
};
const figure = async (officer: Official, path: string) => {
  const { body } = await o.asks(officer, `figures/${path}`);
  const { data, total } = body as {
    data: { group: object; value: number }[];
    total: { value: number; counted: number };
  };
  return { rows: data.map(({ group, value }) => [...Object.values(group), value]), total: total.value };
};

beforeAll(async () => {
  o = await openOffices("2025-09-02T02:00:00.000Z");
  pontang = await o.agency("VILLAGE", "Desa Contoh", { region: "36.04.12.2003" });
  const other = await o.agency("VILLAGE", "Desa Lain", { region: "36.04.13.2007" });
  const bp3mi = await o.agency("BP3MI", "BP3MI Contoh", { region: "36" });
  kanwil = await o.agency("HUMAN_RIGHTS", "Kanwil HAM Contoh", { region: "36" });
  village = await o.officer(pontang, "VILLAGE_OFFICER");
  otherVillage = await o.officer(other, "VILLAGE_OFFICER");
  supervisor = await o.officer(bp3mi, "SUPERVISOR");
  analyst = await o.officer(bp3mi, "ANALYST");
  rights = await o.officer(kanwil, "CASEWORKER");
  police = await o.officer(await o.agency("POLICE", "Polda Sulut Contoh", { region: "71" }), "INVESTIGATOR");
  meeting = await o.does(village, "outreach", activity({ officers: [village.id], note: "di balai desa" }));
  const materials = [{ kind: "LEAFLET", sha256: SHA, copies: 200 }];
  leaflets = await o.does(
    village,
    "outreach",
    activity({ form: "LEAFLET", attendance: undefined, materials, occurred: { date: "2025-08" } }),
  );
  training = await o.does(
    rights,
    "outreach",
    activity({
      form: "TRAINING",
      audience: "OFFICIALS",
      region: "36.04",
      topics: ["HUMAN_RIGHTS", "COORDINATION_OF_AGENCIES"],
      agency: kanwil,
      trained: [pontang, other],
      attendance: { women: 20, men: 35, unknown: 5 },
      occurred: { date: "2025-07-22" },
    }),
  );
});
afterAll(() => o.close());

describe("outreach", () => {
  test.each([
    ["form", { form: "FESTIVAL" }],
    ["topics", { topics: [] }],
    ["topics.1", { topics: ["TRAFFICKING", "TRAFFICKING"] }],
    ["region", { region: "36.04" }],
    ["region", { region: "36" }],
    ["attendance.women", { attendance: { women: -1, men: 0, unknown: 0 } }],
    ["attendance.men", { attendance: { women: 1, men: 0.5, unknown: 0 } }],
    ["materials.0.sha256", { materials: [{ kind: "LEAFLET", sha256: "selebaran" }] }],
    ["trained", { trained: ["0f5b6c3e-0000-4000-8000-00000000000a"] }],
  ])("is refused, and %s named", async (field, more) => {
    const { status, ...problem } = await refused(village, "outreach", activity(more));
    // An agency that nobody registered is refused before what it is said to be.
    if (field === "trained") expect(problem.rule).toBe("agency-unknown");
    else
      expect({ status, field: problem.field?.split(".").slice(0, field.split(".").length).join(".") }).toEqual({
        status: 400,
        field,
      });
  });

  test("trains agencies only where it is for officials", async () => {
    expect(await refused(rights, "outreach", activity({ agency: kanwil, trained: [pontang] }))).toEqual({
      status: 400,
      rule: undefined,
      field: "trained",
    });
  });

  test("of a village officer is of their own office, in its village", async () => {
    const there = activity({ region: "36.04.13.2007" });
    expect((await refused(village, "outreach", there)).rule).toBe("outreach-own-region");
    expect((await refused(otherVillage, "outreach", activity())).rule).toBe("outreach-own-region");
    expect((await refused(analyst, "outreach", activity())).status).toBe(403);
  });

  test("is read where it was recorded, and by who answers for the place", async () => {
    for (const officer of [village, supervisor, analyst, rights])
      expect(await rows(officer, "&region=36.04.12.2003")).toEqual([meeting, leaflets]);
    expect(await rows(supervisor, "&region=36.04")).toEqual([meeting, leaflets, training]);
    expect(await rows(otherVillage)).toEqual([]);
    expect(await rows(police)).toEqual([]);
    expect((await o.calls(otherVillage, "GET", `outreach/${meeting}`)).status).toBe(404);
  });

  test("is found by form, and by when it can have happened", async () => {
    expect(await rows(supervisor, "&form=TRAINING")).toEqual([training]);
    expect(await rows(supervisor, "&from=2025-08-04&to=2025-08-04")).toEqual([meeting, leaflets]);
    expect(await rows(supervisor, "&from=2025-08-05")).toEqual([leaflets]);
    expect(await rows(supervisor, "&to=2025-07-31")).toEqual([training]);
  });

  test("shows what was recorded; attendance that nobody counted is null", async () => {
    const { body } = await o.asks(supervisor, `outreach/${meeting}`);
    expect((body as { data: object }).data).toMatchObject({
      agency: pontang,
      officers: [village.id],
      attendance: { women: 31, men: 12, unknown: 0 },
      narrative: { note: "di balai desa" },
      firstDay: "2025-08-04",
      lastDay: "2025-08-04",
    });
    const { body: other } = await o.asks(supervisor, `outreach/${leaflets}`);
    expect((other as { data: object }).data).toMatchObject({
      attendance: null,
      materials: [{ kind: "LEAFLET", sha256: SHA, copies: 200 }],
      firstDay: "2025-08-01",
      lastDay: "2025-08-31",
    });
  });
});

describe("figures of outreach", () => {
  test("count sessions by district, and add up who was reached, of what was counted", async () => {
    expect(await figure(supervisor, "outreach-sessions?by=district")).toEqual({
      rows: [
        ["36.04.12", 2],
        ["NONE", 1],
      ],
      total: 3,
    });
    expect(await figure(supervisor, "outreach-reach?by=form")).toEqual({
      rows: [
        ["MEETING", 43],
        ["TRAINING", 60],
      ],
      total: 103,
    });
    expect(await figure(supervisor, "officials-trained?by=month")).toEqual({ rows: [["2025-07", 60]], total: 60 });
    expect((await figure(village, "outreach-reach")).total).toBe(43);
    expect((await figure(otherVillage, "outreach-sessions")).total).toBe(0);
  });

  test("lose nothing that another office held by the word of a village officer", async () => {
    const theirs = await o.does(rights, "outreach", activity({ agency: kanwil, attendance: undefined }));
    expect((await o.calls(village, "GET", `outreach/${theirs}`)).status).toBe(200);
    expect((await refused(village, `outreach/${theirs}/withdrawal`, { reason: "NEVER_HAPPENED" })).rule).toBe(
      "outreach-own-region",
    );
    await o.does(rights, `outreach/${theirs}/withdrawal`, { reason: "NEVER_HAPPENED" });
  });

  test("can't be grouped by a number", async () => {
    expect((await o.calls(supervisor, "GET", "figures/outreach-reach?by=attendees")).status).toBe(400);
  });

  test("follow a correction, and leave out what was withdrawn", async () => {
    const events = await o.store.readStream(`outreach-${meeting}`);
    const { id: event } = JSON.parse(Buffer.from(events[0]!.bytes).toString("utf8")) as { id: string };
    const counted = { women: 30, men: 12, unknown: 1 };
    const wrong = { event, facts: { region: { scheme: "KEMENDAGRI", code: "36.04" } }, reason: "MISTYPED" };
    expect((await refused(supervisor, `outreach/${meeting}/corrections`, wrong)).field).toBe("facts.region");
    await o.does(supervisor, `outreach/${meeting}/corrections`, { ...wrong, facts: { attendance: counted } });
    expect((await figure(supervisor, "outreach-reach?form=MEETING")).total).toBe(43);
    await o.does(supervisor, `outreach/${meeting}/corrections`, {
      ...wrong,
      facts: { attendance: { ...counted, women: 31, unknown: 0 } },
    });
    const twice = await o.does(village, "outreach", activity({ attendance: { women: 31, men: 12, unknown: 0 } }));
    expect((await figure(supervisor, "outreach-reach?form=MEETING")).total).toBe(86);
    await o.does(village, `outreach/${twice}/withdrawal`, { reason: "RECORDED_TWICE", note: "sudah dicatat" });
    expect((await figure(supervisor, "outreach-reach?form=MEETING")).total).toBe(43);
    expect((await refused(village, `outreach/${twice}/withdrawal`, { reason: "RECORDED_TWICE" })).rule).toBe(
      "outreach-withdrawn",
    );
    const { body: read } = await o.asks(supervisor, `outreach/${twice}`);
    expect((read as { data: object }).data).toMatchObject({
      mistake: "RECORDED_TWICE",
      withdrawal: { note: "sudah dicatat" },
    });
  });
});
