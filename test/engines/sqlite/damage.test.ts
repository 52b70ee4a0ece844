import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { closeSync, existsSync, openSync, statSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { assertDatabasesReadable, removeDamagedViews } from "../../../src/engines/sqlite/damage.js";
import { StoreDamaged } from "../../../src/engines/store-faults.js";
import { temporaryFolder } from "../../temporary.js";

let folder: string;
let remove: () => void;
const NAMES = ["events.db", "reads.db", "keys.db", "users.db", "views.db"];
const PAGE = 4096;

beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  for (const name of NAMES) {
    const db = new DatabaseSync(join(folder, name));
    db.exec("CREATE TABLE events (number INTEGER PRIMARY KEY, bytes BLOB)");
    for (let i = 0; i < 50; i++) db.prepare("INSERT INTO events VALUES (?, ?)").run(i, Buffer.alloc(2_000));
    db.close();
  }
});
afterEach(() => remove());

/** Zeros in place of what was there. */
function overwrite(file: string, at: number, length: number): void {
  const handle = openSync(file, "r+");
  writeSync(handle, Buffer.alloc(length), 0, length, at);
  closeSync(handle);
}
const refusal = () => {
  try {
    assertDatabasesReadable(folder);
    return undefined;
  } catch (error) {
    return error as Error;
  }
};

describe("a database of the store", () => {
  test("that is whole is taken, and one that isn't there", () => {
    expect(refusal()).toBeUndefined();
  });

  describe.each(NAMES)("%s", (name) => {
    test.each<[string, (file: string) => void, RegExp]>([
      ["whose header is overwritten", (file) => overwrite(file, 0, 100), /is no database any more/],
      ["that is another file", (file) => writeFileSync(file, "Salam.".repeat(1000)), /is no database any more/],
      ["whose table of contents is overwritten", (file) => overwrite(file, 100, PAGE - 100), /is damaged/],
      ["that is cut off", (file) => truncateSync(file, statSync(file).size - 3 * PAGE), /is cut off|is damaged/],
      ["that was halved", (file) => truncateSync(file, PAGE * 7), /is cut off|is damaged/],
    ])("%s is refused by a sentence that names it and the way back", (_, harm, fault) => {
      const file = join(folder, name);
      harm(file);
      const error = refusal();
      expect(error).toBeInstanceOf(StoreDamaged);
      expect(error!.message).toMatch(fault);
      expect(error!.message.startsWith(file)).toBe(true);
      expect(error!.message).toMatch(/restore|built anew|Bring the copy/);
    });
  });

  test("with the end of a log overwritten is refused", () => {
    const file = join(folder, "events.db");
    overwrite(file, statSync(file).size - PAGE, PAGE);
    expect(refusal()!.message).toMatch(/events\.db is damaged/);
  });
});

test("views that can't be read are taken away, to be built anew, and whole ones are left", () => {
  const file = join(folder, "views.db");
  expect(removeDamagedViews(folder)).toEqual([]);
  expect(existsSync(file)).toBe(true);
  overwrite(file, 0, 100);
  expect(removeDamagedViews(folder)).toEqual([expect.stringMatching(/views\.db .* Nothing is lost/)]);
  expect(existsSync(file)).toBe(false);
});
