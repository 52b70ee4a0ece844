import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { appendFileSync, copyFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FileWatch, watched } from "../../../src/engines/folder/file-watch.js";
import { StoreUnavailable } from "../../../src/event-sourcing/stored-event/event-store.js";
import { temporaryFolder } from "../../temporary.js";

/** Never by itself: each test looks when it wants to. */
const NEVER_MS = 2 ** 31 - 1;

let remove: () => void;
let file: string;
let watch: FileWatch;
let told: string[];

beforeEach(() => {
  const folder = temporaryFolder();
  ({ remove } = folder);
  file = join(folder.folder, "events.db");
  writeFileSync(file, "a log");
  writeFileSync(`${file}-wal`, "its newest part");
  told = [];
  watch = new FileWatch([file], (sentence) => told.push(sentence), NEVER_MS);
});
afterEach(() => {
  watch.stop();
  remove();
});

describe("a file that is open", () => {
  test("may grow, and its write-ahead log may shrink", () => {
    appendFileSync(file, " that grows");
    truncateSync(`${file}-wal`, 0);
    watch.look();
    expect(() => watch.assertSame(file)).not.toThrow();
  });

  test.each<[string, (path: string) => void, RegExp]>([
    [
      "replaced by a copy",
      (path) => {
        copyFileSync(path, `${path}.copy`);
        renameSync(`${path}.copy`, path);
      },
      /events\.db was replaced/,
    ],
    ["removed", (path) => rmSync(path), /events\.db is gone/],
    ["cut off", (path) => truncateSync(path, 1), /events\.db was cut off/],
    ["without its write-ahead log", (path) => rmSync(`${path}-wal`), /events\.db is gone/],
  ])("and is %s is refused from then on, and told once", (_, harm, sentence) => {
    harm(file);
    watch.look();
    watch.look();
    expect(() => watch.assertSame(file)).toThrow(sentence);
    expect(() => watch.assertSame(file)).toThrow(StoreUnavailable);
    expect(told).toEqual([expect.stringMatching(sentence)]);
  });

  test("is looked at before each append, and not before each read", () => {
    const port = watched({ append: () => "appended", head: () => 7 }, watch, [file]);
    expect([port.head(), port.append()]).toEqual([7, "appended"]);
    rmSync(file);
    expect(port.head()).toBe(7);
    expect(() => port.append()).toThrow(/is gone/);
    expect(() => port.head()).toThrow(/is gone/);
  });
});
