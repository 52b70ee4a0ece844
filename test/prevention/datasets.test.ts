import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openOffices, type Official, type Offices } from "../access/offices.js";

/*
 * What the reports say of numbers: hotspots that are still verified (s0), two agencies that contradict each other
 * (Kab. Serang 2024), and 189 cases with 545 victims of a period that nobody names (s3).
 */

let o: Offices;
let worker: Official;
let other: Official;
let analyst: Official;
let village: Official;
let disnaker: string;
let bp3mi: string;
let police: string;

const YEAR = { kind: "FROM_TO", from: "2024-01-01", until: "2024-12-31" };
const of = (value: number, region = "36.04", counted = "MIGRANTS") => ({ counted, region, value });
const counts = (more: object) => ({ status: "PROVISIONAL", agency: bp3mi, period: YEAR, figures: [of(911)], ...more });
const records = (more: object) => o.does(worker, "datasets", counts(more));

interface Row {
  readonly dataset: string;
  readonly region: string;
  readonly value: number | null;
  readonly missing: string | null;
  readonly status: string;
  readonly supersededBy: readonly string[];
}
const rows = async (query: string): Promise<Row[]> => {
  const { status, body } = await o.asks(worker, `datasets?${query}`);
  expect({ query, status }).toEqual({ query, status: 200 });
  return (body as { data: Row[] }).data;
};
const refused = async (officer: Official, method: "GET" | "POST", path: string, body?: object) => {
  const { status, body: problem } = await o.calls(officer, method, path, body);
  const { rule, errors } = problem as { rule?: { id: string }; errors?: { field: string }[] };
  return { status, rule: rule?.id, field: errors?.[0]?.field };
};

beforeAll(async () => {
  o = await openOffices("2025-09-02T02:00:00.000Z");
  bp3mi = await o.agency("BP3MI", "BP3MI Contoh", { region: "36" });
  disnaker = await o.agency("LABOUR_OFFICE", "Disnaker Contoh", { region: "36.04" });
  police = await o.agency("POLICE", "Polri");
  worker = await o.officer(bp3mi, "SUPERVISOR");
  other = await o.officer(bp3mi, "SUPERVISOR");
  analyst = await o.officer(bp3mi, "ANALYST");
  village = await o.officer(disnaker, "VILLAGE_OFFICER");
});
afterAll(() => o.close());

describe("a count", () => {
  test.each([
    ["agency", { agency: undefined }],
    ["status", { status: undefined }],
    ["period", { period: undefined }],
    ["period.until", { period: { kind: "FROM_TO", from: "2024-01-01" } }],
    ["period.kind", { period: { ...YEAR, kind: "UNKNOWN" } }],
    ["figures", { figures: [] }],
    ["figures.0.value", { figures: [{ counted: "MIGRANTS", region: "36.04" }] }],
    ["figures.0.missing", { figures: [{ ...of(7), missing: "NOT_STATED" }] }],
    ["figures.1.region", { figures: [of(7), of(8)] }],
  ])("is refused, and %s named", async (field, more) => {
    expect(await refused(worker, "POST", "datasets", counts(more))).toEqual({ status: 400, rule: undefined, field });
  });

  test("is not recorded by a village office, nor as verified by anybody", async () => {
    expect((await refused(village, "POST", "datasets", counts({}))).status).toBe(403);
    const verified = counts({ status: "VERIFIED" });
    expect((await refused(worker, "POST", "datasets", verified)).rule).toBe("count-verified-by-another");
  });

  test("is verified once, by another officer than the one who recorded it", async () => {
    const id = await records({ figures: [of(12, "36.04.11")] });
    const path = `datasets/${id}/verifications`;
    expect((await refused(worker, "POST", path, {})).rule).toBe("count-verified-by-another");
    await o.does(other, path, { note: "dicocokkan" });
    expect((await refused(other, "POST", path, {})).rule).toBe("count-verified");
    expect(await rows("region=36.04.11")).toMatchObject([{ dataset: id, value: 12, status: "VERIFIED" }]);
    const { body } = await o.asks(analyst, `datasets/${id}`);
    expect((body as { data: object }).data).toMatchObject({ verification: { note: { masked: "hidden" } } });
  });
});

test("s0: hotspots are provisional, without a number while their source verifies it; that is not 0", async () => {
  const figures = ["36.04.11", "36.04.12", "36.04.13", "36.04.14"].map((region) => ({
    counted: "DEPARTURES",
    region,
    missing: "UNDER_VERIFICATION",
  }));
  const source = { agency: undefined, publication: "TribunBanten.com", period: { kind: "UNKNOWN" } };
  const reported = "data pasti mengenai jumlah terbanyak masih dalam proses verifikasi";
  const id = await records({ ...source, figures, reported });
  const found = await rows("counted=DEPARTURES&region=36.04");
  expect(found.map(({ region }) => region)).toEqual(["36.04.11", "36.04.12", "36.04.13", "36.04.14"]);
  for (const row of found)
    expect(row).toMatchObject({ value: null, missing: "UNDER_VERIFICATION", status: "PROVISIONAL" });
  expect((await refused(other, "POST", `datasets/${id}/verifications`, {})).rule).toBe("count-still-in-verification");
  const total = "datasets/total?counted=DEPARTURES&status=PROVISIONAL&publication=TribunBanten.com";
  // Four districts beside each other, but of a period that nobody names: no region lies in another.
  expect(((await o.asks(worker, total)).body as { data: object }).data).toMatchObject({
    value: null,
    missing: 4,
    counts: 4,
  });
  expect(((await o.asks(worker, `datasets/${id}`)).body as { data: object }).data).toMatchObject({
    narrative: { reported },
  });
});

describe("two sources that contradict each other", () => {
  const total = (query: string) => `datasets/total?counted=RETURNEES&region=36.04${query}`;

  test("stand side by side, and nothing is added up over sources or statuses", async () => {
    const first = await records({ figures: [of(911, "36.04", "RETURNEES")] });
    const second = await records({ agency: disnaker, figures: [of(767, "36.04", "RETURNEES")] });
    await o.does(other, `datasets/${second}/verifications`, {});
    const found = await rows("counted=RETURNEES&region=36.04");
    expect(found.map(({ dataset, value, status }) => [dataset, value, status]).toSorted()).toEqual(
      [
        [first, 911, "PROVISIONAL"],
        [second, 767, "VERIFIED"],
      ].toSorted(),
    );
    for (const query of ["", "&status=VERIFIED", `&agency=${bp3mi}`])
      expect(await refused(worker, "GET", total(query))).toMatchObject({ status: 409, rule: "counts-never-mixed" });
    const { body } = await o.asks(worker, total(`&status=PROVISIONAL&agency=${bp3mi}`));
    expect((body as { data: object }).data).toMatchObject({ value: 911, status: "PROVISIONAL", counts: 1 });
  });

  test("a newer count supersedes one of the same source only, and is counted in its place", async () => {
    const [before] = (await rows(`counted=RETURNEES&agency=${bp3mi}`)).map(({ dataset }) => dataset);
    const newer = { figures: [of(915, "36.04", "RETURNEES")], supersedes: before };
    const wrong = counts({ ...newer, agency: disnaker });
    expect((await refused(worker, "POST", "datasets", wrong)).rule).toBe("count-supersedes-same-source");
    const id = await records(newer);
    const replaced = (await rows(`counted=RETURNEES&agency=${bp3mi}`)).find(({ dataset }) => dataset === before);
    expect(replaced).toMatchObject({ value: 911, supersededBy: [id] });
    const { body } = await o.asks(worker, total(`&status=PROVISIONAL&agency=${bp3mi}`));
    expect((body as { data: object }).data).toMatchObject({ value: 915, counts: 1 });
  });

  test("what was verified counts until what replaces it is verified too", async () => {
    const figures = (value: number) => [of(value, "36.01", "RETURNEES")];
    const verified = async () =>
      (
        (await o.asks(worker, "datasets/total?counted=RETURNEES&region=36.01&status=VERIFIED&agency=" + disnaker))
          .body as {
          data: object;
        }
      ).data;
    const verifies = (dataset: string) => o.does(analyst, `datasets/${dataset}/verifications`, {});
    const first = await records({ agency: disnaker, figures: figures(40) });
    await verifies(first);
    const second = await records({ agency: disnaker, figures: figures(41), supersedes: first });
    expect(await verified()).toMatchObject({ value: 40, counts: 1 });
    const third = await records({ agency: disnaker, figures: figures(42), supersedes: second });
    expect(await verified()).toMatchObject({ value: 40, counts: 1 });
    await verifies(third);
    expect(await verified()).toMatchObject({ value: 42, counts: 1 });
  });

  test("what may count the same people twice is not added up", async () => {
    await records({ figures: [of(3, "36.04.12", "RETURNEES")] });
    expect((await refused(worker, "GET", total(`&status=PROVISIONAL&agency=${bp3mi}`))).rule).toBe("counts-overlap");
  });
});

test("s3: 189 cases with 545 victims of an unknown period are one dataset", async () => {
  const figures = [of(189, "61", "TRAFFICKING_CASES"), of(545, "61", "TRAFFICKING_VICTIMS")];
  const reported =
    "dari Polri itu menangani 189 kasus dengan 545 korban, sebagian besarnya adalah perempuan dan anak-anak";
  const id = await records({
    agency: police,
    publication: "VOICEINDONESIA.CO",
    period: { kind: "UNKNOWN" },
    figures,
    reported,
  });
  const found = (await rows("region=61")).filter(({ dataset }) => dataset === id);
  expect(found).toMatchObject([
    { counted: "TRAFFICKING_CASES", value: 189, period: { kind: "UNKNOWN" }, status: "PROVISIONAL" },
    { counted: "TRAFFICKING_VICTIMS", value: 545, period: { kind: "UNKNOWN" }, status: "PROVISIONAL" },
  ]);
});

test("the list is a table too, each row with its badge", async () => {
  const { status, body } = await o.asks(worker, "datasets?counted=TRAFFICKING_CASES&format=csv");
  expect(status).toBe(200);
  expect(String(body)).toContain("189");
  expect(String(body)).toContain("PROVISIONAL");
});
