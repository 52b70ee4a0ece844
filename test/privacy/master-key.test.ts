import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { MasterKeyRefused, readMasterKey, sampleMasterKey } from "../../src/privacy/master-key.js";

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kawal-master-"));
  data = join(folder, "data");
  mkdirSync(data);
});
afterEach(() => rmSync(folder, { recursive: true }));

const key = randomBytes(32);

function keyFile(content: string | Buffer, mode = 0o600, path = join(folder, "master.key")): string {
  writeFileSync(path, content, { mode });
  chmodSync(path, mode);
  return path;
}

describe("the master key of a real store", () => {
  test.each([
    ["raw", key],
    ["hex", key.toString("hex")],
    ["hex, with a newline", `${key.toString("hex").toUpperCase()}\n`],
    ["base64, with a newline", `${key.toString("base64")}\r\n`],
    ["base64url", key.toString("base64url")],
  ])("is read %s", (_, content) => {
    expect(Buffer.from(readMasterKey(keyFile(content), data)).equals(key)).toBe(true);
  });

  test.each([
    ["empty", ""],
    ["31 bytes", randomBytes(31)],
    ["33 bytes", randomBytes(33)],
    ["16 bytes in hex", randomBytes(16).toString("hex")],
    ["31 bytes in base64", randomBytes(31).toString("base64").replace(/=+$/, "")],
  ])("is refused when it is %s", (_, content) => {
    expect(() => readMasterKey(keyFile(content), data)).toThrow(/does not hold a key of 32 bytes/);
  });

  test("is refused when group or others can read it", () => {
    for (const mode of [0o640, 0o604, 0o644, 0o620])
      expect(() => readMasterKey(keyFile(key, mode), data)).toThrow(/chmod 600/);
    expect(() => readMasterKey(keyFile(key, 0o400), data)).not.toThrow();
  });

  test("is refused inside the data folder, also by another path to it", () => {
    const inside = keyFile(key, 0o600, join(data, "master.key"));
    expect(() => readMasterKey(inside, data)).toThrow(/inside the data folder/);
    symlinkSync(data, join(folder, "other"));
    expect(() => readMasterKey(join(folder, "other", "master.key"), data)).toThrow(/inside the data folder/);
    expect(() => readMasterKey(inside, join(folder, "other"))).toThrow(/inside the data folder/);
    symlinkSync(inside, join(folder, "link.key"));
    expect(() => readMasterKey(join(folder, "link.key"), data)).toThrow(/inside the data folder/);
    expect(() => readMasterKey(keyFile(key), folder)).toThrow(/inside the data folder/);
  });

  test("may lie beside a data folder whose name begins alike, or that does not exist yet", () => {
    mkdirSync(join(folder, "data-keys"));
    expect(() => readMasterKey(keyFile(key, 0o600, join(folder, "data-keys", "k")), data)).not.toThrow();
    expect(() => readMasterKey(keyFile(key), join(folder, "later", "data"))).not.toThrow();
  });

  test("is refused when it is missing, or is a folder", () => {
    expect(() => readMasterKey(join(folder, "none"), data)).toThrow(/does not exist/);
    expect(() => readMasterKey(data, data)).toThrow(/not a regular file/);
  });
});

describe("the master key of a sample", () => {
  test("is made at the first start, for its owner alone, and stays", () => {
    const first = sampleMasterKey(data);
    expect(first.length).toBe(32);
    expect(Buffer.from(sampleMasterKey(data))).toEqual(Buffer.from(first));
    if (process.platform !== "win32") expect(statSync(join(data, "sample-master.key")).mode & 0o077).toBe(0);
    expect(readFileSync(join(data, "sample-master.key"), "utf8")).toMatch(/^\S{44}\n$/);
  });

  test("is refused when it is damaged, and not made anew over its data", () => {
    sampleMasterKey(data);
    writeFileSync(join(data, "sample-master.key"), "");
    expect(() => sampleMasterKey(data)).toThrow(MasterKeyRefused);
  });
});
