import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { array, assert as holds, asyncProperty, subarray } from "fast-check";
import { openOffices, type Official, type Offices } from "../access/offices.js";

let o: Offices;
let agency: string;
let supervisor: Official;
let stranger: Official;

beforeAll(async () => {
  o = await openOffices("2025-06-01T03:00:00.000Z");
  agency = await o.agency("MISSION", "KBRI Contoh", { country: "KH", zone: "Asia/Phnom_Penh" });
  supervisor = await o.officer(agency, "SUPERVISOR");
  stranger = await o.officer(await o.agency("BP3MI", "BP3MI Banten", { region: "36" }), "SUPERVISOR");
});
afterAll(() => o.close());

interface Preview {
  readonly item: string;
  readonly officer: string | null;
  readonly to: string | null;
  readonly revision: number | null;
  readonly problem: { readonly type: string; readonly status: number } | null;
}
interface Row {
  readonly item: string;
  readonly to: string;
  readonly result: string;
  readonly revision: number | null;
  readonly problem: { readonly type: string } | null;
}
type Sent = Pick<Row, "item" | "to" | "revision">;

/** A case that an officer has, and two steps of a repatriation. */
async function workOf(officer: Official, steps = ["TICKETED", "EXIT_CLEARED"]) {
  const person = await o.does(officer, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    identity: { name: "Wati Contoh" },
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
  });
  const incident = await o.does(officer, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES"],
    parties: [{ role: "VICTIM", person }],
  });
  const hands = { agency: officer.agency, officer: officer.id };
  await o.does(officer, `cases/${incident}/assignments`, hands);
  const home = await o.does(officer, "repatriations", {
    kind: "LIVING",
    person,
    source: "PERSON",
    cause: "END_OF_CONTRACT",
    country: "KH",
  });
  for (const step of steps)
    await o.does(officer, `repatriations/${home}/assignments`, { step, due: "2025-06-30", ...hands });
  return { incident, home, items: [`case/${incident}`, ...steps.map((step) => `repatriation/${home}/${step}`)] };
}

async function previews(body: object, by = supervisor): Promise<Preview[]> {
  await o.settled();
  const { status, body: answer } = await o.calls(by, "POST", "work/handover-previews?limit=100", body);
  if (status !== 200) throw new Error(JSON.stringify(answer));
  return (answer as { data: Preview[] }).data;
}

async function handsOver(rows: readonly Sent[], by = supervisor, key: string = randomUUID()): Promise<Row[]> {
  const sent = { rows: rows.map(({ item, to, revision }) => ({ item, to, revision })) };
  const { status, body } = await o.calls(by, "POST", "work/handovers", sent, { "idempotency-key": key });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return (body as { data: Row[] }).data;
}

const works = async (officer: Official, query: string) =>
  (
    (await o.asks(officer, `work?limit=200&${query}`)).body as {
      data: { item: string; officer: string | null; due: string | null; former: object | null }[];
    }
  ).data;
const slug = (problem: { readonly type: string } | null) => problem && problem.type.replace("urn:kawal:problem:", "");
const ready = (rows: readonly Preview[]) => rows.filter(({ problem }) => problem === null) as unknown as Sent[];

test("a preview spreads an officer's work in turn and changes nothing; the handover does it, and both are told", async () => {
  const [officer, first, second] = [
    await o.officer(agency, "MISSION"),
    await o.officer(agency, "MISSION"),
    await o.officer(agency, "CASEWORKER"),
  ];
  const { items } = await workOf(officer);
  const events = await o.store.head();
  const seen = await previews({ from: officer.id, to: [first.id, second.id] });
  expect(await o.store.head()).toBe(events);
  expect(seen.map(({ item }) => item).toSorted()).toEqual(items.toSorted());
  expect(seen.map(({ to }) => to)).toEqual([first.id, second.id, first.id]);
  expect(seen.every((row) => row.officer === officer.id && row.problem === null)).toBe(true);

  const done = await handsOver(ready(seen));
  expect(done.map(({ result }) => result)).toEqual(["DONE", "DONE", "DONE"]);
  expect(await works(officer, `officer=${officer.id}`)).toEqual([]);
  const handed = await works(officer, "handedOver=true");
  expect(handed.map(({ item, officer: now }) => [item, now]).toSorted()).toEqual(
    done.map(({ item, to }) => [item, to]).toSorted(),
  );
  for (const each of await works(supervisor, `agency=${agency}`))
    if (items.includes(each.item)) {
      expect(each.former).toEqual({ agency, officer: officer.id });
      // What is due stays due.
      expect(each.due).toBe(each.item.startsWith("case/") ? null : "2025-06-30");
    }
  expect(await works(first, "handedOver=true")).toEqual([]);
});

test("a row that is refused says why, and the others are done; the same key does none twice", async () => {
  const [officer, next] = [await o.officer(agency, "MISSION"), await o.officer(agency, "MISSION")];
  const village = await o.officer(agency, "VILLAGE_OFFICER");
  const { incident, home, items } = await workOf(officer);
  const elsewhere = await workOf(await o.officer(stranger.agency, "CASEWORKER"));
  const rows = ready(await previews({ items, to: [next.id] }));
  expect(rows).toHaveLength(3);
  // Another officer acts on the case meanwhile.
  await o.does(officer, `cases/${incident}/next-actions`, { action: "VISIT" });
  const closed = { item: `repatriation/${home}/DEPARTED`, to: next.id, revision: rows[1]!.revision };
  const hidden = { item: elsewhere.items[0]!, to: next.id, revision: 3 };
  const nobody = { item: `case/${randomUUID()}`, to: next.id, revision: 3 };
  const key = randomUUID();
  const sent = [...rows, closed, hidden, nobody];
  const done = await handsOver(sent, supervisor, key);
  const results = done.map(({ result, problem }) => (result === "DONE" ? result : slug(problem)));
  expect(results).toEqual([
    "stale-revision",
    "DONE",
    "DONE",
    "rejected:work-of-another-office",
    "not-found",
    "not-found",
  ]);
  const events = await o.store.head();
  expect(await handsOver(sent, supervisor, key)).toEqual(done);
  expect(await o.store.head()).toBe(events);
  const other = { ...rows[1]!, to: officer.id };
  expect(slug((await handsOver([other], supervisor, key))[0]!.problem)).toBe("key-reused");

  const [again, away, low] = [
    await previews({ items: items.slice(1), to: [next.id] }),
    await previews({ items: [`case/${incident}`], to: [stranger.id] }),
    await previews({ items: [`case/${incident}`, elsewhere.items[0]!], to: [village.id] }),
  ];
  expect(again.map(({ problem }) => slug(problem))).toEqual(Array(2).fill("rejected:work-handed-over-so"));
  expect(away.map(({ problem }) => slug(problem))).toEqual(["rejected:officer-not-assigned"]);
  expect(low).toMatchObject([
    { to: null, revision: null, problem: { type: "urn:kawal:problem:rejected:receiver-role" } },
    { to: null, officer: null, problem: { status: 404 } },
  ]);
});

test("only an office hands over what it has, in a role that may, and within the limits", async () => {
  const officer = await o.officer(agency, "MISSION");
  const { incident, items } = await workOf(officer);
  const next = await o.officer(stranger.agency, "CASEWORKER");
  // Another office sees neither the case nor that there is one.
  const [unseen] = await previews({ items: [items[0]!], to: [next.id] }, stranger);
  expect(unseen).toMatchObject({ officer: null, to: null, problem: { status: 404 } });
  expect(await previews({ from: officer.id, to: [next.id] }, stranger)).toEqual([]);
  // It came here, and waits at another office: it is not this one's to hand on.
  await o.does(officer, `cases/${incident}/referrals`, { agency: stranger.agency, reason: "OUT_OF_COMPETENCE" });
  const colleague = await o.officer(agency, "MISSION");
  const [referred] = await previews({ items: [items[0]!], to: [colleague.id] });
  expect(slug(referred!.problem)).toBe("rejected:work-of-another-office");
  const [arrived] = await previews({ items: [`case/${incident}/ASSIGNMENT`], to: [next.id] }, stranger);
  expect(arrived).toMatchObject({ to: next.id, problem: null });

  const status = async (path: string, body: object, by: Official = supervisor) => {
    const answer = await o.calls(by, "POST", path, body);
    const { errors = [] } = answer.body as { errors?: { field: string }[] };
    return [answer.status, ...errors.map(({ field }) => field)];
  };
  const caseworker = await o.officer(agency, "CASEWORKER");
  const row = { item: items[0]!, to: colleague.id, revision: 1 };
  expect(await status("work/handovers", { rows: [row] }, caseworker)).toEqual([403]);
  expect(await status("work/handovers", { rows: [row, row] })).toEqual([400, "rows.1.item"]);
  const many = Array.from({ length: 101 }, () => ({ ...row, item: `case/${randomUUID()}` }));
  expect(await status("work/handovers", { rows: many })).toEqual([400, "rows"]);
  expect(await status("work/handovers", { rows: [{ ...row, item: "case/1" }] })).toEqual([400, "rows.0.item"]);
  expect(await status("work/handover-previews", { to: [colleague.id] })).toEqual([400, "from"]);
  expect(await status("work/handover-previews", { from: officer.id, to: [] })).toEqual([400, "to"]);
});

test("handovers at the same time leave each open item with exactly one holder, the one who was answered so", async () => {
  const other = await o.officer(agency, "SUPERVISOR");
  const receivers = [await o.officer(agency, "MISSION"), await o.officer(agency, "MISSION")];
  const officer = await o.officer(agency, "MISSION");
  const all = [...(await workOf(officer)).items, ...(await workOf(officer, ["TICKETED"])).items];
  await o.settled();
  const subsets = array(subarray(all, { minLength: 1 }), { minLength: 2, maxLength: 4 });
  await holds(
    asyncProperty(subsets, async (asked) => {
      const before = new Map((await works(supervisor, `agency=${agency}`)).map((row) => [row.item, row.officer]));
      const plans = await Promise.all(
        asked.map((items, i) =>
          previews({ items, to: [receivers[i % 2]!.id, officer.id] }, i % 2 ? other : supervisor),
        ),
      );
      const answers = await Promise.all(plans.map((plan, i) => handsOver(ready(plan), i % 2 ? other : supervisor)));
      await o.settled();
      const after = await works(supervisor, `agency=${agency}`);
      for (const item of all) {
        const holders = after.filter((row) => row.item === item).map((row) => row.officer);
        const done = answers.flat().filter((row) => row.item === item && row.result === "DONE");
        expect(holders).toHaveLength(1);
        // Two rows that name one revision can't both be done.
        expect(new Set(done.map(({ revision }) => revision)).size).toBe(done.length);
        const last = done.toSorted((a, b) => a.revision! - b.revision!).at(-1);
        expect(holders).toEqual([last === undefined ? before.get(item) : last.to]);
        if (item.startsWith("case/")) expect(done.length).toBeLessThanOrEqual(1);
        const refused = answers.flat().filter((row) => row.item === item && row.result === "REFUSED");
        for (const { problem } of refused)
          expect(["stale-revision", "rejected:work-handed-over-so"]).toContain(slug(problem));
      }
    }),
    { numRuns: Number(process.env["RUNS"] ?? 12) },
  );
});
