import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { cpSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { temporaryFolder } from "../temporary.js";
import { kawal } from "./run.js";
import { Officer, startService, until, viewsCaughtUp, type RunningService } from "./service.js";
import { masterKeyOf } from "./starting.js";

/*
 * Parts of a store that were put back alone, from an older copy or of another store: the service ends right with them,
 * or refuses. A store stands at three times: `older`, `newer`, and as it is.
 */

const { folder, remove } = temporaryFolder();
const older = `${folder}-older`;
const newer = `${folder}-newer`;
const parted = `${folder}-parted`;
const other = `${folder}-other`;
let here: string;
/** Sealed before the older copy was made. */
let sealed: string;

const register = (officer: Officer, name: string) =>
  officer.does("persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    identity: { name },
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
  });

async function inService<T>(
  data: string,
  work: (service: RunningService) => Promise<T>,
  env: Readonly<Record<string, string>> = {},
): Promise<T> {
  const service = await startService(data, env);
  try {
    return await work(service);
  } finally {
    await service.stop();
  }
}

const agencyIn = async (service: RunningService) =>
  (await new Officer(service, undefined, "ADMINISTRATOR").does("agencies", { kind: "BP3MI", name: "B" })).id;

beforeAll(async () => {
  await inService(folder, async (service) => {
    here = await agencyIn(service);
    sealed = (await register(new Officer(service, here), "Sari Contoh")).id;
    const seal = { ground: "TRAFFICKING_VICTIM", officers: [] };
    await new Officer(service, here, "SUPERVISOR").does(`persons/${sealed}/seals`, seal);
  });
  cpSync(folder, older, { recursive: true });
  await inService(folder, async (service) => {
    const worker = new Officer(service, here);
    for (const name of ["Wati Contoh", "Dewi Contoh", "Ratna Contoh"]) {
      const { id, position } = await register(worker, name);
      await worker.calls("GET", `persons/${id}?seen=${position}`);
    }
  });
  cpSync(folder, newer, { recursive: true });
  // The older one lived on by itself, and became longer than the newer.
  cpSync(older, parted, { recursive: true });
  const key = { KAWAL_MASTER_KEY_FILE: masterKeyOf(folder) };
  await inService(
    parted,
    async (service) => {
      for (const name of ["A", "B", "C", "D", "E"]) await register(new Officer(service, here), `${name} Contoh`);
    },
    key,
  );
  await inService(other, async (service) => register(new Officer(service, await agencyIn(service)), "Sari Lain"));
});
afterAll(() => remove());

/** The newer store, with a part of another one in place of its own. */
function putBack(part: string, from: string | undefined): void {
  rmSync(folder, { recursive: true });
  cpSync(newer, folder, { recursive: true });
  replace(part, from);
}

function replace(part: string, from: string | undefined): void {
  // With the write-ahead log of a database, which may hold all of it.
  const isOfPart = (name: string) => name === part || name.startsWith(`${part}-`);
  for (const name of readdirSync(folder).filter(isOfPart)) rmSync(join(folder, name), { recursive: true });
  if (from === undefined) return;
  for (const name of readdirSync(from).filter(isOfPart))
    cpSync(join(from, name), join(folder, name), { recursive: true });
}

describe("a service over a store of which a part was put back", () => {
  test.each([
    ["views.db", "an older one", older],
    ["views.db", "another store's", other],
    ["views.db", "none", undefined],
    ["checkpoints", "an older one", older],
    ["checkpoints", "another store's", other],
    ["log-ends.json", "an older one", older],
    ["log-ends.json", "none", undefined],
  ])("%s: %s ends right", async (part, _, from) => {
    putBack(part, from);
    await endsRight();
  });

  test.each([
    ["events.db", "an older one", older, /events\.db ends with event \d+, and had reached event \d+/],
    ["events.db", "another life's", parted, /events\.db has another event \d+ than it had/],
    ["reads.db", "an older one", older, /reads\.db (ends with event \d+|has no events), and had reached event \d+/],
    ["reads.db", "none", undefined, /reads\.db has no events, and had reached event \d+/],
  ])("%s: %s is refused, until an operator accepts the loss, which is recorded", async (part, _, from, sentence) => {
    putBack(part, from);
    // Its keys with it: else those are refused.
    if (from === parted) replace("keys.db", parted);
    await expect(startService(folder)).rejects.toThrow(sentence);
    // Not only the first time: a refusal leaves what it found.
    await expect(startService(folder)).rejects.toThrow(/kawal accept-loss/);
    const store = { KAWAL_DATA: folder, KAWAL_MASTER_KEY_FILE: masterKeyOf(folder) };
    const accept = () => kawal(["accept-loss", "--reason", "the disk died"], store).ended;
    expect(await accept()).toMatchObject({ code: 0, output: expect.stringContaining("this is recorded") });
    expect(await accept()).toMatchObject({ code: 0, output: expect.stringContaining("Nothing is lost") });
    const db = new DatabaseSync(join(folder, "events.db"), { readOnly: true });
    const accepted = db.prepare("SELECT bytes FROM events WHERE type = 'LogLossAccepted'").all();
    db.close();
    expect(accepted).toHaveLength(1);
    const { facts } = JSON.parse(Buffer.from(accepted[0]!["bytes"] as Uint8Array).toString()) as { facts: object };
    expect(facts).toMatchObject({ log: part.slice(0, -3), had: expect.any(Number), ends: expect.any(Number) });
    await endsRight();
  });

  async function endsRight(): Promise<void> {
    await inService(folder, async (service) => {
      const worker = new Officer(service, here);
      const status = async (path: string) => (await worker.calls("GET", path)).status;
      // At once, and not only when the views have been built: nobody is shown what is sealed.
      expect([404, 503]).toContain((await worker.callsOnce("GET", `persons/${sealed}`)).status);
      const { id, position } = await register(worker, "Baru Contoh");
      expect(await status(`persons/${id}?seen=${position}`)).toBe(200);
      expect(await status(`persons/${sealed}`)).toBe(404);
      // What follows elsewhere is not passed by.
      await until(
        () => status(`migrants/${id}`),
        (found) => found === 200,
      );
      await viewsCaughtUp(service);
    });
    const { output } = await kawal(["status", "--data", folder]).ended;
    expect(output).toMatch(/need-to-know v\d+: 0 behind/);
    expect(output).not.toMatch(/-\d+ behind|ahead|another store/);
  }

  test.each([
    ["of another store", other, /the keys (are of another store|do not open the first events)/],
    ["older than the events", older, /the keys are older than the events/],
  ])("keys.db %s is refused, with a sentence", async (_, from, sentence) => {
    putBack("keys.db", from);
    // With the master key of those keys, so that they open.
    const env = { KAWAL_MASTER_KEY_FILE: masterKeyOf(from === other ? other : folder) };
    await expect(startService(folder, env)).rejects.toThrow(sentence);
  });
});

describe("a service under which a file is replaced", () => {
  /** As a restore beside the running service does it: the same bytes, in another file. */
  function replaceUnder(name: string): void {
    cpSync(join(folder, name), join(folder, `${name}.copy`));
    renameSync(join(folder, `${name}.copy`), join(folder, name));
  }

  test.each(["events.db", "reads.db", "keys.db", "views.db"])("%s stops answering, and says why", async (name) => {
    putBack("views.db", newer);
    const service = await startService(folder);
    const worker = new Officer(service, here);
    await register(worker, "Sebelum Contoh");
    replaceUnder(name);
    const ready = await until(
      () => fetch(`${service.url}/health/ready`),
      ({ status }) => status === 503,
    );
    expect(JSON.stringify(await ready.json())).toContain(`${name} is not the file that the service was started with`);
    const { status, body } = await worker.callsOnce("GET", `persons/${sealed}`);
    // Who looks is written down first, by way of the guard, which asks views and keys.
    expect([status, body]).toEqual([503, expect.objectContaining({ part: name })]);
    expect(service.output()).toContain(`${name} was replaced while the service runs`);
    await service.stop("SIGKILL");
  });

  test("whose lock is removed answers no more, once another one has started in the folder", async () => {
    putBack("views.db", newer);
    const first = await startService(folder);
    const worker = new Officer(first, here);
    await register(worker, "Sebelum Contoh");
    rmSync(join(folder, "lock.db"));
    await inService(folder, async (second) => {
      const { status, body } = await until(
        () => worker.callsOnce("GET", `persons/${sealed}`),
        (answer) => answer.status === 503,
      );
      expect([status, body]).toEqual([503, expect.objectContaining({ part: "lock.db" })]);
      await register(new Officer(second, here), "Sesudah Contoh");
    });
    await first.stop("SIGKILL");
    const { output } = await kawal(["verify", "--data", folder]).ended;
    expect(output).toMatch(/events in \d+ streams, 0 faults/);
  });

  test("notices it at the next write", async () => {
    putBack("views.db", newer);
    const service = await startService(folder);
    const worker = new Officer(service, here);
    await register(worker, "Sebelum Contoh");
    replaceUnder("events.db");
    const body = JSON.stringify({ sex: "FEMALE", source: "IN_PERSON", identity: { name: "Sesudah Contoh" } });
    const headers = { "content-type": "application/json", "idempotency-key": randomUUID() };
    const answer = await worker.callsOnce("POST", "persons", body, headers);
    expect([answer.status, answer.body]).toEqual([503, expect.objectContaining({ part: "events.db" })]);
    await service.stop("SIGKILL");
  });
});

test("the status of a store whose views are ahead says so, and counts nothing below zero", async () => {
  putBack("events.db", older);
  const { output } = await kawal(["status", "--data", folder]).ended;
  expect(output).toMatch(/need-to-know v\d+: ahead of the events/);
  expect(output).not.toMatch(/-\d+ behind/);
});

test("every view keeps a mark of the event where it stands", () => {
  const db = new DatabaseSync(join(newer, "views.db"), { readOnly: true });
  const rows = db.prepare("SELECT mark FROM views WHERE number IS NOT NULL").all();
  db.close();
  expect(rows.length).toBeGreaterThan(0);
  for (const { mark } of rows)
    expect(JSON.parse(mark as string)).toEqual({
      stream: expect.any(String),
      revision: expect.any(Number),
      id: expect.any(String),
      hash: expect.any(String),
    });
});
