import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openFolderFileStore } from "../../../src/engines/folder/file-store.js";
import { openKeyStore } from "../../../src/engines/sqlite/key-store.js";
import type { FileStore } from "../../../src/privacy/file-store.js";
import type { KeyStore } from "../../../src/privacy/key-store.js";
import { temporaryFolder } from "../../temporary.js";
import { until } from "../../waiting.js";
import { fileStoreContract, inPieces, limits, pdf } from "../file-store.contract.js";

/** Everything in a folder of files but folders. */
function storedIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

fileStoreContract("a folder", async () => {
  const { folder, remove } = temporaryFolder();
  const pathOf = (name: string) => join(folder, name.slice(0, 2), name);
  const whole = () => storedIn(folder).filter((path) => !path.includes("incoming"));
  return {
    open: (keys) => openFolderFileStore({ folder, keys }),
    kept: async () => new Map(whole().map((path) => [path.slice(-64), readFileSync(path)])),
    replace: async (name, bytes) => writeFileSync(pathOf(name), bytes),
    leftOver: async () => readdirSync(join(folder, "incoming")).length,
    dispose: async () => remove(),
  };
});

describe("a folder of files", () => {
  let folder: string;
  let remove: () => void;
  let keys: KeyStore;
  let files: FileStore;

  beforeEach(async () => {
    const temporary = temporaryFolder();
    remove = temporary.remove;
    folder = join(temporary.folder, "files");
    keys = await openKeyStore({ file: join(temporary.folder, "keys.db"), masterKey: randomBytes(32) });
    files = await openFolderFileStore({ folder, keys });
  });
  afterEach(async () => {
    await keys.close();
    remove();
  });

  /** Files that this process has open; known on Linux only. */
  function openFiles(): number {
    return process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0;
  }

  test("what a crash left half taken is swept when the folder is opened", async () => {
    await files.put(randomUUID(), inPieces(pdf(1_000)), limits);
    mkdirSync(join(folder, "incoming"), { recursive: true });
    writeFileSync(join(folder, "incoming", randomUUID()), "half");
    await openFolderFileStore({ folder, keys });
    expect(storedIn(folder)).toHaveLength(1);
  });

  test("a file is for its owner's eyes only", async () => {
    await files.put(randomUUID(), inPieces(pdf(1_000)), limits);
    if (process.platform !== "win32") for (const path of storedIn(folder)) expect(statSync(path).mode & 0o077).toBe(0);
  });

  test("a reader who leaves early does not hold the file open", async () => {
    const id = randomUUID();
    await files.put(id, inPieces(pdf(200_000)), limits);
    const before = openFiles();
    for (let i = 0; i < 20; i++) {
      const content = await files.get(id);
      if (i % 2) await content[Symbol.asyncIterator]().next();
      content.destroy();
    }
    await until(() => openFiles() - before < 5);
  });
});
