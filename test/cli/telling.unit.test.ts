import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { mkdirSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { telling } from "../../src/cli/telling.js";
import { writeErasures } from "../../src/moving/erasures-file.js";
import { writeKeys } from "../../src/moving/keys-file.js";
import { newParameters } from "../../src/moving/passphrase.js";
import { temporaryFolder } from "../temporary.js";

const QUICK = newParameters({ N: 2 ** 10, r: 8, p: 1 });
const ONE_EVENT = {
  readAll: async (after: unknown) => (after === null ? [{ type: "Any", bytes: Buffer.from("{}") }] : []),
};
let folder: string;
let remove: () => void;
let told: jest.SpiedFunction<typeof console.error>;

beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  told = jest.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  told.mockRestore();
  process.exitCode = undefined;
  remove();
});

async function* noKeys() {}

test.each<[string, (file: string) => Promise<unknown>]>([
  ["a backup of keys", (file) => writeKeys(file, noKeys(), "correct horse battery staple", undefined, QUICK)],
  [
    "a list of erasures",
    (file) => writeErasures(file, ONE_EVENT as never, undefined as never, "2026-01-01T00:00:00.000Z"),
  ],
])("%s into a file that is there is refused with a sentence", async (_what, write) => {
  const file = join(folder, "there");
  writeFileSync(file, "of last week");
  await telling(async () => void (await write(file)));
  expect(told.mock.calls).toEqual([[`${file} is there already: name a new one`]]);
  expect(process.exitCode).toBe(1);
});

test("a file that is not there, and a folder in its place, are told, too", async () => {
  await telling(async () => void (await open(join(folder, "none", "file"), "wx")));
  mkdirSync(join(folder, "some"));
  await telling(async () => void (await open(join(folder, "some"), "w")));
  expect(told.mock.calls.flat()).toEqual([
    `${join(folder, "none", "file")} is not there`,
    `${join(folder, "some")} is a folder: name a file`,
  ]);
});

test("a fault of the program is none of these", async () => {
  await expect(telling(() => Promise.reject(new TypeError("a fault")))).rejects.toThrow("a fault");
});
