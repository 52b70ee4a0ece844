import { Module } from "@nestjs/common";
import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import { randomUUID } from "node:crypto";
import { cpSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { openEmbeddedIssuer, type EmbeddedIssuer } from "../../../src/access/embedded-issuer/embedded-issuer.js";
import { EMBEDDED_ISSUER, signInControllers } from "../../../src/access/embedded-issuer/sign-in.controller.js";
import { isPassword } from "../../../src/access/embedded-issuer/passwords.js";
import { unrecorded } from "../../http/unrecorded.js";
import { createApplication } from "../../../src/http/application.js";
import { settableClock, temporaryFolder } from "../../temporary.js";
import { until } from "../../waiting.js";

const PASSWORD = "kuda lumping di alun-alun";
const OTHER = "wayang kulit semalam suntuk";

@Module({})
class SignInModule {}

let app: NestFastifyApplication;
let issuer: EmbeddedIssuer;
let remove: () => void;
let compare: typeof isPassword;
const officer = randomUUID();

/** A store with one user, as each test begins with. */
const begun = temporaryFolder();
const clock = settableClock("2026-03-02T08:00:00.000Z");
beforeAll(async () => {
  const first = await openEmbeddedIssuer(begun.folder, clock);
  await first.users.add({ login: "siti", officer, administrator: false }, PASSWORD);
  first.close();
});
afterAll(() => begun.remove());
beforeEach(async () => {
  const { folder, remove: removing } = temporaryFolder();
  remove = removing;
  compare = isPassword;
  cpSync(begun.folder, folder, { recursive: true });
  issuer = await openEmbeddedIssuer(folder, clock, (...given) => compare(...given));
  app = await createApplication(
    {
      module: SignInModule,
      controllers: signInControllers,
      providers: [{ provide: EMBEDDED_ISSUER, useValue: issuer }, unrecorded()],
    },
    "sign-in",
    false,
  );
});
afterEach(async () => {
  await app.close();
  issuer.close();
  remove();
});

const post = (path: string, payload: object) => app.inject({ method: "POST", url: `/api/v1/${path}`, payload });
const signIn = (login: string, password: string) => post("sign-in", { login, password });

test("who signs in gets tokens, refreshes them, and signs out; nothing of it may be kept on the way", async () => {
  const first = await signIn("siti", PASSWORD);
  expect(first.statusCode).toBe(200);
  expect(first.json()).toEqual({
    accessToken: expect.any(String),
    expiresIn: 600,
    refreshToken: expect.stringMatching(/^[\w-]{43}$/),
    device: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(await issuer.identify(first.json().accessToken)).toEqual({ officer, administrator: false });
  const { refreshToken } = first.json();
  const second = await post("sign-in/refresh", { refreshToken });
  expect(second.statusCode).toBe(200);
  const out = await post("sign-out", { refreshToken: second.json().refreshToken });
  expect([out.statusCode, out.body]).toEqual([204, ""]);
  const after = await post("sign-in/refresh", { refreshToken: second.json().refreshToken });
  expect(after.statusCode).toBe(401);
  expect(after.json()).toMatchObject({ type: "urn:kawal:problem:session-ended", status: 401 });
  for (const answer of [first, second, out, after]) expect(answer.headers["cache-control"]).toBe("no-store");
});

test("wrong passwords from one address lock nobody out at another one, nor on a device that is known", async () => {
  const from = (remoteAddress: string, password: string, device?: string) =>
    app.inject({ method: "POST", url: "/api/v1/sign-in", payload: { login: "siti", password, device }, remoteAddress });
  const { device } = (await from("203.0.113.7", PASSWORD)).json() as { device: string };
  for (let i = 0; i < 5; i++) expect((await from("203.0.113.7", OTHER)).statusCode).toBe(401);
  expect((await from("203.0.113.7", PASSWORD)).statusCode).toBe(401);
  expect((await from("203.0.113.8", PASSWORD)).statusCode).toBe(200);
  expect((await from("203.0.113.7", PASSWORD, device)).statusCode).toBe(200);
});

test("an unknown login, a wrong password and a locked login are answered alike, to the byte", async () => {
  const unknown = await signIn("budi", PASSWORD);
  const wrong = await signIn("siti", OTHER);
  for (let i = 0; i < 4; i++) await signIn("siti", OTHER);
  const locked = await signIn("siti", PASSWORD);
  const seen = [unknown, wrong, locked].map(({ statusCode, headers: { date: _, ...headers }, body }) => ({
    statusCode,
    headers,
    body,
  }));
  expect(seen[0]).toMatchObject({ statusCode: 401, headers: { "cache-control": "no-store" } });
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
});

test("each of them compares one password, and writes once", async () => {
  const judging = jest.spyOn(issuer.users, "judge");
  await signIn("budi", PASSWORD);
  for (let i = 0; i < 5; i++) await signIn("siti", OTHER);
  await signIn("siti", PASSWORD);
  expect(judging.mock.calls.map(([{ login }, isRight]) => [login, isRight])).toEqual([
    ["", false],
    ...Array.from({ length: 5 }, () => ["siti", false]),
    ["siti", true],
  ]);
});

describe("a password", () => {
  test("is changed by who knows it", async () => {
    const change = { login: "siti", password: PASSWORD, newPassword: OTHER };
    expect((await post("sign-in/password", change)).statusCode).toBe(204);
    expect((await signIn("siti", PASSWORD)).statusCode).toBe(401);
    expect((await signIn("siti", OTHER)).statusCode).toBe(200);
    expect((await post("sign-in/password", change)).statusCode).toBe(401);
  });

  test.each([
    "elevenchars",
    "x".repeat(129),
    // Each counts for one in the check of the field, and for two letters in that of the password.
    "\u2764\ufe0f".repeat(128),
    7,
    null,
    undefined,
  ])("can't become %p", async (newPassword) => {
    const answer = await post("sign-in/password", { login: "siti", password: PASSWORD, newPassword });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors[0]).toMatchObject({ field: "newPassword" });
    expect((await signIn("siti", PASSWORD)).statusCode).toBe(200);
  });

  test("is in no problem and no log line, whatever is wrong with the request", async () => {
    const written: string[] = [];
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, "write").mockImplementation((piece) => written.push(String(piece)) > 0),
    );
    const failing = jest.spyOn(issuer.users, "judge").mockImplementation(() => {
      throw new Error(`the disk is full of ${PASSWORD}`);
    });
    try {
      const bodies = [
        await signIn("siti", PASSWORD),
        await post("sign-in", { login: PASSWORD.repeat(4), password: PASSWORD }),
        await post("sign-in", { login: "siti", password: PASSWORD.repeat(9) }),
        await post("sign-in", { login: "siti", password: PASSWORD, passwort: PASSWORD }),
        await post("sign-in", { login: { $ne: PASSWORD }, password: [PASSWORD] }),
        await post("sign-in/refresh", { refreshToken: PASSWORD.repeat(9) }),
      ];
      expect(bodies.map(({ statusCode }) => statusCode)).toEqual([500, 400, 400, 400, 400, 400]);
      for (const { body } of bodies) expect(body).not.toContain("lumping");
      expect(written.join("")).not.toContain("lumping");
    } finally {
      failing.mockRestore();
      for (const spy of spies) spy.mockRestore();
    }
  });
});

test("more than can be compared in time are turned away at once", async () => {
  const compared = Promise.withResolvers<boolean>();
  compare = () => compared.promise;
  let answered = 0;
  // From as many addresses, of which each may try a few times.
  const asking = Array.from({ length: 50 }, async (_, i) => {
    const request = { method: "POST", url: "/api/v1/sign-in", remoteAddress: `203.0.113.${i}` } as const;
    const answer = await app.inject({ ...request, payload: { login: "budi", password: PASSWORD } });
    answered++;
    return answer;
  });
  await until(() => answered === 10);
  compared.resolve(false);
  const answers = await Promise.all(asking);
  const busy = answers.filter(({ statusCode }) => statusCode === 429);
  expect(busy).toHaveLength(10);
  expect(busy[0]!.headers).toMatchObject({ "retry-after": "2", "cache-control": "no-store" });
});

test("the interface's description has the routes, which need no caller", async () => {
  const { paths } = (await app.inject({ url: "/openapi.json" })).json();
  for (const path of ["sign-in", "sign-in/refresh", "sign-in/password", "sign-out"])
    expect(paths[`/api/v1/${path}`].post).toMatchObject({ security: [], requestBody: expect.anything() });
});
