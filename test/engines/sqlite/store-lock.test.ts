import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { acquireStoreLock, StoreLocked, type StoreLock } from "../../../src/engines/sqlite/store-lock.js";
import { endedAfterTest } from "../../processes.js";

describe("the lock of a data folder", () => {
  let folder: string;
  const locks: StoreLock[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kawal-lock-"));
  });
  afterEach(async () => {
    for (const lock of locks.splice(0)) lock.release();
    await rm(folder, { recursive: true });
  });

  function acquire(of = folder): StoreLock {
    const lock = acquireStoreLock(of);
    locks.push(lock);
    return lock;
  }

  /** Another process that holds it. */
  function holder(...more: string[]): ChildProcess {
    const program = fileURLToPath(new URL("store-process.mjs", import.meta.url));
    const execArgv = ["--disable-warning=ExperimentalWarning", ...more];
    return endedAfterTest(fork(program, [folder], { execArgv }));
  }

  test("is held once, and names its holder to others", () => {
    acquire();
    expect(() => acquire()).toThrow(StoreLocked);
    expect(() => acquire()).toThrow(`in use by process ${process.pid} on `);
    expect(() => acquire()).toThrow("stop that one first, or choose another folder");
  });

  test("is free after a release, and a second release does nothing", () => {
    const first = acquire();
    first.release();
    const second = acquire();
    first.release();
    expect(() => acquire()).toThrow(StoreLocked);
    second.release();
    acquire();
  });

  test("is of one folder only, which it makes", () => {
    acquire(join(folder, "a", "b"));
    acquire(join(folder, "c"));
  });

  test("says so when the holder is not known", async () => {
    acquire();
    await writeFile(join(folder, "lock.json"), '{"pid":');
    expect(() => acquire()).toThrow("in use by another process");
  });

  test("keeps another process out, and is freed by kill -9", async () => {
    const child = holder();
    expect(await once(child, "message")).toEqual(["ready", undefined]);
    expect(() => acquire()).toThrow(`in use by process ${child.pid} on `);
    child.kill("SIGKILL");
    await once(child, "exit");
    acquire();
  });

  test("is held although nothing refers to it", async () => {
    const child = holder("--expose-gc");
    expect(await once(child, "message")).toEqual(["ready", undefined]);
    expect(() => acquire()).toThrow(StoreLocked);
    child.kill("SIGKILL");
    await once(child, "exit");
  });
});
