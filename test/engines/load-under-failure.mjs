// What `under-failure.mjs` runs, on the Node.js that it needs.
import { exec, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as fc from "fast-check";
import { verifyChains } from "../../dist/event-sourcing/stored-event/chain.js";
import { openEventStoreDbEventStore } from "../../dist/engines/eventstoredb/event-store.js";
import { streamNames } from "../../dist/engines/eventstoredb/stream-names.js";
import { commandIdOf } from "../../dist/event-sourcing/deciding/command-handling.js";
import { aggregates, registry } from "../../dist/slices.js";
import { startTestIssuer } from "../sign-in/test-issuer.ts";

const { values: options } = parseArgs({
  options: {
    eventstore: { type: "string" },
    mongodb: { type: "string" },
    kill: { type: "string" },
    seconds: { type: "string", default: "45" },
    writers: { type: "string", default: "16" },
    instances: { type: "string", default: "2" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
if (!options.eventstore || !options.mongodb) throw new Error("--eventstore and --mongodb name the servers");
const seed = Number(options.seed);
const milliseconds = Number(options.seconds) * 1000;
const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "under-failure-"));
const masterKeyFile = join(folder, "master.key");
writeFileSync(masterKeyFile, randomBytes(32), { mode: 0o600 });

/** The ids of a run follow from its seed. */
function* uuidsOf(from) {
  for (let i = 0; ; i++) yield fc.sample(fc.uuid({ version: 4 }), { seed: from * 1_000_003 + i, numRuns: 1 })[0];
}
const uuids = uuidsOf(seed);
const uuid = () => uuids.next().value;

/** Whose tokens the instances believe. */
const issuer = await startTestIssuer();
const admin = uuid();
const instances = [];
// Whatever this ends with, nothing that it started is left.
process.on("exit", () => {
  for (const { process: child } of instances) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(1));
for (let i = 0; i < Number(options.instances); i++) await startInstance();

const counts = { acknowledged: 0, repeated: 0, refused: 0, unavailable: 0, unknown: 0 };
/** The longest time between two acknowledgements, in ms: how long nothing went on. */
let longestGap = 0;
let lastAcknowledged = performance.now();
/** Every command that was acknowledged: its id and the stream and revision that its answer named. */
const acknowledged = [];
const over = new AbortController();

const { id: agency } = await does(admin, "ADMINISTRATOR", "agencies", {
  kind: "BP3MI",
  name: "BP3MI Banten",
});
await visible(0, agency);
const officer = await assigned();
const shared = [];
for (let i = 0; i < 4; i++) shared.push((await does(officer, "CASEWORKER", "persons", person(`Shared ${i}`))).id);

const writing = Promise.all(Array.from({ length: Number(options.writers) }, (_, writer) => write(writer)));
await delay(milliseconds / 3);
if (options.kill) console.error((await run(options.kill)).trim() || "killed");
await delay(milliseconds / 3);
instances[0].process.kill("SIGKILL");
const killedAt = performance.now();
instances[0].dead = true;
const takeOver = await tookOver();
await delay(Math.max(0, milliseconds / 3 - takeOver));
over.abort();
await writing;

const alive = instances.filter(({ dead }) => !dead);
const last = await does(officer, "CASEWORKER", "persons", person("Last"));
let shown = 0;
for (const { stream, revision } of acknowledged.filter(
  (each) => each.revision === 0 && each.stream.startsWith("person-"),
)) {
  const { url } = alive[shown % alive.length];
  const path = `persons/${stream.slice("person-".length)}?seen=${last.position}`;
  const response = await until(async () => {
    const answer = await fetch(`${url}/api/v1/${path}`, { headers: await headersOf(officer, "CASEWORKER") });
    return answer.status === 503 ? undefined : answer;
  });
  if (response.status === 200) shown++;
  else console.error(`${stream}@${revision} is not shown: ${response.status}`);
}
const parked = await (
  await fetch(`${alive[0].url}/api/v1/parked`, { headers: await headersOf(admin, "ADMINISTRATOR") })
).json();
for (const { process: child } of alive) child.kill("SIGTERM");

const store = await openEventStoreDbEventStore({
  connectionString: options.eventstore,
  kawalStreams: streamNames(aggregates.map(({ category }) => category)),
});
const places = new Map();
let events = 0;
for (let after = null; ;) {
  const batch = await store.readAll(after, 1000);
  if (batch.length === 0) break;
  for (const raw of batch) {
    const { commandId } = registry.read(raw);
    places.set(commandId, [...(places.get(commandId) ?? []), `${raw.stream}@${raw.revision}`]);
    events++;
  }
  after = batch.at(-1);
}
const chains = await verifyChains(store);
await store.close();

const found = acknowledged.filter(({ commandId, stream, revision }) =>
  places.get(commandId)?.includes(`${stream}@${revision}`),
);
// Each command of this load makes one event.
const mine = new Set(acknowledged.map(({ commandId }) => commandId));
const twice = [...places].filter(([commandId, those]) => mine.has(commandId) && those.length > 1);
const persons = acknowledged.filter(({ stream, revision }) => stream.startsWith("person-") && revision === 0).length;
const result = {
  seed,
  seconds: Number(options.seconds),
  writers: Number(options.writers),
  instances: instances.length,
  ...counts,
  found: found.length,
  lost: acknowledged.length - found.length,
  twice: twice.length,
  events,
  chainFaults: chains.faults.length,
  personsShown: `${shown} of ${persons}`,
  parked: parked.data.length,
  longestGapMs: Math.round(longestGap),
  viewsTakenOverMs: Math.round(takeOver),
};
console.log(JSON.stringify(result, null, 2));
process.exit(result.lost + result.twice + result.chainFaults + result.parked > 0 || shown !== persons ? 1 : 0);

async function write(writer) {
  const me = await assigned();
  for (let i = 0; !over.signal.aborted; i++) {
    await does(me, "CASEWORKER", "persons", person(`Siti ${writer} ${i}`));
    const target = shared[(writer + i) % shared.length];
    await does(me, "CASEWORKER", `persons/${target}/contact`, { address: `Kragilan ${writer}/${i}` }, target);
  }
}

/** An officer of the agency. */
async function assigned() {
  const who = uuid();
  await does(admin, "ADMINISTRATOR", `officers/${who}/assignments`, { agency, role: "CASEWORKER" }, who);
  return who;
}

/** Sends a command under one key, to one instance after another, until it is acknowledged. */
async function does(who, role, path, body, target) {
  const key = uuid();
  for (let attempt = 0; ; attempt++) {
    const serving = instances.filter(({ dead }) => !dead);
    const { url } = serving[attempt % serving.length];
    let response;
    try {
      response = await fetch(`${url}/api/v1/${path}`, {
        method: "POST",
        headers: { ...(await headersOf(who, role)), "content-type": "application/json", "idempotency-key": key },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      });
    } catch {
      counts.unknown++;
      await delay(20);
      continue;
    }
    const answer = await response.json();
    if (response.status === 503) {
      counts.unavailable++;
      await delay(100);
      continue;
    }
    if (!response.ok) {
      counts.refused++;
      throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
    }
    counts.acknowledged++;
    if (attempt > 0) counts.repeated++;
    const now = performance.now();
    longestGap = Math.max(longestGap, now - lastAcknowledged);
    lastAcknowledged = now;
    const category = path.split("/")[0].replace(/s$/, "").replace("agencie", "agency");
    const commandId = commandIdOf(who, `POST /api/v1/${path}`, key);
    acknowledged.push({ commandId, stream: `${category}-${target ?? answer.id}`, revision: answer.revision });
    return answer;
  }
}

/** From the death of the instance that kept the views until another one shows what was written after it. */
async function tookOver() {
  const { id, position } = await does(officer, "CASEWORKER", "persons", person("After"));
  const { url } = instances.find(({ dead }) => !dead);
  await until(async () => {
    const answer = await fetch(`${url}/api/v1/persons/${id}?seen=${position}`, {
      headers: await headersOf(officer, "CASEWORKER"),
    });
    return answer.status === 200 ? answer : undefined;
  });
  return performance.now() - killedAt;
}

async function visible(i, id) {
  await until(async () => {
    const answer = await fetch(`${instances[i].url}/api/v1/agencies/${id}`, {
      headers: await headersOf(admin, "ADMINISTRATOR"),
    });
    return answer.status === 200 ? answer : undefined;
  });
}

async function until(look) {
  const end = performance.now() + 10 * 60_000;
  for (;;) {
    const answer = await look().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error("ten minutes were not enough");
    await delay(50);
  }
}

async function headersOf(who, role) {
  return { authorization: `Bearer ${await issuer.token({ sub: who, kawal_officer: who })}`, "kawal-role": role };
}

function person(name) {
  return { sex: "FEMALE", source: "IN_PERSON", identity: { name } };
}

function startInstance() {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN], {
    env: {
      PATH: process.env.PATH,
      PORT: "0",
      KAWAL_PROFILE: "cluster",
      KAWAL_EVENTSTORE: options.eventstore,
      KAWAL_MONGODB: options.mongodb,
      KAWAL_MASTER_KEY_FILE: masterKeyFile,
      KAWAL_ISSUER: issuer.url,
      KAWAL_OFFICER_CLAIM: "kawal_officer",
      KAWAL_ADMINISTRATORS: admin,
      KAWAL_RATE_LIMIT: "1000000",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const instance = { url: undefined, process: child, dead: false };
  instances.push(instance);
  let output = "";
  return new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      instance.url ??= /listens on (http:\/\/\S+?),/.exec(output)?.[1];
      if (instance.url !== undefined) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => reject(new Error(`the service ended with ${code}: ${output}`)));
  });
}

function run(command) {
  return new Promise((resolve) => exec(command, (error, stdout, stderr) => resolve(`${stdout}${stderr}`)));
}
