import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, realpathSync, writeSync } from "node:fs";
import { dirname, join, relative, isAbsolute, sep } from "node:path";
import { Mendable } from "../event-sourcing/mendable.js";
import { KEY_BYTES } from "./key-wrapping.js";
import { readSecretFile } from "./secret-file.js";

/** The master key can't be used as it is; the message says what to change. */
export class MasterKeyRefused extends Mendable {}

/** Name of the file in the data folder that holds the master key of a sample store. */
export const SAMPLE_MASTER_KEY = "sample-master.key";

/** What a start says of a sample's master key. */
export const SAMPLE_MASTER_KEY_NOTICE =
  "The master key of this sample store lies beside its data and protects nothing: never put real persons in it.";

/**
 * The master key of a real store, from the file that `KAWAL_MASTER_KEY_FILE` names: 32 bytes, raw, hex or base64.
 * @param dataFolder `KAWAL_DATA`; a key kept inside would be copied and stolen together with what it protects. None
 *   where the store is in no folder.
 * @param setting what names the file
 * @throws MasterKeyRefused
 */
export function readMasterKey(file: string, dataFolder?: string, setting = "KAWAL_MASTER_KEY_FILE"): Uint8Array {
  const named = `The master key file ${file} (${setting})`;
  const bytes = readSecretFile(file, named, (message) => new MasterKeyRefused(message));
  if (dataFolder !== undefined && isInside(realpathSync(file), resolveExisting(dataFolder)))
    throw new MasterKeyRefused(
      `${named} lies inside the data folder ${dataFolder}. Keep it apart from the data, so that a copy of one is not a copy of both.`,
    );
  const key = parseMasterKey(bytes);
  if (!key)
    throw new MasterKeyRefused(
      `${named} does not hold a key of 32 bytes, raw, hex or base64. Make one with: openssl rand -base64 32`,
    );
  return key;
}

/**
 * The master key of a sample store, made at its first start, beside the data. It protects nothing; a start says so
 * with {@link SAMPLE_MASTER_KEY_NOTICE}.
 * @throws MasterKeyRefused when the file there holds no key
 */
export function sampleMasterKey(dataFolder: string): Uint8Array {
  const file = join(dataFolder, SAMPLE_MASTER_KEY);
  try {
    const handle = openSync(file, "wx", 0o600);
    try {
      const key = randomBytes(KEY_BYTES);
      writeSync(handle, `${key.toString("base64")}\n`);
      fsyncSync(handle);
      return key;
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const key = parseMasterKey(readFileSync(file));
  if (!key) throw new MasterKeyRefused(`The sample's master key ${file} is damaged; remove the sample and start anew.`);
  return key;
}

/** 32 bytes, raw, hex or base64; a copy of them. */
export function parseMasterKey(bytes: Buffer): Uint8Array | undefined {
  const text = bytes.toString("latin1").trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, "base64");
  // Half as many bytes as they look, written in hex, are no key of 32 bytes.
  if (bytes.length === KEY_BYTES && !/^[0-9a-f]+$/i.test(text)) return Buffer.from(bytes);
  return undefined;
}

/** The real path of what exists of a path, with the rest as given. */
function resolveExisting(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(resolveExisting(parent), relative(parent, path));
  }
}

function isInside(path: string, folder: string): boolean {
  const from = relative(folder, path);
  return from !== ".." && !from.startsWith(`..${sep}`) && !isAbsolute(from);
}
