import { createHash, randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { openFolderFileStore } from "../../src/engines/folder/file-store.js";
import { openKeyStore } from "../../src/engines/sqlite/key-store.js";
import {
  BadFileName,
  DOCUMENT_TYPES,
  FileDamaged,
  FileExists,
  FileShredded,
  FileTooLarge,
  NoSuchFile,
  UnsupportedFileType,
  type FileStore,
} from "../../src/privacy/file-store.js";
import { singletonKeyId, UnknownKey, type KeyRecord, type KeyStore } from "../../src/privacy/key-store.js";
import { temporaryFolder } from "../temporary.js";

export interface FilesUnderTest {
  /** Opens the same files, also beside others that have them open. */
  readonly open: (keys: KeyStore) => Promise<FileStore>;
  /** What is stored under each name. */
  readonly kept: () => Promise<ReadonlyMap<string, Buffer>>;
  /** Stores other bytes under a name, past the port. */
  readonly replace: (name: string, bytes: Uint8Array) => Promise<void>;
  /** How many are there of what belongs to no file that is kept. */
  readonly leftOver: () => Promise<number>;
  /** Takes everything away. */
  readonly dispose: () => Promise<void>;
}

const CHUNK = 64 * 1024;
const HEADER = 40;
export const limits = { maxBytes: 10 * 1024 * 1024, allowedTypes: DOCUMENT_TYPES };

/** A content that looks like a PDF, of so many bytes. */
export function pdf(bytes: number): Buffer {
  return Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(Math.max(0, bytes - 9))]);
}

/** In pieces of odd sizes, as a network gives them. */
export function inPieces(content: Uint8Array, size = 10_007): Readable {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += size) pieces.push(content.subarray(at, at + size));
  return Readable.from(pieces);
}

async function whole(content: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** What every engine of the file store port must do. @param begin an empty store each time */
export function fileStoreContract(name: string, begin: () => Promise<FilesUnderTest>): void {
  describe(`${name} as a file store`, () => {
    let under: FilesUnderTest;
    let keys: KeyStore;
    let files: FileStore;
    let folder: string;
    let remove: () => void;
    // No two tests ask for the key of the same file, so that all may share the keys.
    beforeAll(async () => {
      ({ folder, remove } = temporaryFolder());
      keys = await openKeyStore({ file: join(folder, "keys.db"), masterKey: randomBytes(32) });
    });
    afterAll(async () => {
      await keys.close();
      remove();
    });
    beforeEach(async () => {
      under = await begin();
      files = await under.open(keys);
    });
    afterEach(() => under.dispose());

    async function read(id: string): Promise<Buffer> {
      return whole(await files.get(id));
    }

    async function keptHashes(): Promise<Map<string, string>> {
      const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
      return new Map([...(await under.kept())].map(([title, bytes]) => [title, hash(bytes)]));
    }

    async function expectNothingLeftOver(kept: number): Promise<void> {
      expect((await under.kept()).size).toBe(kept);
      expect(await under.leftOver()).toBe(0);
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
          await expectNothingLeftOver(1);
        },
      );

      test("is named and kept so that nothing of it shows", async () => {
        const canary = randomBytes(64);
        const id = randomUUID();
        const a = await files.put(id, Readable.from([Buffer.from("%PDF-1.7\n"), canary]), limits);
        const b = await files.put(randomUUID(), Readable.from([Buffer.from("%PDF-1.7\n"), canary]), limits);
        expect(a.hash.sha256).not.toBe(b.hash.sha256);
        const kept = await under.kept();
        expect(kept.size).toBe(2);
        for (const [title, bytes] of kept) {
          expect(title).not.toContain(id);
          expect(title).not.toContain(createHash("sha256").update(id).digest("hex"));
          expect(bytes.includes(canary.subarray(0, 16))).toBe(false);
          expect(bytes.includes("%PDF")).toBe(false);
        }
      });

      test("is found when its store is opened again", async () => {
        const id = randomUUID();
        const content = pdf(100_000);
        await files.put(id, inPieces(content), limits);
        files = await under.open(keys);
        expect((await read(id)).equals(content)).toBe(true);
      });

      test("taken away is gone, and may be put again", async () => {
        const id = randomUUID();
        await files.put(id, inPieces(pdf(300_000)), limits);
        await files.remove(id);
        await files.remove(randomUUID());
        await expectNothingLeftOver(0);
        await expect(files.get(id)).rejects.toThrow(NoSuchFile);
        await files.put(id, inPieces(pdf(100)), limits);
        expect(await read(id)).toHaveLength(100);
      });

      test("put again is the same when its content is, and is never replaced", async () => {
        const id = randomUUID();
        const content = pdf(100_000);
        const first = await files.put(id, inPieces(content), limits);
        const before = await keptHashes();
        expect(await files.put(id, inPieces(content), limits)).toEqual(first);
        await expect(files.put(id, inPieces(pdf(100_000)), limits)).rejects.toThrow(FileExists);
        expect(await keptHashes()).toEqual(before);
        await expectNothingLeftOver(1);
      });

      test("put twice at once, by two stores, with two contents, is one of them", async () => {
        const id = randomUUID();
        const contents = [pdf(600_000), pdf(600_000)];
        const stores = [files, await under.open(keys)];
        const outcomes = await Promise.allSettled(
          contents.map((content, i) => stores[i]!.put(id, inPieces(content), limits)),
        );
        expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
        const winner = contents[outcomes.findIndex(({ status }) => status === "fulfilled")]!;
        expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({ reason: expect.any(FileExists) });
        expect((await read(id)).equals(winner)).toBe(true);
        await expectNothingLeftOver(1);
      });

      test("put many times at once, with one content, gives one answer", async () => {
        const id = randomUUID();
        const content = pdf(300_000);
        const other = await under.open(keys);
        const answers = await Promise.all(
          [files, other, files, other].map((store) => store.put(id, inPieces(content), limits)),
        );
        expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
        expect((await read(id)).equals(content)).toBe(true);
        await expectNothingLeftOver(1);
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
        const stranger = { find: async () => new Map(), ensure: keys.ensure.bind(keys) } as unknown as KeyStore;
        files = await under.open(stranger);
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
        await expectNothingLeftOver(0);
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
        await expectNothingLeftOver(0);
        await files.put(randomUUID(), inPieces(pdf(1_000)), small);
      });

      test("whose sender goes away leaves nothing behind", async () => {
        const sent = [pdf(800_000)];
        // Whoever asks for more has taken what was sent.
        const source = new Readable({
          read: () => void (sent.length > 0 ? source.push(sent.pop()) : source.destroy()),
        });
        const put = files.put(randomUUID(), source, limits);
        await expect(put).rejects.toThrow(/premature|abort/i);
        await expectNothingLeftOver(0);
      });
    });

    describe("reading fails loudly for a file", () => {
      async function damaged(change: (bytes: Buffer) => Uint8Array, bytes = 3 * CHUNK): Promise<Error> {
        const id = randomUUID();
        await files.put(id, inPieces(pdf(bytes)), limits);
        const [[title, stored]] = [...(await under.kept())] as [[string, Buffer]];
        await under.replace(title, change(stored));
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
        const [[ofA, stored]] = [...(await under.kept())] as [[string, Buffer]];
        await files.put(b, inPieces(pdf(100)), limits);
        const ofB = [...(await under.kept()).keys()].find((title) => title !== ofA)!;
        await under.replace(ofB, stored);
        await expect(read(b)).rejects.toThrow(FileDamaged);
      });
    });

    describe("moving files", () => {
      /** A folder of files under the same keys, as they are once these were restored there. */
      async function folderStore(): Promise<FileStore> {
        const place = join(folder, randomUUID());
        const elsewhere = await openKeyStore({ file: `${place}.db`, masterKey: randomBytes(32) });
        closing.push(elsewhere);
        const records: KeyRecord[] = [];
        for await (const record of keys.all()) records.push(record);
        await elsewhere.restore(records);
        return openFolderFileStore({ folder: place, keys: elsewhere });
      }
      const closing: KeyStore[] = [];
      afterEach(async () => {
        for (const each of closing.splice(0)) await each.close();
      });

      async function namesOf(store: FileStore): Promise<string[]> {
        const names: string[] = [];
        for await (const each of store.names()) names.push(each);
        return names.toSorted();
      }

      async function move(from: FileStore, to: FileStore): Promise<void> {
        for (const each of await namesOf(from)) await to.restore(each, await from.encrypted(each));
      }

      test("to a folder brings each as it is", async () => {
        const contents = new Map([9, CHUNK, 1_500_000].map((bytes) => [randomUUID(), pdf(bytes)]));
        for (const [id, content] of contents) await files.put(id, inPieces(content), limits);
        const to = await folderStore();
        await move(files, to);
        expect(await namesOf(to)).toEqual(await namesOf(files));
        for (const [id, content] of contents) expect((await whole(await to.get(id))).equals(content)).toBe(true);
      });

      test("from a folder brings each as it is, and again changes nothing", async () => {
        const contents = new Map([9, CHUNK, 1_500_000].map((bytes) => [randomUUID(), pdf(bytes)]));
        for (const id of contents.keys()) await keys.ensure([{ purpose: "file", file: id }]);
        const from = await folderStore();
        for (const [id, content] of contents) await from.put(id, inPieces(content), limits);
        await move(from, files);
        const kept = await keptHashes();
        await move(from, files);
        expect(await keptHashes()).toEqual(kept);
        expect(await namesOf(files)).toEqual(await namesOf(from));
        for (const [id, content] of contents) expect((await read(id)).equals(content)).toBe(true);
        await expectNothingLeftOver(3);
      });

      test("never replaces one", async () => {
        const id = randomUUID();
        await files.put(id, inPieces(pdf(1_000)), limits);
        const kept = await keptHashes();
        const from = await folderStore();
        await from.put(id, inPieces(pdf(1_000)), limits);
        await expect(move(from, files)).rejects.toThrow(FileExists);
        expect(await keptHashes()).toEqual(kept);
        await expectNothingLeftOver(1);
      });

      test("that breaks leaves nothing behind", async () => {
        async function* broken() {
          yield randomBytes(900_000);
          throw new Error("the tape is torn");
        }
        await expect(files.restore("a".repeat(64), broken())).rejects.toThrow("the tape is torn");
        await expectNothingLeftOver(0);
      });

      test("takes no name that is none", async () => {
        for (const bad of ["", "../../etc/passwd", "A".repeat(64), "a".repeat(63), "a".repeat(65)]) {
          await expect(files.restore(bad, inPieces(pdf(10)))).rejects.toThrow(BadFileName);
          await expect(files.encrypted(bad)).rejects.toThrow(NoSuchFile);
        }
        await expect(files.encrypted("a".repeat(64))).rejects.toThrow(NoSuchFile);
        await expectNothingLeftOver(0);
      });
    });
  });
}
