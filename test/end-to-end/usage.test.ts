import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { temporaryFolder } from "../temporary.js";
import { Officer, startService, until, type RunningService } from "./service.js";
import { storedEvents, storedReads } from "./stored.js";

/*
 * Who works with Kawal: what the answer says is what the two logs hold, counted one by one.
 */

interface Load {
  readonly total: number;
  readonly officers: number;
  readonly perOfficer: { readonly median: number | null; readonly p90: number | null; readonly most: number } | null;
}
interface Row {
  readonly agency: string;
  readonly month: string;
  readonly officers: number;
  readonly commands: Load;
  readonly reads: Load;
}
interface Answer {
  readonly data: readonly Row[];
  readonly readsAsOf: string | null;
}

const { folder, remove } = temporaryFolder();
let service: RunningService;
let banten: string;
let desk: string;
let workers: Officer[];
let supervisor: Officer;
let analyst: Officer;

beforeAll(async () => {
  service = await startService(folder);
  const administrator = new Officer(service, undefined, "ADMINISTRATOR");
  banten = (await administrator.does("agencies", { kind: "BP3MI", name: "BP3MI Banten", region: "36" })).id;
  desk = (await administrator.does("agencies", { kind: "COORDINATION", name: "Desk P2MI" })).id;
  workers = [new Officer(service, banten), new Officer(service, banten), new Officer(service, banten)];
  supervisor = new Officer(service, banten, "SUPERVISOR");
  analyst = new Officer(service, desk, "ANALYST");
  const persons: string[] = [];
  for (const [i, worker] of workers.entries())
    for (let n = 0; n <= i; n++) {
      const { id } = await worker.does("persons", {
        sex: "FEMALE",
        source: "FAMILY_REPORT",
        identity: { name: "Contoh" },
      });
      persons.push(id);
    }
  await workers[0]!.does(`persons/${persons[0]}/identity`, { sex: "MALE", source: "AGENCY" });
  for (const person of persons) await workers[2]!.sees(`persons/${person}`);
  await workers[1]!.sees("migrants");
  await supervisor.sees("cases");
  await analyst.sees("figures/cases");
});
afterAll(async () => {
  await service?.stop();
  remove();
});

/** What an officer is told, once the views have what was read before. */
async function asked(officer: Officer, query = ""): Promise<Answer> {
  const reads = storedReads(folder);
  const last = reads.at(-1)!.recordedAt;
  return until(
    () => officer.sees<Answer>(`usage${query}`),
    ({ readsAsOf }) => readsAsOf !== null && readsAsOf >= last,
  );
}

const monthOf = (at: string) => new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 7);

/** How many of these there are by officer, agency and month. */
function counted(
  events: readonly { readonly actor: { id: string; agency: string | null }; readonly recordedAt: string }[],
) {
  const counts = new Map<string, Map<string, number>>();
  for (const { actor, recordedAt } of events) {
    const key = `${monthOf(recordedAt)} ${actor.agency}`;
    const its = counts.get(key) ?? new Map<string, number>();
    counts.set(key, its.set(actor.id, (its.get(actor.id) ?? 0) + 1));
  }
  return counts;
}

test("officers, commands and reads of an agency are those of the logs", async () => {
  const { data } = await asked(supervisor);
  // What was read since then is this very question.
  const commands = new Map(
    storedEvents(folder)
      .filter(({ actor }) => actor.kind === "OFFICER" && actor.agency === banten)
      .map((event) => [event.commandId, event] as const),
  );
  const did = counted([...commands.values()]);
  expect(data.length).toBeGreaterThan(0);
  for (const row of data) {
    expect(row.agency).toBe(banten);
    const its = [...(did.get(`${row.month} ${banten}`)?.values() ?? [])];
    expect(row.commands.total).toBe(its.reduce((sum, count) => sum + count, 0));
    expect(row.commands.officers).toBe(its.length);
    expect(row.commands.perOfficer!.most).toBe(Math.max(...its));
  }
  const [row] = data.slice(-1);
  expect(row!.commands).toMatchObject({ total: 7, officers: 3, perOfficer: { median: 2, p90: 3 } });
});

test("reads are counted up to the time that is named", async () => {
  const { data, readsAsOf } = await asked(supervisor);
  const answered = storedReads(folder).filter(
    ({ type, actor, recordedAt }) => type === "RequestAnswered" && actor.agency === banten && recordedAt <= readsAsOf!,
  );
  const total = data.reduce((sum, { reads }) => sum + reads.total, 0);
  // Two reads of one millisecond may be told apart by their order only.
  const sameTime = answered.filter(({ recordedAt }) => recordedAt === readsAsOf).length;
  expect(total).toBeGreaterThan(answered.length - Math.max(1, sameTime));
  expect(total).toBeLessThanOrEqual(answered.length);
  expect(total).toBeGreaterThanOrEqual(8);
  expect(data.at(-1)!.officers).toBeGreaterThanOrEqual(4);
});

describe("who asks", () => {
  test("sees their own agency, or all where they answer for all", async () => {
    const all = await asked(analyst);
    expect(new Set(all.data.map(({ agency }) => agency))).toEqual(new Set([banten, desk]));
    const own = await asked(supervisor);
    expect(new Set(own.data.map(({ agency }) => agency))).toEqual(new Set([banten]));
    const narrowed = await asked(analyst, `?agency=${desk}`);
    expect(new Set(narrowed.data.map(({ agency }) => agency))).toEqual(new Set([desk]));
  });

  test("is not told what each of a few did, where they may not read who acts for an agency", async () => {
    const { data } = await asked(analyst, `?agency=${banten}`);
    expect(data.at(-1)!.commands).toMatchObject({ total: 7, officers: 3, perOfficer: null });
  });

  test("has it as a table", async () => {
    const { body } = await supervisor.calls<string>("GET", "usage?format=csv");
    const [heading, row] = body.split("\r\n");
    expect(heading).toBe(
      "agency,agencyName,month,officers,commands,commandsOfficers,commandsMedian,commandsP90,reads,readsOfficers,readsMedian,readsP90",
    );
    expect(row!.split(",").slice(0, 2)).toEqual([banten, "BP3MI Banten"]);
  });

  test("is refused as a caseworker", async () => {
    expect((await workers[0]!.calls("GET", "usage")).status).toBe(403);
  });
});

test.each([
  ["from=2026-13", "from", "impossible-date"],
  ["to=soon", "to", "impossible-date"],
  ["from=2026-05&to=2026-01", "to", "impossible-date"],
  ["from=2020-01&to=2026-01", "from", "invalid-field"],
  ["agency=me", "agency", "invalid-field"],
  ["agency=0f5b6c3e-0000-4000-8000-00000000000a", "agency", "invalid-field"],
  ["month=2026-01", "month", "unknown-field"],
])("usage?%s is refused by name", async (query, field, type) => {
  const { status, body } = await supervisor.calls<{ errors: { field: string; type: string }[] }>(
    "GET",
    `usage?${query}`,
  );
  expect({ status, ...body.errors[0] }).toMatchObject({ status: 400, field, type: `urn:kawal:problem:${type}` });
});
