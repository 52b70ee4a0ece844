import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openFolderFileStore } from "../../../src/engines/folder/file-store.js";
import { openKeyStore } from "../../../src/engines/sqlite/key-store.js";
import {
  DOCUMENT_TYPES,
  FileDamaged,
  FileExists,
  FileShredded,
  FileTooLarge,
  NoSuchFile,
  UnsupportedFileType,
  type FileStore,
} from "../../../src/privacy/file-store.js";
import { singletonKeyId, UnknownKey, type KeyStore } from "../../../src/privacy/key-store.js";

const CHUNK = 64 * 1024;
const HEADER = 40;
const limits = { maxBytes: 10 * 1024 * 1024, allowedTypes: DOCUMENT_TYPES };
let root: string;
let folder: string;
let keys: KeyStore;
let files: FileStore;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "kawal-files-"));
  folder = join(root, "files");
  keys = await openKeyStore({ file: join(root, "keys.db"), masterKey: randomBytes(32) });
  files = await openFolderFileStore({ folder, keys });
});
afterEach(async () => {
  await keys.close();
  rmSync(root, { recursive: true });
});

function pdf(bytes: number): Buffer {
  return Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(Math.max(0, bytes - 9))]);
}

/** In pieces of odd sizes, as a network gives them. */
function inPieces(content: Uint8Array, size = 10_007): Readable {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += size) pieces.push(content.subarray(at, at + size));
  return Readable.from(pieces);
}

async function read(id: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of await files.get(id)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Everything in the folder but folders. */
function stored(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Files that this process has open; known on Linux only. */
function openFiles(): number {
  return process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0;
}

describe("a file", () => {
  test.each([9, 1_000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17])(
    "of %d bytes comes back as it was",
    async (bytes) => {
      const content = pdf(bytes);
      const id = randomUUID();
      const answer = await files.put(id, inPieces(content), limits);
      const salt = Buffer.from(answer.hash.salt, "base64url");
      expect(salt.length).toBe(16);
      expect(answer).toEqual({
        bytes,
        mediaType: "application/pdf",
        hash: {
          salt: answer.hash.salt,
          sha256: createHash("sha256").update(salt).update(content).digest("base64url"),
        },
      });
      expect((await read(id)).equals(content)).toBe(true);
      expect(stored()).toHaveLength(1);
    },
  );

  test("is named and kept so that nothing of it shows", async () => {
    const canary = randomBytes(64);
    const id = randomUUID();
    const a = await files.put(id, Readable.from([Buffer.from("%PDF-1.7\n"), canary]), limits);
    const b = await files.put(randomUUID(), Readable.from([Buffer.from("%PDF-1.7\n"), canary]), limits);
    expect(a.hash.sha256).not.toBe(b.hash.sha256);
    for (const path of stored()) {
      expect(path).not.toContain(id);
      expect(path).not.toContain(createHash("sha256").update(id).digest("hex"));
      const bytes = readFileSync(path);
      expect(bytes.includes(canary.subarray(0, 16))).toBe(false);
      expect(bytes.includes("%PDF")).toBe(false);
      if (process.platform !== "win32") expect(statSync(path).mode & 0o077).toBe(0);
    }
  });

  test("is found after a restart, and what a crash left is swept", async () => {
    const id = randomUUID();
    const content = pdf(100_000);
    await files.put(id, inPieces(content), limits);
    mkdirSync(join(folder, "incoming"), { recursive: true });
    writeFileSync(join(folder, "incoming", randomUUID()), "half");
    files = await openFolderFileStore({ folder, keys });
    expect(stored()).toHaveLength(1);
    expect((await read(id)).equals(content)).toBe(true);
  });

  test("put again is the same when its content is, and is never replaced", async () => {
    const id = randomUUID();
    const content = pdf(100_000);
    const first = await files.put(id, inPieces(content), limits);
    const before = readFileSync(stored()[0]!);
    expect(await files.put(id, inPieces(content), limits)).toEqual(first);
    await expect(files.put(id, inPieces(pdf(100_000)), limits)).rejects.toThrow(FileExists);
    expect(stored()).toHaveLength(1);
    expect(readFileSync(stored()[0]!).equals(before)).toBe(true);
  });

  test("put twice at once, with two contents, is one of them", async () => {
    const id = randomUUID();
    const contents = [pdf(200_000), pdf(200_000)];
    const outcomes = await Promise.allSettled(contents.map((content) => files.put(id, inPieces(content), limits)));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const winner = contents[outcomes.findIndex(({ status }) => status === "fulfilled")]!;
    expect((await read(id)).equals(winner)).toBe(true);
    expect(stored()).toHaveLength(1);
  });

  test("is gone with its key", async () => {
    const id = randomUUID();
    await files.put(id, inPieces(pdf(100)), limits);
    await keys.destroy([singletonKeyId({ purpose: "file", file: id })], "2025-06-01T00:00:00.000Z");
    await expect(files.get(id)).rejects.toThrow(FileShredded);
    await expect(files.put(id, inPieces(pdf(100)), limits)).rejects.toThrow(FileShredded);
  });

  test("that never was is not found", async () => {
    await expect(files.get(randomUUID())).rejects.toThrow(NoSuchFile);
  });

  test("whose key the store never had is no erased one", async () => {
    const id = randomUUID();
    await files.put(id, inPieces(pdf(100)), limits);
    const stranger = { ...keys, find: async () => new Map(), ensure: keys.ensure.bind(keys) } as unknown as KeyStore;
    files = await openFolderFileStore({ folder, keys: stranger });
    await expect(files.get(id)).rejects.toThrow(UnknownKey);
  });
});

describe("a refused file", () => {
  const PNG = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );

  test.each([
    ["PNG", PNG, "image/png"],
    ["JPEG", Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex"), "image/jpeg"],
  ])("is none when it is a %s", async (_, content, mediaType) => {
    expect(await files.put(randomUUID(), Readable.from([content]), limits)).toMatchObject({ mediaType });
  });

  test.each([
    ["empty", Buffer.alloc(0), null],
    ["text", Buffer.from("hello, I am no document at all"), null],
    ["a program", Buffer.concat([Buffer.from("7f454c4602010100", "hex"), Buffer.alloc(64)]), "application/x-elf"],
    ["a GIF", Buffer.from("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "image/gif"],
    ["a ZIP", Buffer.concat([Buffer.from("504b0506", "hex"), Buffer.alloc(18)]), "application/zip"],
  ])("leaves nothing behind when it is %s", async (_, content, mediaType) => {
    const put = files.put(randomUUID(), Readable.from([content]), limits);
    await expect(put).rejects.toThrow(UnsupportedFileType);
    await expect(put).rejects.toMatchObject({ mediaType, allowedTypes: DOCUMENT_TYPES });
    expect(stored()).toEqual([]);
  });

  test("is one byte over the limit, and is not read to its end", async () => {
    let given = 0;
    async function* endless() {
      yield pdf(1_000);
      for (;;) {
        given++;
        yield Buffer.alloc(10_000);
      }
    }
    await expect(files.put(randomUUID(), endless(), limits)).rejects.toThrow(FileTooLarge);
    expect(given).toBeLessThan(1_100);
    const small = { ...limits, maxBytes: 1_000 };
    await expect(files.put(randomUUID(), inPieces(pdf(1_001)), small)).rejects.toThrow(FileTooLarge);
    expect(stored()).toEqual([]);
    await files.put(randomUUID(), inPieces(pdf(1_000)), small);
  });

  test("whose sender goes away leaves nothing behind", async () => {
    const source = new Readable({ read() {} });
    source.push(pdf(200_000));
    const put = files.put(randomUUID(), source, limits);
    setTimeout(() => source.destroy(), 20);
    await expect(put).rejects.toThrow(/premature|abort/i);
    expect(stored()).toEqual([]);
  });
});

describe("reading fails loudly for a file", () => {
  async function damaged(change: (bytes: Buffer) => Uint8Array, bytes = 3 * CHUNK): Promise<Error> {
    const id = randomUUID();
    await files.put(id, inPieces(pdf(bytes)), limits);
    const path = stored()[0]!;
    writeFileSync(path, change(readFileSync(path)));
    return read(id).then(
      () => new Error("it was read to its end"),
      (error: Error) => error,
    );
  }
  const sealed = CHUNK + 16;

  test.each<[string, (bytes: Buffer) => Uint8Array]>([
    ["cut by a byte", (bytes) => bytes.subarray(0, -1)],
    ["cut at the end of a chunk", (bytes) => bytes.subarray(0, HEADER + 2 * sealed)],
    ["cut to its header", (bytes) => bytes.subarray(0, HEADER)],
    ["cut to nothing", (bytes) => bytes.subarray(0, 0)],
    ["grown", (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ["with a changed header", (bytes) => bytes.fill(bytes[20]! ^ 1, 20, 21)],
    ["with a changed byte", (bytes) => bytes.fill(bytes[HEADER + 100]! ^ 1, HEADER + 100, HEADER + 101)],
    [
      "with two chunks exchanged",
      (bytes) =>
        Buffer.concat([
          bytes.subarray(0, HEADER),
          bytes.subarray(HEADER + sealed, HEADER + 2 * sealed),
          bytes.subarray(HEADER, HEADER + sealed),
          bytes.subarray(HEADER + 2 * sealed),
        ]),
    ],
    [
      "with a chunk left out",
      (bytes) => Buffer.concat([bytes.subarray(0, HEADER + sealed), bytes.subarray(HEADER + 2 * sealed)]),
    ],
  ])("%s", async (_, change) => {
    expect(await damaged(change)).toBeInstanceOf(FileDamaged);
  });

  test("put in another's place", async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    await files.put(a, inPieces(pdf(100)), limits);
    const ofA = stored()[0]!;
    await files.put(b, inPieces(pdf(100)), limits);
    const ofB = stored().find((path) => path !== ofA)!;
    writeFileSync(ofB, readFileSync(ofA));
    await expect(read(b)).rejects.toThrow(FileDamaged);
  });

  test("and not for one that a reader leaves early, nor does it hold the file open", async () => {
    const id = randomUUID();
    await files.put(id, inPieces(pdf(3 * CHUNK)), limits);
    const before = openFiles();
    for (let i = 0; i < 20; i++) {
      const content = await files.get(id);
      if (i % 2) await content[Symbol.asyncIterator]().next();
      content.destroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(openFiles() - before).toBeLessThan(5);
  });
});
