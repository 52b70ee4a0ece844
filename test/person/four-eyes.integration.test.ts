import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { Role } from "../../src/access/roles.js";
import { agencyDecider } from "../../src/agency/agency.commands.js";
import { officerDecider } from "../../src/agency/officer.commands.js";
import { anyDecider } from "../../src/event-sourcing/deciding/decider.js";
import { NOW } from "../given.js";
import { openPersons, type Reply, type TestCaller } from "./persons-in-a-store.js";

let persons: Awaited<ReturnType<typeof openPersons>>;
/** An office that registers, another of the same regency, the one of the province, and the nation's. */
let own: string;
let other: string;
let province: string;
let nation: string;

const REGISTERS = { region: "36.04" };
const agency = async (kind: string, more: object = {}) =>
  (await persons.registers(anyDecider(agencyDecider), undefined, "RegisterAgency", { kind, name: kind, ...more })).id;

/** An officer whom the registry has, seeing what the office answers for. */
async function officer(of: string, role: Role, jurisdiction: TestCaller["jurisdiction"] = REGISTERS) {
  const id = randomUUID();
  const data = { agency: of, role, from: "2019-01-01" };
  await persons.registers(anyDecider(officerDecider), id, "AssignOfficer", data);
  return { officer: id, agency: of, role, jurisdiction } satisfies TestCaller;
}

let worker: TestCaller;
let supervisor: TestCaller;
let second: TestCaller;
let investigator: TestCaller;
let theirs: TestCaller;
let person: string;
let seen = "";

const rule = ({ status, body }: Reply) => [status, (body as { rule?: { id: string } }).rule?.id];
async function does(path: string, body: object, caller: TestCaller, of = person) {
  const answer = await persons.does(`persons/${of}/${path}`, body, caller);
  seen = answer.position;
  return answer;
}
const sends = (path: string, body: object, caller: TestCaller) =>
  persons.post(`persons/${person}/${path}`, body, caller);

interface Row {
  readonly id: string;
  readonly act: string;
  readonly expired: boolean;
  readonly status: string;
}
async function proposals(caller: TestCaller = supervisor): Promise<Row[]> {
  const { body } = await persons.get(`proposals?person=${person}&seen=${seen}`, caller);
  return (body as { data: Row[] }).data;
}
async function proposed(path: string, body: object, caller: TestCaller): Promise<string> {
  await does(path, body, caller);
  return (await factsOf("ActProposed"))!["proposal"] as string;
}
async function factsOf(type: string): Promise<Record<string, unknown> | undefined> {
  const events = await persons.store.readStream(`person-${person}`);
  const last = events.findLast((event) => event.type === type);
  return last && (JSON.parse(Buffer.from(last.bytes).toString()) as { facts: Record<string, unknown> }).facts;
}

async function register(caller: TestCaller): Promise<string> {
  const registered = { sex: "FEMALE", source: "IN_PERSON", origin: "36.04.12", identity: { name: "Sari Contoh" } };
  const answer = await persons.does("persons", registered, caller);
  seen = answer.position;
  return answer.id;
}

beforeAll(async () => {
  persons = await openPersons({ guarded: true });
  [own, other] = [await agency("LABOUR_OFFICE", { region: "36.04" }), await agency("POLICE", { region: "36.04" })];
  province = await agency("BP3MI", { region: "36" });
  nation = await agency("MINISTRY_OF_MIGRANT_WORKERS");
  [worker, supervisor, second] = [
    await officer(own, "CASEWORKER"),
    await officer(own, "SUPERVISOR"),
    await officer(own, "SUPERVISOR"),
  ];
  investigator = await officer(own, "INVESTIGATOR");
  theirs = await officer(other, "SUPERVISOR");
});
afterAll(() => persons.close());
beforeEach(async () => {
  persons.clock.set(NOW);
  person = await register(worker);
});

const erasure = { ground: "SUBJECT_REQUEST", requestedBy: "SUBJECT" };

describe("an erasure", () => {
  test("is done once, as proposed, by another officer of the agency that registered the person", async () => {
    const proposal = await proposed("erasure-proposals", { ...erasure, scope: ["contact"] }, supervisor);
    const path = `persons/${person}/erasures`;
    const key = { "idempotency-key": randomUUID() };
    const done = await persons.does(path, { proposal, residue: [] }, second, key);
    expect(done).toMatchObject({ keysDestroyed: true });
    expect(await persons.does(path, { proposal, residue: [] }, second, key)).toEqual(done);
    expect(await factsOf("PersonErased")).toMatchObject({ proposal, scope: ["contact"], ...erasure });
    seen = done.position;
    expect(await proposals()).toMatchObject([{ id: proposal, status: "CARRIED_OUT", approvedBy: second.officer }]);
    expect(rule(await sends("erasures", { proposal, residue: [] }, second))).toEqual([409, "proposal-unknown"]);
  });

  test("is not done on a file that has changed since the officer saw it", async () => {
    const proposal = await proposed("erasure-proposals", erasure, supervisor);
    const stale = { "if-match": '"0"' };
    const path = `persons/${person}/erasures`;
    expect(await persons.post(path, { proposal, residue: [] }, second, stale)).toMatchObject({ status: 412 });
    expect(await factsOf("PersonErased")).toBeUndefined();
    await persons.does(path, { proposal, residue: [] }, second, { "if-match": '"1"' });
  });

  test("is not done by the proposer, by another office that sees the file, or without a proposal", async () => {
    const proposal = await proposed("erasure-proposals", erasure, supervisor);
    const body = { proposal, residue: [] };
    expect(rule(await sends("erasures", body, supervisor))).toEqual([409, "own-proposal"]);
    const refused = await sends("erasures", body, theirs);
    expect(rule(refused)).toEqual([409, "another-agency-decides"]);
    expect(refused.body).toMatchObject({ agencies: [own], roles: ["SUPERVISOR"] });
    expect(rule(await sends("erasures", { ...body, proposal: randomUUID() }, second))).toEqual([
      409,
      "proposal-unknown",
    ]);
    await does("seals", { ground: "WITNESS" }, supervisor);
    const unsealing = await proposed("unsealing-proposals", { reason: "over" }, supervisor);
    expect(rule(await sends("erasures", { proposal: unsealing, residue: [] }, supervisor))).toEqual([
      409,
      "proposal-unknown",
    ]);
    expect(await factsOf("PersonErased")).toBeUndefined();
  });

  test("proposed by another office is approved by the agency that registered the person", async () => {
    const proposal = await proposed("erasure-proposals", erasure, theirs);
    expect(rule(await sends("erasures", { proposal, residue: [] }, await officer(other, "SUPERVISOR")))).toEqual([
      409,
      "another-agency-decides",
    ]);
    await does("erasures", { proposal, residue: [] }, supervisor);
    expect(await factsOf("PersonErased")).toMatchObject({ proposal });
  });

  test("is not done seven days after the proposal", async () => {
    const proposal = await proposed("erasure-proposals", erasure, supervisor);
    persons.clock.set("2025-06-08T02:59:59.999Z");
    expect(await proposals()).toMatchObject([{ expired: false }]);
    persons.clock.set("2025-06-08T03:00:00.000Z");
    expect(rule(await sends("erasures", { proposal, residue: [] }, second))).toEqual([409, "proposal-expired"]);
    expect(await proposals()).toMatchObject([{ expired: true, status: "OPEN" }]);
  });

  test("needs a role for each step: a caseworker proposes only", async () => {
    const proposal = await proposed("erasure-proposals", erasure, worker);
    expect((await sends("erasures", { proposal, residue: [] }, worker)).status).toBe(403);
    expect((await sends("erasure-proposals", erasure, investigator)).status).toBe(403);
    await does("erasures", { proposal, residue: [] }, supervisor);
  });
});

describe("the release of a legal hold", () => {
  async function held(caller: TestCaller): Promise<string> {
    await does("legal-holds", { ground: "COURT_ORDER", reason: "trial" }, caller);
    const { body } = await persons.get(`persons/${person}?seen=${seen}`, caller);
    return (body as { data: { legalHolds: { id: string }[] } }).data.legalHolds.at(-1)!.id;
  }

  test("is done by the office that placed it, not by the one that owns the file", async () => {
    const hold = await held(theirs);
    const proposal = await proposed("legal-hold-release-proposals", { hold, reason: "over" }, supervisor);
    expect(rule(await sends("legal-hold-releases", { proposal }, second))).toEqual([409, "another-agency-decides"]);
    await does("legal-hold-releases", { proposal }, theirs);
    expect(await factsOf("LegalHoldReleased")).toEqual({ hold, proposal });
    expect(rule(await sends("legal-hold-releases", { proposal }, theirs))).toEqual([409, "proposal-unknown"]);
  });

  test("takes another officer, of the investigator's own agency", async () => {
    const hold = await held(investigator);
    const release = { hold, reason: "over" };
    const mine = await proposed("legal-hold-release-proposals", release, investigator);
    expect(rule(await sends("legal-hold-releases", { proposal: mine }, investigator))).toEqual([409, "own-proposal"]);
    expect(rule(await sends("legal-hold-releases", { proposal: mine }, theirs))).toEqual([
      409,
      "another-agency-decides",
    ]);
    expect(rule(await sends("erasure-proposals", erasure, supervisor))).toEqual([409, "legal-hold"]);
    await does("legal-hold-releases", { proposal: mine }, supervisor);
  });

  test("can't be replaced by a correction of its last day", async () => {
    await does("legal-holds", { ground: "COURT_ORDER", reason: "trial", until: "2026-01-01" }, investigator);
    const event = (await persons.store.readStream(`person-${person}`)).at(-1)!.id;
    const correction = { event, reason: "MISTYPED", facts: { until: "2020-01-01" } };
    expect((await sends("corrections", correction, supervisor)).status).toBe(400);
  });
});

describe("the lifting of a seal", () => {
  test("takes another officer of an agency that registered the person or sealed the file", async () => {
    await does("seals", { ground: "WITNESS", officers: [investigator.officer] }, supervisor);
    const proposal = await proposed("unsealing-proposals", { reason: "she has moved" }, supervisor);
    expect(rule(await sends("unsealings", { proposal }, supervisor))).toEqual([409, "own-proposal"]);
    await does("unsealings", { proposal }, investigator);
    expect(await factsOf("SubjectUnsealed")).toEqual({ proposal });
    expect((await persons.get(`persons/${person}?seen=${seen}`, worker)).status).toBe(200);
    expect(rule(await sends("unsealing-proposals", { reason: "again" }, supervisor))).toEqual([409, "not-sealed"]);
  });

  test("is not for an agency that an investigator suspects, though it registered the person", async () => {
    const investigates = await officer(other, "INVESTIGATOR");
    const admitted = { officers: [supervisor.officer, theirs.officer] };
    await does("seals", { ground: "TRAFFICKING_VICTIM", ownerSuspected: true, ...admitted }, investigates);
    const proposal = await proposed("unsealing-proposals", { reason: "over" }, investigates);
    const refused = await sends("unsealings", { proposal }, supervisor);
    expect(rule(refused)).toEqual([409, "another-agency-decides"]);
    expect(refused.body).toMatchObject({ agencies: [other] });
    await does("unsealings", { proposal }, theirs);
  });

  test("is not needed after the last day of the seal", async () => {
    await does("seals", { ground: "WITNESS", until: "2025-06-03" }, supervisor);
    const proposal = await proposed("unsealing-proposals", { reason: "over" }, supervisor);
    persons.clock.set("2025-06-03T16:59:59.999Z");
    expect(rule(await sends("unsealings", { proposal }, supervisor))).toEqual([409, "own-proposal"]);
    persons.clock.set("2025-06-03T17:00:00.000Z");
    expect(rule(await sends("unsealings", { proposal }, second))).toEqual([409, "not-sealed"]);
  });
});

describe("emergency access", () => {
  const far = { country: "JP" };
  let stranger: TestCaller;
  let grant: string;

  async function breaks(caller: TestCaller): Promise<string> {
    await does("emergency-access", { emergency: "DANGER_TO_LIFE", reason: "at the gate" }, caller);
    return (await factsOf("GlassBroken"))!["grant"] as string;
  }
  const reads = async (caller: TestCaller) => (await persons.get(`persons/${person}?seen=${seen}`, caller)).status;
  const review = (outcome: string) => ({ grant, outcome });

  beforeEach(async () => {
    stranger = await officer(await agency("MISSION", far), "MISSION", far);
    grant = await breaks(stranger);
  });

  test("is reviewed by the agency that owns the file, and not by an auditor of the officer's own office", async () => {
    const auditor = await officer(stranger.agency, "AUDITOR", far);
    expect(rule(await sends("emergency-access-reviews", review("JUSTIFIED"), auditor))).toEqual([
      409,
      "another-agency-decides",
    ]);
    await does("emergency-access-reviews", review("JUSTIFIED"), supervisor);
    expect(await reads(stranger)).toBe(200);
  });

  test("that was not justified ends at once with all others of that officer, who gets none for 30 days", async () => {
    const again = await breaks(stranger);
    expect(await reads(stranger)).toBe(200);
    await does("emergency-access-reviews", review("NOT_JUSTIFIED"), supervisor);
    expect(await factsOf("GlassReviewed")).toMatchObject({ grant, ends: [grant, again] });
    // At once: without waiting for a position.
    expect((await persons.get(`persons/${person}`, stranger)).status).toBe(404);
    const body = { emergency: "DANGER_TO_LIFE", reason: "again" };
    persons.clock.set("2025-07-01T02:59:59.999Z");
    expect(rule(await sends("emergency-access", body, stranger))).toEqual([409, "emergency-access-barred"]);
    persons.clock.set("2025-07-01T03:00:00.000Z");
    expect((await sends("emergency-access", body, stranger)).status).toBe(200);
  });

  test("that was not justified bars the officer from one person until a supervisor readmits them", async () => {
    await does("emergency-access-reviews", review("NOT_JUSTIFIED"), supervisor);
    const readmission = { officer: stranger.officer, reason: "she was mistaken, and has been told" };
    const colleague = await officer(stranger.agency, "MISSION", far);
    expect((await sends("emergency-access", { emergency: "AUDIT", reason: "x" }, colleague)).status).toBe(200);
    expect(rule(await sends("emergency-access-readmissions", readmission, theirs))).toEqual([
      409,
      "another-agency-decides",
    ]);
    await does("emergency-access-readmissions", readmission, second);
    expect((await sends("emergency-access", { emergency: "AUDIT", reason: "x" }, stranger)).status).toBe(200);
    expect(rule(await sends("emergency-access-readmissions", readmission, second))).toEqual([409, "not-barred"]);
  });

  test("of the owner's own officer is reviewed by the agency above, or by the office if no other can", async () => {
    const mine = await officer(own, "CASEWORKER");
    grant = await breaks(mine);
    await does("emergency-access-reviews", review("JUSTIFIED"), supervisor);
    const above = await officer(province, "SUPERVISOR", { region: "36" });
    grant = await breaks(mine);
    expect(rule(await sends("emergency-access-reviews", review("JUSTIFIED"), supervisor))).toEqual([
      409,
      "another-agency-decides",
    ]);
    await does("emergency-access-reviews", review("JUSTIFIED"), above);
    await persons.registers(anyDecider(officerDecider), above.officer, "EndAssignment", {
      assignment: await assignmentOf(above.officer),
      on: "2025-01-01",
      reason: "TRANSFERRED",
    });
  });
});

async function assignmentOf(id: string): Promise<string> {
  const events = await persons.store.readStream(`officer-${id}`);
  return (JSON.parse(Buffer.from(events[0]!.bytes).toString()) as { facts: { assignment: string } }).facts.assignment;
}

describe("an agency without a second officer", () => {
  let alone: TestCaller;
  beforeEach(async () => {
    const village = await agency("VILLAGE", { region: "36.04.12" });
    alone = await officer(village, "SUPERVISOR");
    person = await register(alone);
  });

  test("leaves the decision to the nearest agency above: the region's, not the nation's", async () => {
    const nationwide = await officer(nation, "SUPERVISOR", { kind: "MINISTRY_OF_MIGRANT_WORKERS", region: null });
    const proposal = await proposed("erasure-proposals", erasure, alone);
    const body = { proposal, residue: [] };
    expect(rule(await sends("erasures", body, alone))).toEqual([409, "own-proposal"]);
    expect(rule(await sends("erasures", body, nationwide))).toEqual([409, "another-agency-decides"]);
    await does("erasures", body, supervisor);
  });

  test("leaves the decision to the nation's, if it answers for no region", async () => {
    const embassy = await agency("MISSION", { country: "MY" });
    const mission = await officer(embassy, "SUPERVISOR", { country: "MY" });
    person = await register(mission);
    const proposal = await proposed("erasure-proposals", erasure, mission);
    const minister = await officer(nation, "SUPERVISOR", { kind: "MINISTRY_OF_MIGRANT_WORKERS", region: null });
    expect(rule(await sends("erasures", { proposal, residue: [] }, supervisor))).toEqual([
      409,
      "another-agency-decides",
    ]);
    await does("erasures", { proposal, residue: [] }, minister);
  });

  test("decides again once it has one", async () => {
    const proposal = await proposed("erasure-proposals", erasure, alone);
    const colleague = await officer(alone.agency, "SUPERVISOR");
    expect(rule(await sends("erasures", { proposal, residue: [] }, supervisor))).toEqual([
      409,
      "another-agency-decides",
    ]);
    await does("erasures", { proposal, residue: [] }, colleague);
  });

  test("that has ended is followed by its successor", async () => {
    const successor = await agency("VILLAGE", { region: "36.04.12" });
    const heir = await officer(successor, "SUPERVISOR");
    await persons.registers(anyDecider(agencyDecider), alone.agency, "EndAgency", {
      on: "2025-05-01",
      how: "MERGED",
      successors: [successor],
    });
    const proposal = await proposed("erasure-proposals", erasure, alone);
    await does("erasures", { proposal, residue: [] }, heir);
  });
});
