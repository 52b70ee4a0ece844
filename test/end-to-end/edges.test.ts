import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { temporaryFolder } from "../temporary.js";
import { Officer, startService, type RunningService } from "./service.js";

const { folder, remove } = temporaryFolder();
let service: RunningService;

beforeAll(async () => {
  service = await startService(folder, { KAWAL_RATE_LIMIT: "5", KAWAL_TRUSTED_PROXY: "loopback" });
});
afterAll(remove);

/** As a proxy passes on what came from an address. */
const from = (address: string, path: string, headers: Record<string, string> = {}) =>
  fetch(`${service.url}${path}`, { headers: { "x-forwarded-for": address, ...headers } }).then(({ status }) => status);
const times = async (count: number, ask: () => Promise<number>) => {
  const statuses: number[] = [];
  for (let i = 0; i < count; i++) statuses.push(await ask());
  return statuses;
};

test("the service keeps to the limit that it was given, by officer and by address, and stays well for its machine", async () => {
  const officer = new Officer(service, undefined, "ADMINISTRATOR");
  const authorization = `Bearer ${await officer.token()}`;
  // The first time it isn't known whose the token is: the guard says so.
  expect(await times(7, () => from("203.0.113.1", "/api/v1/me", { authorization }))).toEqual([
    ...Array<number>(6).fill(200),
    429,
  ]);
  expect(await from("203.0.113.2", "/api/v1/me", { authorization })).toBe(429);
  expect(await times(6, () => from("203.0.113.3", "/api/v1/me"))).toEqual([...Array<number>(5).fill(401), 429]);
  expect(await from("203.0.113.3", "/health/ready")).toBe(429);
  expect(await times(12, () => from("127.0.0.1", "/health/live"))).toEqual(Array(12).fill(200));
});

test("an answer of the service is kept nowhere, and read by no other site", async () => {
  const response = await fetch(`${service.url}/health/live`, { headers: { origin: "https://evil.invalid" } });
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
  expect(response.headers.get("strict-transport-security")).toBeNull();
  expect([...response.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
});
