import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { openEmbeddedIssuer } from "../../../src/access/embedded-issuer/embedded-issuer.js";
import { createSampleUsers, samplePasswords } from "../../../src/access/embedded-issuer/sample-users.js";
import { systemClock } from "../../../src/event-sourcing/clock.js";
import { temporaryFolder } from "../../temporary.js";

test("a sample's users sign in at every start with the password that it prints, and another sample's can't", async () => {
  const { folder: data, remove } = temporaryFolder();
  const other = temporaryFolder();
  const settings = { profile: "embedded", data, masterKeyFile: null } as const;
  const people = ["caseworker", "auditor"].map((login) => ({ login, officer: randomUUID(), administrator: false }));
  try {
    const passwordsOf = samplePasswords(settings);
    for (let start = 0; start < 2; start++) {
      const samplePassword = samplePasswords(settings);
      const issuer = await openEmbeddedIssuer(data, systemClock);
      await createSampleUsers(issuer.users, people, samplePassword);
      for (const { login, officer } of people) {
        const { accessToken } = await issuer.signIn(login, samplePassword(login), { address: "203.0.113.7" });
        expect(await issuer.identify(accessToken)).toEqual({ officer, administrator: false });
      }
      issuer.close();
    }
    const passwords = [
      ...people.map(({ login }) => passwordsOf(login)),
      samplePasswords({ ...settings, data: other.folder })("auditor"),
    ];
    expect(new Set(passwords).size).toBe(3);
    for (const password of passwords) expect(password).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
  } finally {
    remove();
    other.remove();
  }
});
