import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Mendable } from "../event-sourcing/mendable.js";
import { syncFolder } from "../engines/folder/sync-folder.js";

/** Written last into the folder of a copy: one without it is not whole. */
export const MANIFEST = "manifest.json";
const FORMAT = 1;

/** What the copy of a store in a folder consists of. */
export interface Manifest {
  readonly kawal: "export" | "backup" | "keys";
  readonly format: number;
  /** SHA-256 (base64url) by path. */
  readonly files: { readonly [path: string]: string };
}

/** A copy of a store is not what it should be; the message says what is wrong with it. */
export class CopyDamaged extends Mendable {}

export async function writeManifest<M extends Manifest>(folder: string, manifest: Omit<M, "format">): Promise<void> {
  const handle = await open(join(folder, MANIFEST), "wx", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ format: FORMAT, ...manifest }, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(folder);
  await syncFolder(dirname(folder));
}

/** @throws CopyDamaged where there is no whole copy of that kind, or one of another format */
export async function readManifest<M extends Manifest>(folder: string, kind: M["kawal"]): Promise<M> {
  let manifest: Partial<M> | null;
  try {
    manifest = JSON.parse(await readFile(join(folder, MANIFEST), "utf8")) as Partial<M> | null;
  } catch {
    throw new CopyDamaged(`${folder} holds no whole ${NAMES[kind]}: its ${MANIFEST} is missing or damaged`);
  }
  if (manifest?.kawal !== kind) throw new CopyDamaged(`${folder} holds no ${NAMES[kind]}`);
  if (manifest.format !== FORMAT)
    throw new CopyDamaged(`${folder} has format ${manifest.format}; this version reads format ${FORMAT}`);
  if (typeof manifest.files !== "object") throw new CopyDamaged(`${join(folder, MANIFEST)} is damaged`);
  return manifest as M;
}

const NAMES = { export: "export", backup: "backup", keys: "backup of keys" } as const;

/** @throws CopyDamaged when a file is missing, or not what the manifest says */
export async function assertDigest(folder: string, path: string, digest: string | undefined): Promise<void> {
  let actual: string;
  try {
    actual = await digestOf(join(folder, path));
  } catch (error) {
    throw new CopyDamaged(`${path} is missing in ${folder} (${(error as NodeJS.ErrnoException).code})`);
  }
  if (actual !== digest)
    throw new CopyDamaged(`${path} in ${folder} is not what the manifest says: it was changed, or cut off`);
}

/** Copies into a new file, durable once this resolves. Resolves to its digest. */
export async function copyDigested(content: Readable, file: string): Promise<string> {
  const hash = createHash("sha256");
  async function* digested(pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  }
  await pipeline(content, digested, createWriteStream(file, { flags: "wx", mode: 0o600, flush: true }));
  return hash.digest("base64url");
}

export async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest("base64url");
}
