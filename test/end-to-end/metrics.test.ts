import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { temporaryFolder } from "../temporary.js";
import { preparedStore, type Prepared } from "./prepared-store.js";
import { Officer, until, viewsCaughtUp, type RunningService } from "./service.js";

const { folder, remove } = temporaryFolder();
let service: RunningService;
let prepared: Prepared;

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

beforeAll(async () => {
  const made = await preparedStore(folder, "metrics");
  prepared = made.prepared;
  service = await made.store.start();
  await viewsCaughtUp(service);
});
afterAll(remove);

async function metrics(): Promise<Sample[]> {
  const response = await fetch(`${service.url}/metrics`);
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  return (await response.text())
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name, labels, value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line)!;
      const pairs = [...(labels ?? "").matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key!, text!]);
      return { name: name!, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) };
    });
}

function valueOf(samples: readonly Sample[], name: string, labels: Record<string, string> = {}): number | undefined {
  return samples.find(
    (each) => each.name === name && Object.entries(labels).every(([key, text]) => each.labels[key] === text),
  )?.value;
}

/** Whatever a request can hold: ids of persons and cases, of officers and agencies, names, made-up paths and methods. */
async function traffic(): Promise<string[]> {
  const { agency, migrants, incident } = prepared;
  const officer = new Officer(service, agency, "CASEWORKER", prepared.caseworker);
  const secret = "Canary Rahasia";
  const key = { "idempotency-key": randomUUID() };
  await officer.sees(`persons/${migrants[0]}`);
  await officer.sees(`cases/${incident}`);
  await officer.calls("GET", `persons/${randomUUID()}`);
  const registration = { sex: "FEMALE", source: "IN_PERSON", identity: { name: `${secret} Satu` } };
  await officer.sends("persons", registration, key);
  await officer.sends("persons", registration, key);
  await officer.sends(`migrants/${migrants[1]}/clearances`, { place: "36.73" });
  await officer.sends("persons/search", { name: secret });
  for (const path of [`/api/v1/${encodeURIComponent(secret)}`, `/api/v1/persons/${incident}/${secret}`, "/metrics/x"])
    await fetch(`${service.url}${path}`);
  await fetch(`${service.url}/api/v1/persons`, { method: "PROPFIND" });
  await fetch(`${service.url}/api/v1/me`, { headers: { authorization: `Bearer ${secret}` } });
  return [...migrants, incident, agency, prepared.caseworker, secret];
}

test("no label of any metric has an id, a name, or a word of a request", async () => {
  const sent = await traffic();
  const samples = await until(
    metrics,
    (each) => valueOf(each, "kawal_commands_total", { outcome: "done" }) !== undefined,
  );
  const values = new Set(samples.flatMap(({ labels }) => Object.values(labels)));
  expect(values.size).toBeGreaterThan(50);
  for (const value of values) {
    expect(value).not.toMatch(/[0-9a-f]{8}-?[0-9a-f]{4}/i);
    for (const word of sent) expect(value.toLowerCase()).not.toContain(word.toLowerCase());
    // Names that the code declares, patterns of routes, numbers of buckets and versions.
    expect(value).toMatch(/^(\/[\w/:*.-]*|[\w.*() -]{1,60}|\+Inf)$/);
  }
  const routes = new Set(samples.flatMap(({ labels }) => labels["route"] ?? []));
  expect([...routes].filter((route) => !/^(\/(api\/v1\/)?[\w/:*.-]+|none)$/.test(route))).toEqual([]);
  expect(routes).toContain("none");
  expect(valueOf(samples, "kawal_http_requests_total", { method: "other" })).toBeGreaterThan(0);
});

test("what was asked, done, refused and appended is counted", async () => {
  const officer = new Officer(service, prepared.agency, "CASEWORKER", prepared.caseworker);
  await officer.assigned();
  const before = await metrics();
  const key = { "idempotency-key": randomUUID() };
  const registration = { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Dewi Contoh" } };
  const first = await officer.sends("persons", registration, key);
  const again = await officer.sends("persons", registration, key);
  expect([first.status, again.status]).toEqual([201, 201]);
  const refused = await officer.sends<{ rule: { id: string } }>(`migrants/${prepared.migrants[1]}/clearances`, {
    place: "36.73",
  });
  await fetch(`${service.url}/api/v1/me`, { headers: { authorization: "Bearer none" } });
  const after = await until(metrics, (each) => (valueOf(each, "kawal_sign_ins_refused_total") ?? 0) > 0);
  const more = (name: string, labels: Record<string, string>) =>
    (valueOf(after, name, labels) ?? 0) - (valueOf(before, name, labels) ?? 0);
  const command = "person.RegisterPerson";
  expect(more("kawal_commands_total", { command, outcome: "done" })).toBe(1);
  expect(more("kawal_commands_total", { command, outcome: "repeated" })).toBe(1);
  expect(more("kawal_command_duration_seconds_count", { command })).toBe(2);
  expect(refused.status).toBe(409);
  expect(more("kawal_commands_rejected_total", { rule: refused.body.rule.id })).toBeGreaterThan(0);
  expect(more("kawal_http_requests_total", { method: "POST", route: "/api/v1/persons", status: "201" })).toBe(2);
  expect(more("kawal_events_appended_total", { log: "events" })).toBeGreaterThanOrEqual(1);
  expect(more("kawal_append_duration_seconds_count", { log: "events" })).toBeGreaterThanOrEqual(1);
  expect(more("kawal_append_group_size_count", {})).toBeGreaterThanOrEqual(1);
  expect(more("kawal_keys_total", { what: "made" })).toBeGreaterThanOrEqual(1);
});

test("views, process managers, threads and sizes are told", async () => {
  await viewsCaughtUp(service);
  const samples = await metrics();
  const head = valueOf(samples, "kawal_log_head", { log: "events" })!;
  expect(valueOf(samples, "kawal_view_checkpoint", { view: "need-to-know", state: "served" })).toBe(head);
  expect(valueOf(samples, "kawal_view_events_behind", { view: "need-to-know" })).toBe(0);
  expect(valueOf(samples, "kawal_view_stalled", { view: "need-to-know" })).toBe(0);
  expect(valueOf(samples, "kawal_sample_store")).toBe(0);
  const names = (name: string, label: string) =>
    samples.filter((each) => each.name === name).map(({ labels, value }) => [labels[label], value > 0]);
  expect(names("kawal_thread_heap_bytes", "thread").toSorted()).toEqual([
    ["views", true],
    ["writer of events.db", true],
    ["writer of keys.db", true],
    ["writer of reads.db", true],
  ]);
  expect(names("kawal_store_bytes", "part")).toEqual(
    ["events.db", "reads.db", "keys.db", "views.db"].map((part) => [part, true]),
  );
  expect(names("kawal_part_answers", "part").every(([, answers]) => answers)).toBe(true);
  expect(valueOf(samples, "kawal_process_managers_checkpoint")).toBeLessThanOrEqual(head);
});
