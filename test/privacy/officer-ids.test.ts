import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { isUUID } from "class-validator";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openKeyStore } from "../../src/engines/sqlite/key-store.js";
import { officerIds } from "../../src/privacy/officer-ids.js";
import type { KeyStore } from "../../src/privacy/key-store.js";
import { temporaryFolder } from "../temporary.js";

const ISSUER = "https://issuer.example";

let folder: string;
let remove: () => void;
let keys: KeyStore;
const masterKey = randomBytes(32);

beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  keys = await openKeyStore({ file: join(folder, "keys.db"), masterKey });
});
afterEach(async () => {
  await keys.close();
  remove();
});

test("an officer's id is a UUID of version 8, the same at every start, and another's for whoever else", async () => {
  const idOf = officerIds(keys);
  const id = await idOf(ISSUER, "siti");
  expect(isUUID(id, 8)).toBe(true);
  await keys.close();
  keys = await openKeyStore({ file: join(folder, "keys.db"), masterKey });
  expect(await officerIds(keys)(ISSUER, "siti")).toBe(id);
  const others = [await idOf(ISSUER, "Siti"), await idOf(`${ISSUER}/`, "siti"), await idOf(`${ISSUER}"s`, "iti")];
  expect(new Set([id, ...others]).size).toBe(4);
});

test("another store calls the same person otherwise: who knows a sub can't tell whose an id is", async () => {
  const elsewhere = temporaryFolder();
  const other = await openKeyStore({ file: join(elsewhere.folder, "keys.db"), masterKey });
  try {
    expect(await officerIds(other)(ISSUER, "siti")).not.toBe(await officerIds(keys)(ISSUER, "siti"));
  } finally {
    await other.close();
    elsewhere.remove();
  }
});
