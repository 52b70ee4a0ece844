import { argon2Sync, randomBytes, randomUUID } from "node:crypto";
import { cpSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { TokenRefused } from "../../../src/access/identity.js";
import {
  openEmbeddedIssuer,
  SignInRefused,
  USERS_FILE,
  type EmbeddedIssuer,
} from "../../../src/access/embedded-issuer/embedded-issuer.js";
import { UserRefused } from "../../../src/access/embedded-issuer/user-refused.js";
import { settableClock, temporaryFolder } from "../../temporary.js";
import { startTestIssuer } from "../test-issuer.js";

const PASSWORD = "kuda lumping di alun-alun";
const OTHER = "wayang kulit semalam suntuk";
const START = "2026-03-02T08:00:00.000Z";
const HERE = { address: "203.0.113.7" };
const ELSEWHERE = { address: "203.0.113.8" };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let folder: string;
let remove: () => void;
let clock: ReturnType<typeof settableClock>;
let issuer: EmbeddedIssuer;
const siti = { login: "siti", officer: randomUUID(), administrator: false };
const root = { login: "root", officer: randomUUID(), administrator: true };

/** A store with both users, as each test begins with. */
const begun = temporaryFolder();
beforeAll(async () => {
  const first = await openEmbeddedIssuer(begun.folder, settableClock(START));
  await first.users.add(siti, PASSWORD);
  await first.users.add(root, OTHER);
  first.close();
});
afterAll(() => begun.remove());
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  cpSync(begun.folder, folder, { recursive: true });
  clock = settableClock(START);
  issuer = await openEmbeddedIssuer(folder, clock);
});
afterEach(() => {
  issuer.close();
  remove();
});

function later(ms: number): void {
  clock.set(new Date(Date.parse(clock.now()) + ms).toISOString());
}

async function restart(): Promise<void> {
  issuer.close();
  issuer = await openEmbeddedIssuer(folder, clock);
}

async function tryWrong(login: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++)
    await expect(issuer.signIn(login, `${PASSWORD} ${i}`, HERE)).rejects.toThrow(SignInRefused);
}

describe("an access token", () => {
  test("names the officer, and whether they are an administrator", async () => {
    const { accessToken, expiresIn } = await issuer.signIn("Siti", PASSWORD, HERE);
    expect(expiresIn).toBe(600);
    expect(await issuer.identify(accessToken)).toEqual({ officer: siti.officer, administrator: false });
    const of = await issuer.signIn("root", OTHER, HERE);
    expect(await issuer.identify(of.accessToken)).toEqual({ officer: root.officer, administrator: true });
  });

  test("holds no login, and the officer's id alone of who they are", async () => {
    const { accessToken } = await issuer.signIn("siti", PASSWORD, HERE);
    const [header, claims] = accessToken
      .split(".", 2)
      .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()) as object);
    expect(header).toEqual({ alg: "Ed25519", typ: "at+jwt" });
    expect(Object.keys(claims!).toSorted()).toEqual(["aud", "exp", "iat", "iss", "sid", "sub"]);
    expect(claims).toMatchObject({ sub: siti.officer });
  });

  test("is over after ten minutes", async () => {
    const { accessToken } = await issuer.signIn("siti", PASSWORD, HERE);
    later(10 * MINUTE);
    await expect(issuer.identify(accessToken)).resolves.toBeDefined();
    later(MINUTE);
    await expect(issuer.identify(accessToken)).rejects.toThrow(TokenRefused);
  });

  test.each<[string, (refreshToken: string) => unknown]>([
    ["signed out", (refreshToken) => issuer.signOut(refreshToken)],
    ["was removed", () => issuer.users.remove("siti")],
    ["got a new password", () => issuer.users.resetPassword("siti", OTHER)],
  ])("is over at once when the user %s", async (_, happens) => {
    const { accessToken, refreshToken } = await issuer.signIn("siti", PASSWORD, HERE);
    await happens(refreshToken);
    await expect(issuer.identify(accessToken)).rejects.toThrow(TokenRefused);
    await expect(issuer.refresh(refreshToken)).rejects.toThrow(SignInRefused);
  });

  test("of another issuer is refused, and so is one of another's making", async () => {
    const other = await startTestIssuer({ alg: "Ed25519" });
    const elsewhere = temporaryFolder();
    const twin = await openEmbeddedIssuer(elsewhere.folder, clock);
    try {
      await twin.users.add(siti, PASSWORD);
      const { accessToken } = await twin.signIn("siti", PASSWORD, HERE);
      await expect(issuer.identify(accessToken)).rejects.toThrow(TokenRefused);
      const claims = { iss: "urn:kawal:embedded-issuer", sub: siti.officer, sid: randomUUID() };
      await expect(issuer.identify(await other.token(claims))).rejects.toThrow(TokenRefused);
    } finally {
      twin.close();
      elsewhere.remove();
      await other.close();
    }
  });
});

describe("a refresh token", () => {
  test("is good once, and gives the next one", async () => {
    const first = await issuer.signIn("siti", PASSWORD, HERE);
    later(11 * MINUTE);
    const second = await issuer.refresh(first.refreshToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(await issuer.identify(second.accessToken)).toEqual({ officer: siti.officer, administrator: false });
    await expect(issuer.refresh(second.refreshToken)).resolves.toBeDefined();
  });

  test("that comes again ends its whole family, and no other session", async () => {
    const other = await issuer.signIn("siti", PASSWORD, HERE);
    const first = await issuer.signIn("siti", PASSWORD, HERE);
    const second = await issuer.refresh(first.refreshToken);
    const third = await issuer.refresh(second.refreshToken);
    await expect(issuer.refresh(first.refreshToken)).rejects.toThrow(SignInRefused);
    await expect(issuer.refresh(third.refreshToken)).rejects.toThrow(SignInRefused);
    await expect(issuer.identify(third.accessToken)).rejects.toThrow(TokenRefused);
    await expect(issuer.refresh(other.refreshToken)).resolves.toBeDefined();
  });

  test("sent twice at once is taken once, and then its family is over", async () => {
    const { refreshToken } = await issuer.signIn("siti", PASSWORD, HERE);
    const both = await Promise.allSettled([issuer.refresh(refreshToken), issuer.refresh(refreshToken)]);
    const taken = both.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    expect(taken).toHaveLength(1);
    await expect(issuer.refresh(taken[0]!.refreshToken)).rejects.toThrow(SignInRefused);
  });

  test("outlives a restart, as an access token does not", async () => {
    const { accessToken, refreshToken } = await issuer.signIn("siti", PASSWORD, HERE);
    await restart();
    await expect(issuer.identify(accessToken)).rejects.toThrow(TokenRefused);
    const next = await issuer.refresh(refreshToken);
    expect(await issuer.identify(next.accessToken)).toMatchObject({ officer: siti.officer });
  });

  test("that was spent before a restart still ends its family", async () => {
    const first = await issuer.signIn("siti", PASSWORD, HERE);
    const second = await issuer.refresh(first.refreshToken);
    await restart();
    await expect(issuer.refresh(first.refreshToken)).rejects.toThrow(SignInRefused);
    await expect(issuer.refresh(second.refreshToken)).rejects.toThrow(SignInRefused);
  });

  test("is over after an hour without use, and after twelve hours with it", async () => {
    const idle = await issuer.signIn("siti", PASSWORD, HERE);
    let { refreshToken } = await issuer.signIn("siti", PASSWORD, HERE);
    for (let passed = 0; passed < 12 * HOUR - 30 * MINUTE; passed += 30 * MINUTE) {
      later(30 * MINUTE);
      ({ refreshToken } = await issuer.refresh(refreshToken));
    }
    await expect(issuer.refresh(idle.refreshToken)).rejects.toThrow(SignInRefused);
    later(30 * MINUTE);
    await expect(issuer.refresh(refreshToken)).rejects.toThrow(SignInRefused);
  });

  test.each(["", "x", "A".repeat(43)])("that is none is refused: %p", async (token) => {
    await expect(issuer.refresh(token)).rejects.toThrow(SignInRefused);
    expect(() => issuer.signOut(token)).not.toThrow();
  });

  test("that was spent can still sign out", async () => {
    const first = await issuer.signIn("siti", PASSWORD, HERE);
    const second = await issuer.refresh(first.refreshToken);
    issuer.signOut(first.refreshToken);
    await expect(issuer.refresh(second.refreshToken)).rejects.toThrow(SignInRefused);
  });
});

describe("a login", () => {
  test("is locked for five minutes after five wrong passwords, also against the right one", async () => {
    await tryWrong("siti", 5);
    await expect(issuer.signIn("siti", PASSWORD, HERE)).rejects.toThrow(SignInRefused);
    later(5 * MINUTE - 1);
    await expect(issuer.signIn("siti", PASSWORD, HERE)).rejects.toThrow(SignInRefused);
    later(1);
    await expect(issuer.signIn("siti", PASSWORD, HERE)).resolves.toBeDefined();
  });

  test("is locked for no longer however often it comes, and what is tried meanwhile does not count", async () => {
    for (let i = 0; i < 10; i++) {
      await tryWrong("siti", 8);
      later(5 * MINUTE);
    }
    await expect(issuer.signIn("siti", PASSWORD, HERE)).resolves.toBeDefined();
  });

  test("is locked for the address alone from which the wrong passwords came", async () => {
    await tryWrong("siti", 5);
    await expect(issuer.signIn("siti", PASSWORD, HERE)).rejects.toThrow(SignInRefused);
    await expect(issuer.signIn("siti", PASSWORD, ELSEWHERE)).resolves.toBeDefined();
  });

  test("is locked by nobody else on a device on which the user has signed in, and by its own wrong passwords", async () => {
    const { device } = await issuer.signIn("siti", PASSWORD, HERE);
    await tryWrong("siti", 5);
    await expect(issuer.signIn("siti", PASSWORD, HERE)).rejects.toThrow(SignInRefused);
    const again = await issuer.signIn("siti", PASSWORD, { ...HERE, device });
    expect(again.device).toBe(device);
    for (let i = 0; i < 5; i++)
      await expect(issuer.signIn("siti", OTHER, { ...ELSEWHERE, device })).rejects.toThrow(SignInRefused);
    await expect(issuer.signIn("siti", PASSWORD, { ...ELSEWHERE, device })).rejects.toThrow(SignInRefused);
    later(5 * MINUTE);
    await expect(issuer.signIn("siti", PASSWORD, { ...ELSEWHERE, device })).resolves.toBeDefined();
  });

  test("is locked everywhere but on such a device after a hundred wrong passwords from many addresses", async () => {
    const { device } = await issuer.signIn("siti", PASSWORD, HERE);
    const account = issuer.users.accountFor("siti");
    for (let i = 0; i < 100; i++)
      expect(issuer.users.judge(account, false, { address: `198.51.100.${i}` }, clock.now())).toBe(false);
    await expect(issuer.signIn("siti", PASSWORD, HERE)).rejects.toThrow(SignInRefused);
    await expect(issuer.signIn("root", OTHER, HERE)).resolves.toBeDefined();
    await expect(issuer.signIn("siti", PASSWORD, { ...HERE, device })).resolves.toBeDefined();
  });

  test("takes what another user's device was given, and what nobody was given, for no device", async () => {
    const { device } = await issuer.signIn("root", OTHER, HERE);
    await tryWrong("siti", 5);
    for (const given of [device, "x", "203.0.113.8"])
      await expect(issuer.signIn("siti", PASSWORD, { ...HERE, device: given })).rejects.toThrow(SignInRefused);
  });

  test("has twenty devices at most, and forgets one with a new password, and after 90 days", async () => {
    const first = await issuer.signIn("siti", PASSWORD, HERE);
    for (let i = 0; i < 20; i++) {
      later(1);
      await issuer.signIn("siti", PASSWORD, HERE);
    }
    const last = await issuer.signIn("siti", PASSWORD, HERE);
    await tryWrong("siti", 5);
    const { device } = last;
    await expect(issuer.signIn("siti", PASSWORD, { ...HERE, device: first.device })).rejects.toThrow(SignInRefused);
    await expect(issuer.signIn("siti", PASSWORD, { ...HERE, device })).resolves.toMatchObject({ device });
    await issuer.users.resetPassword("siti", PASSWORD);
    await expect(issuer.signIn("siti", PASSWORD, { ...HERE, device })).resolves.not.toMatchObject({ device });
    const kept = await issuer.signIn("siti", PASSWORD, HERE);
    later(91 * 24 * HOUR);
    await issuer.signIn("root", OTHER, HERE);
    const after = await issuer.signIn("siti", PASSWORD, { ...HERE, device: kept.device });
    expect(after.device).not.toBe(kept.device);
  });

  test("begins anew after the right password, and is another's alone", async () => {
    await tryWrong("siti", 4);
    await issuer.signIn("siti", PASSWORD, HERE);
    await tryWrong("siti", 4);
    await expect(issuer.signIn("siti", PASSWORD, HERE)).resolves.toBeDefined();
    await tryWrong("siti", 5);
    await expect(issuer.signIn("root", OTHER, HERE)).resolves.toBeDefined();
  });

  test("stays locked over a restart, and is free once it is unlocked", async () => {
    await tryWrong("siti", 5);
    await restart();
    await expect(issuer.signIn("siti", PASSWORD, HERE)).rejects.toThrow(SignInRefused);
    issuer.users.unlock("siti");
    await expect(issuer.signIn("siti", PASSWORD, HERE)).resolves.toBeDefined();
  });

  test("has no more than five guesses when they come at once", async () => {
    const guesses = Array.from({ length: 5 }, (_, i) => issuer.signIn("siti", `${PASSWORD} ${i}`, HERE));
    const right = issuer.signIn("siti", PASSWORD, HERE);
    for (const each of [...guesses, right]) await expect(each).rejects.toThrow(SignInRefused);
  });

  test("that is unknown costs the same: a hash, a lock, and one write of the same row's form", async () => {
    await tryWrong("siti", 5);
    await tryWrong("budi", 3);
    await tryWrong("", 2);
    const db = new DatabaseSync(join(folder, USERS_FILE), { readOnly: true });
    const counted = db.prepare("SELECT login, failures, locked_until, memory_kib, passes, lanes FROM users").all();
    const places = db.prepare("SELECT login, name, failures, locked_until FROM places").all();
    db.close();
    const cost = { memory_kib: 19_456, passes: 2, lanes: 1 };
    expect(counted.map((row) => ({ ...row }))).toEqual([
      { login: "", failures: 5, locked_until: null, ...cost },
      { login: "root", failures: 0, locked_until: null, ...cost },
      { login: "siti", failures: 5, locked_until: null, ...cost },
    ]);
    const locked = { failures: 5, locked_until: new Date(Date.parse(START) + 5 * MINUTE).toISOString() };
    expect(places.map((row) => ({ ...row }))).toEqual([
      { login: "", name: HERE.address, ...locked },
      { login: "siti", name: HERE.address, ...locked },
    ]);
    expect(issuer.users.list().map(({ login }) => login)).toEqual(["root", "siti"]);
  });

  test("changes its password with the old one, and the old sessions end", async () => {
    const { refreshToken } = await issuer.signIn("siti", PASSWORD, HERE);
    await issuer.changePassword("siti", PASSWORD, OTHER, HERE);
    await expect(issuer.refresh(refreshToken)).rejects.toThrow(SignInRefused);
    await expect(issuer.signIn("siti", PASSWORD, HERE)).rejects.toThrow(SignInRefused);
    await expect(issuer.signIn("siti", OTHER, HERE)).resolves.toBeDefined();
  });

  test("does not change its password with a wrong one, which counts, nor to a short one", async () => {
    for (let i = 0; i < 5; i++)
      await expect(issuer.changePassword("siti", OTHER, `${PASSWORD}!`, HERE)).rejects.toThrow(SignInRefused);
    await expect(issuer.signIn("siti", PASSWORD, HERE)).rejects.toThrow(SignInRefused);
    await expect(issuer.changePassword("siti", PASSWORD, "short", HERE)).rejects.toThrow(UserRefused);
  });
});

describe("a user", () => {
  test.each<[string, object, string]>([
    ["with a login that is there already", { login: "SITI" }, PASSWORD],
    ["who is another's officer", { officer: siti.officer.toUpperCase() }, PASSWORD],
    ["with no login", { login: "" }, PASSWORD],
    ["with a login of several words", { login: "siti aminah" }, PASSWORD],
    ["with a password of eleven letters", {}, "elevenchars"],
    ["with a password without end", {}, "x".repeat(129)],
  ])("%s is refused", async (_, other, password) => {
    const user = { login: "budi", officer: randomUUID(), administrator: false, ...other };
    await expect(issuer.users.add(user, password)).rejects.toThrow(UserRefused);
  });

  test.each(["remove", "unlock"] as const)("who is not there can't be taken: %s", (what) => {
    for (const login of ["budi", ""]) expect(() => issuer.users[what](login)).toThrow(UserRefused);
  });

  test("who comes back under the login of one who was removed has none of their sessions", async () => {
    const { accessToken, refreshToken } = await issuer.signIn("siti", PASSWORD, HERE);
    issuer.users.remove("siti");
    await issuer.users.add({ ...siti, officer: randomUUID() }, PASSWORD);
    await expect(issuer.identify(accessToken)).rejects.toThrow(TokenRefused);
    await expect(issuer.refresh(refreshToken)).rejects.toThrow(SignInRefused);
  });

  test("who is unknown is nobody, even if nobody's password were found", () => {
    expect(issuer.users.judge(issuer.users.accountFor("budi"), true, HERE, START)).toBe(false);
    expect(issuer.users.judge(issuer.users.accountFor(""), true, HERE, START)).toBe(false);
  });

  test("types the same password on another keyboard", async () => {
    await issuer.users.resetPassword("siti", "caf\u00e9 di pojok kota");
    await expect(issuer.signIn("siti", "cafe\u0301 di pojok kota", HERE)).resolves.toBeDefined();
  });
});

test("a hash made at another cost is made anew when the password is right", async () => {
  const salt = randomBytes(16);
  const cheap = { message: PASSWORD, nonce: salt, memory: 64, passes: 1, parallelism: 1, tagLength: 32 };
  const db = new DatabaseSync(join(folder, USERS_FILE));
  const row = () => ({ ...db.prepare("SELECT memory_kib, passes FROM users WHERE login = 'siti'").get() });
  db.prepare("UPDATE users SET hash = ?, salt = ?, memory_kib = 64, passes = 1 WHERE login = 'siti'").run(
    argon2Sync("argon2id", cheap),
    salt,
  );
  await expect(issuer.signIn("siti", OTHER, HERE)).rejects.toThrow(SignInRefused);
  expect(row()).toEqual({ memory_kib: 64, passes: 1 });
  await issuer.signIn("siti", PASSWORD, HERE);
  expect(row()).toEqual({ memory_kib: 19_456, passes: 2 });
  db.close();
  await expect(issuer.signIn("siti", PASSWORD, HERE)).resolves.toBeDefined();
});

test("the files hold no password and no token, and are their owner's alone", async () => {
  const { accessToken, refreshToken } = await issuer.signIn("siti", PASSWORD, HERE);
  await issuer.changePassword("siti", PASSWORD, OTHER, HERE);
  await issuer.signIn("wrong login", PASSWORD, HERE).catch(() => undefined);
  const files = readdirSync(folder);
  expect(files).toContain(USERS_FILE);
  for (const name of files) {
    const bytes = readFileSync(join(folder, name));
    for (const secret of [PASSWORD, OTHER, accessToken, refreshToken, "wrong login"])
      expect(bytes.includes(secret)).toBe(false);
    if (process.platform !== "win32") expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  }
});
