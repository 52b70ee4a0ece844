import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyRecord } from "../../src/privacy/key-store.js";
import { readKeys, writeKeys } from "../../src/moving/keys-file.js";
import { newParameters, PassphraseRefused, readPassphrase } from "../../src/moving/passphrase.js";
import { temporaryFolder } from "../temporary.js";

const PASSPHRASE = "kuda lumping di alun-alun";
/** A passphrase that costs nothing to guess: how much a guess costs is not what these tests are about. */
const CHEAP = newParameters({ N: 2 ** 4, r: 8, p: 1 });
let folder: string;
let remove: () => void;
let file: string;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  file = join(folder, "keys.jsonl");
});
afterEach(() => remove());

function key(i: number): KeyRecord {
  const destroyed = i % 7 === 0;
  return {
    id: randomUUID(),
    purpose: "fields",
    person: randomUUID(),
    class: "identity",
    label: null,
    names: [],
    bytes: destroyed ? null : randomBytes(32),
    destroyedAt: destroyed ? "2025-06-01T00:00:00.000Z" : null,
  };
}

const keys = Array.from({ length: 2_500 }, (_, i) => key(i));
async function* all(these = keys) {
  yield* these;
}
async function read(passphrase = PASSPHRASE): Promise<KeyRecord[]> {
  const groups = [];
  for await (const group of readKeys(file, passphrase)) groups.push(group);
  return groups.flat();
}

test.each([0, 1_000, 2_500])("%d keys come back as they are, and none of them lies open", async (count) => {
  const some = keys.slice(0, count);
  expect(await writeKeys(file, all(some), PASSPHRASE, undefined, CHEAP)).toBe(count);
  expect(await read()).toEqual(some);
  const text = readFileSync(file, "utf8");
  for (const { id, bytes } of some.slice(0, 20)) {
    expect(text).not.toContain(id);
    if (bytes) expect(text).not.toContain(Buffer.from(bytes).toString("base64url"));
  }
});

test("a passphrase is as costly to guess as it was when the format was made", () => {
  expect(newParameters()).toMatchObject({ kdf: "scrypt", N: 131_072, r: 8, p: 1 });
});

describe("is told in a sentence:", () => {
  let whole: Buffer;
  beforeAll(async () => {
    const once = temporaryFolder();
    const written = join(once.folder, "keys.jsonl");
    await writeKeys(written, all(), PASSPHRASE, undefined, CHEAP);
    whole = readFileSync(written);
    once.remove();
  });
  const lines = () => readFileSync(file, "utf8").split("\n").slice(0, -1);
  const rewrite = (changed: readonly string[]) => writeFileSync(file, `${changed.join("\n")}\n`);
  const flipped = (line: string, at: number) => {
    const bytes = Buffer.from(line.slice(5), "base64");
    bytes[at]! ^= 1;
    return `${line.slice(0, 5)}${bytes.toString("base64")}`;
  };

  test.each<[string, () => void, RegExp]>([
    ["the last group cut off", () => rewrite(lines().slice(0, -1)), /cut off/],
    ["nothing there", () => writeFileSync(file, ""), /cut off/],
    [
      "the last group left out, and another called the last",
      () => rewrite(lastOf(lines().slice(0, -1))),
      /damaged, or cut off/,
    ],
    ["two groups exchanged", () => rewrite([0, 2, 1, 3].map((i) => lines()[i]!)), /do not open/],
    ["a group of nothing", () => rewrite([lines()[0]!, "last "]), /do not open/],
    ["a changed byte", () => rewrite(lines().map((line, i) => (i === 2 ? flipped(line, 99) : line))), /damaged/],
    ["a changed header", () => rewrite([lines()[0]!.replace('"p":1', '"p":2'), ...lines().slice(1)]), /do not open/],
    ["too costly a header", () => rewrite([lines()[0]!.replace('"N":16', '"N":1073741824')]), /does not know/],
    ["a senseless header", () => rewrite([lines()[0]!.replace('"N":16', '"N":3')]), /damaged/],
    ["a newer format", () => rewrite([lines()[0]!.replace('"format":1', '"format":2')]), /format 2/],
    ["another file", () => rewrite(["null"]), /no file of keys/],
  ])("%s", async (_, spoil, sentence) => {
    writeFileSync(file, whole);
    spoil();
    const reading = read();
    await expect(reading).rejects.toThrow(PassphraseRefused);
    await expect(reading).rejects.toThrow(sentence);
  });

  test("another passphrase", async () => {
    writeFileSync(file, whole);
    await expect(read("kuda lumping di pasar malam")).rejects.toThrow(PassphraseRefused);
  });

  test("a file that is missing", () => expect(read()).rejects.toThrow(/ENOENT/));

  test("a short passphrase, or none", () => {
    writeFileSync(join(folder, "passphrase"), "fifteen letters\nand a long second line");
    expect(() => readPassphrase(join(folder, "passphrase"))).toThrow(/less than 16 characters/);
    expect(() => readPassphrase(join(folder, "nowhere"))).toThrow(/can't be read: ENOENT/);
    writeFileSync(join(folder, "passphrase"), "sixteen letters!\r\n");
    expect(readPassphrase(join(folder, "passphrase"))).toBe("sixteen letters!");
  });
});

function lastOf(lines: readonly string[]): string[] {
  return [...lines.slice(0, -1), lines.at(-1)!.replace("more", "last")];
}
