import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openOffices, type Offices, type Official } from "./offices.js";

/*
 * Who may seal a file, whom a seal admits, and who is told of it: agency A registered the person, B is another.
 */

const START = "2025-06-01T03:00:00.000Z";
const SEALED = { ground: "TRAFFICKING_VICTIM" };

let o: Offices;
let worker: Official;
let supervisor: Official;
let otherWorker: Official;
let otherSupervisor: Official;
let otherInvestigator: Official;
let desk: Official;
let auditor: Official;

beforeAll(async () => {
  o = await openOffices(START);
  const a = await o.agency("WOMEN_AND_CHILDREN", "UPTD PPA Contoh");
  const b = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  [worker, supervisor] = [await o.officer(a, "CASEWORKER"), await o.officer(a, "SUPERVISOR")];
  [otherWorker, otherSupervisor] = [await o.officer(b, "CASEWORKER"), await o.officer(b, "SUPERVISOR")];
  otherInvestigator = await o.officer(b, "INVESTIGATOR");
  desk = await o.officer(await o.agency("COORDINATION", "Desk P2MI"), "SUPERVISOR");
  auditor = await o.officer(await o.agency("AUDIT", "Inspektorat"), "AUDITOR");
});
afterAll(() => o.close());

const registered = (by = worker) =>
  o.does(by, "persons", { sex: "FEMALE", source: "IN_PERSON", origin: "36.04.12", identity: { name: "Contoh" } });
const sees = async (officer: Official, person: string) => (await o.asks(officer, `persons/${person}`)).status === 200;
const refused = async (officer: Official, path: string, body: object) => {
  const { status, body: problem } = await o.calls(officer, "POST", path, body);
  return status === 409 ? (problem as { rule: { id: string } }).rule.id : status;
};
interface Row {
  readonly person: string;
  readonly late: boolean;
  readonly [more: string]: unknown;
}
/** What an officer is told of the seal on a person's file. */
const told = async (officer: Official, person: string) => {
  const { status, body } = await o.asks(officer, "seals?limit=200");
  expect(status).toBe(200);
  return (body as { data: Row[] }).data.find((row) => row.person === person);
};
/** Has a seal lifted: one officer proposes it, and another carries it out. */
const lift = async (by: Official, approver: Official, person: string) => {
  await o.does(by, `persons/${person}/unsealing-proposals`, { reason: "it shut out who helps her" });
  const { body } = await o.asks(approver, `proposals?person=${person}`);
  const [{ id: proposal }] = (body as { data: [{ id: string }] }).data;
  await o.does(approver, `persons/${person}/unsealings`, { proposal, reason: "looked into" });
};
const later = (hours: number) => o.clock.set(new Date(Date.parse(o.clock.now()) + hours * 3_600_000).toISOString());

describe("a file of another agency", () => {
  test("is sealed by none of its officers who only sees it, whatever their rank: who does shuts nobody out", async () => {
    const person = await registered();
    await o.settled();
    for (const officer of [otherWorker, otherSupervisor, desk])
      expect(await refused(officer, `persons/${person}/seals`, SEALED)).toBe("seal-not-yours");
    for (const officer of [worker, supervisor, desk]) expect(await sees(officer, person)).toBe(true);
  });

  test("is sealed by an investigator; the owner's supervisor is told who did, and until when, and may have it lifted", async () => {
    const person = await registered();
    await o.settled();
    await o.does(otherInvestigator, `persons/${person}/seals`, { ...SEALED, until: "2027-12-31" });
    for (const officer of [worker, supervisor, otherWorker, desk]) expect(await sees(officer, person)).toBe(false);
    for (const officer of [otherInvestigator, otherSupervisor]) expect(await sees(officer, person)).toBe(true);
    expect(await told(supervisor, person)).toMatchObject({
      person,
      owner: { agency: worker.agency },
      by: { officer: otherInvestigator.id, agency: otherInvestigator.agency },
      at: o.clock.now(),
      until: "2027-12-31",
      confirmed: null,
      late: false,
    });
    expect(await told(desk, person)).toBeUndefined();
    expect(await told(auditor, person)).toMatchObject({ person });
    expect(await refused(worker, `persons/${person}/unsealing-proposals`, { reason: "x" })).toBe(404);
    await lift(supervisor, otherInvestigator, person);
    for (const officer of [worker, supervisor]) expect(await sees(officer, person)).toBe(true);
  });
});

describe("a seal that nobody confirms within 72 hours", () => {
  test("stays shut to others, admits the owner's supervisor, and is told to the national desk", async () => {
    const person = await registered();
    await o.settled();
    await o.does(otherInvestigator, `persons/${person}/seals`, SEALED);
    later(71.9);
    expect([await sees(supervisor, person), await told(desk, person)]).toEqual([false, undefined]);
    later(0.1);
    expect(await sees(supervisor, person)).toBe(true);
    expect(await told(desk, person)).toMatchObject({ person, late: true });
    for (const officer of [worker, otherWorker, desk]) expect(await sees(officer, person)).toBe(false);
    // Sealing it again begins no new 72 hours.
    await o.does(otherInvestigator, `persons/${person}/seals`, SEALED);
    expect(await sees(supervisor, person)).toBe(true);
  });

  test("is no such seal once another officer has confirmed it", async () => {
    const person = await registered();
    await o.settled();
    await o.does(otherInvestigator, `persons/${person}/seals`, SEALED);
    const path = `persons/${person}/seal-confirmations`;
    expect(await refused(otherInvestigator, path, {})).toBe("own-seal-confirmed");
    expect(await refused(otherWorker, path, {})).toBe(404);
    await o.does(otherSupervisor, path, { note: "diperiksa" });
    expect(await refused(supervisor, path, {})).toBe("seal-confirmed");
    later(100);
    expect([await sees(supervisor, person), await told(desk, person)]).toEqual([false, undefined]);
    expect(await told(supervisor, person)).toMatchObject({ late: false, confirmed: { officer: otherSupervisor.id } });
  });

  test("ends each page of the list: a cursor names no seal that is not told", async () => {
    const [late, early] = [await registered(), await registered()];
    await o.settled();
    await o.does(otherInvestigator, `persons/${late}/seals`, SEALED);
    later(72);
    await o.does(otherInvestigator, `persons/${early}/seals`, SEALED);
    const listed: string[] = [];
    const cursors: string[] = [];
    for (let after = ""; ; after = `&after=${cursors.at(-1)!}`) {
      const { body } = await o.asks(desk, `seals?limit=1${after}`);
      const { data, next } = body as { data: Row[]; next?: string };
      listed.push(...data.map(({ person }) => person));
      if (next === undefined) break;
      expect(data).toHaveLength(1);
      cursors.push(next);
    }
    expect(listed).toContain(late);
    expect(listed).not.toContain(early);
    expect(cursors.map((cursor) => Buffer.from(cursor, "base64url").toString()).join()).not.toContain(early);
  });

  test("to confirm it gives no sight of the file", async () => {
    const person = await registered();
    await o.settled();
    await o.does(otherInvestigator, `persons/${person}/seals`, { ...SEALED, ownerSuspected: true });
    await o.does(desk, `persons/${person}/seal-confirmations`, {});
    expect(await sees(desk, person)).toBe(false);
  });
});

describe("where an investigator states that the owner is suspected", () => {
  test("the national desk takes the place of the owner's supervisors, who are told nothing", async () => {
    const person = await registered();
    await o.settled();
    expect(await refused(supervisor, `persons/${person}/seals`, { ...SEALED, ownerSuspected: true })).toBe(
      "owner-suspected-by-investigator",
    );
    await o.does(otherInvestigator, `persons/${person}/seals`, { ...SEALED, ownerSuspected: true });
    expect([await told(supervisor, person), await sees(supervisor, person)]).toEqual([undefined, false]);
    expect(await refused(supervisor, `persons/${person}/unsealing-proposals`, { reason: "x" })).toBe(404);
    expect(await told(desk, person)).toMatchObject({ person, ownerSuspected: true, late: false });
    later(72);
    expect([await sees(supervisor, person), await sees(desk, person)]).toEqual([false, true]);
    await lift(desk, otherInvestigator, person);
    expect(await sees(supervisor, person)).toBe(true);
  });

  test("an investigator of the owner itself shuts its supervisors out, too", async () => {
    const inspector = await o.officer(worker.agency, "INVESTIGATOR");
    const person = await registered();
    await o.does(inspector, `persons/${person}/seals`, { ...SEALED, ownerSuspected: true });
    expect([await sees(inspector, person), await sees(supervisor, person)]).toEqual([true, false]);
    expect(await told(supervisor, person)).toBeUndefined();
  });
});

test("a seal with a last day ends with it, in Jakarta", async () => {
  o.clock.set("2026-01-10T03:00:00.000Z");
  const person = await registered();
  expect(await refused(supervisor, `persons/${person}/seals`, { ...SEALED, until: "2026-01-09" })).toBe(400);
  await o.does(supervisor, `persons/${person}/seals`, { ...SEALED, until: "2026-01-11" });
  o.clock.set("2026-01-11T16:59:59.000Z");
  expect(await sees(worker, person)).toBe(false);
  o.clock.set("2026-01-11T17:00:00.000Z");
  expect(await sees(worker, person)).toBe(true);
});

test("a seal after one that is over is a new one: it waits for its own confirmation", async () => {
  o.clock.set("2026-02-10T03:00:00.000Z");
  const person = await registered();
  await o.does(otherInvestigator, `persons/${person}/seals`, { ...SEALED, until: "2026-02-11" });
  await o.does(otherSupervisor, `persons/${person}/seal-confirmations`, {});
  later(72);
  expect(await refused(otherSupervisor, `persons/${person}/seal-confirmations`, {})).toBe("not-sealed");
  await o.does(otherInvestigator, `persons/${person}/seals`, SEALED);
  expect(await sees(supervisor, person)).toBe(false);
  later(72);
  expect(await sees(supervisor, person)).toBe(true);
  await o.does(otherSupervisor, `persons/${person}/seal-confirmations`, {});
  expect(await sees(supervisor, person)).toBe(false);
});

describe("a seal is no way to take a case", () => {
  test("who has A's case name B's own sealed person does not take the case from A", async () => {
    const victim = await registered();
    const incident = await o.does(worker, "cases", {
      channel: "PHONE",
      complainant: "PMI",
      region: "36.04",
      categories: ["UNPAID_WAGES"],
      parties: [{ role: "VICTIM", person: victim }],
    });
    await o.settled();
    const own = await registered(otherSupervisor);
    await o.does(otherSupervisor, `cases/${incident}/parties`, { role: "WITNESS", person: own });
    await o.does(otherSupervisor, `persons/${own}/seals`, { ground: "WITNESS" });
    const { status, body } = await o.asks(worker, `cases/${incident}`);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        data: {
          parties: { VICTIM: [{ person: victim }], WITNESS: [{ role: "WITNESS", person: { masked: "hidden" } }] },
        },
      },
    });
    const board = await o.asks(worker, "cases");
    expect((board.body as { data: Row[] }).data.map(({ id }) => id)).toContain(incident);
  });
});
