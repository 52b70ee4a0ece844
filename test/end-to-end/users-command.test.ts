import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openEmbeddedIssuer, type EmbeddedIssuer } from "../../src/access/embedded-issuer/embedded-issuer.js";
import { systemClock } from "../../src/event-sourcing/clock.js";
import { kawal, type Ended } from "./run.js";
import { temporaryFolder } from "../temporary.js";

const PASSWORD = "kuda lumping di alun-alun";
const OTHER = "wayang kulit semalam suntuk";

let folder: string;
let remove: () => void;
let issuer: EmbeddedIssuer;
let passwordFile: string;

beforeAll(async () => {
  ({ folder, remove } = temporaryFolder());
  writeFileSync(join(folder, "events.db"), "");
  passwordFile = join(folder, "password");
  writeFileSync(passwordFile, `${PASSWORD}\nnot this line\n`);
  // As the running service has them.
  issuer = await openEmbeddedIssuer(folder, systemClock);
});
afterAll(() => {
  issuer.close();
  remove();
});

const users = (...args: string[]): Promise<Ended> => kawal(["users", ...args, "--data", folder]).ended;

test("users are made, listed, unlocked, given a password and removed, beside the service", async () => {
  const officer = randomUUID();
  const added = await users("add", "Siti", "--officer", officer, "--administrator", "--password-file", passwordFile);
  expect(added).toEqual({ code: 0, output: `siti is the officer ${officer}\n` });
  const { accessToken } = await issuer.signIn("siti", PASSWORD, { address: "203.0.113.7" });
  expect(await issuer.identify(accessToken)).toEqual({ officer, administrator: true });

  for (let i = 0; i < 5; i++) await expect(issuer.signIn("siti", OTHER, { address: "203.0.113.7" })).rejects.toThrow();
  expect((await users("list")).output).toMatch(
    new RegExp(`^siti: officer ${officer}, administrator, locked until \\S+Z\n$`),
  );
  await users("unlock", "siti");
  expect((await users("list")).output).toBe(`siti: officer ${officer}, administrator\n`);

  writeFileSync(passwordFile, OTHER);
  expect(await users("reset-password", "siti", "--password-file", passwordFile)).toEqual({ code: 0, output: "" });
  await expect(issuer.identify(accessToken)).rejects.toThrow();
  await expect(issuer.signIn("siti", OTHER, { address: "203.0.113.7" })).resolves.toBeDefined();

  expect(await users("remove", "siti")).toEqual({ code: 0, output: "" });
  expect((await users("list")).output).toBe("");
  await expect(issuer.signIn("siti", OTHER, { address: "203.0.113.7" })).rejects.toThrow();
});

test("what can't be done is told in a sentence", async () => {
  const refused = async (args: string[], sentence: RegExp) => {
    const { code, output } = await users(...args);
    expect(code).toBe(1);
    expect(output).toMatch(sentence);
    expect(output.trim().split("\n")).toHaveLength(1);
  };
  await refused(["remove", "budi"], /^There is no user budi\.$/m);
  await refused(["add", "budi", "--officer", "budi", "--password-file", passwordFile], /--officer must be a UUID/);
  await refused(["add", "budi"], /--password-file/);
  await refused(["add", "budi", "--password-file", join(folder, "none")], /can't be read: ENOENT/);
  writeFileSync(join(folder, "short"), "short\n");
  await refused(["add", "budi", "--password-file", join(folder, "short")], /12 to 128 characters/);
  const { code, output } = await kawal(["users", "list", "--data", join(folder, "no")]).ended;
  expect([code, output]).toEqual([1, expect.stringMatching(/there is no store in .*: start it first/)]);
});
