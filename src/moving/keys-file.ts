import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Mendable } from "../event-sourcing/mendable.js";
import type { KeyRecord } from "../privacy/key-store.js";
import { linesOf } from "./lines.js";
import { newParameters, PassphraseCipher, PassphraseRefused, type PassphraseParameters } from "./passphrase.js";

/** The keys of a store, under a passphrase: a header line, then lines of sealed groups of keys, the last one marked. */
const FORMAT = 1;
const GROUP = 1_000;

/** Of a backup of keys alone: when it was made, and when it must be destroyed, as it opens what was erased since. */
export interface KeysLifetime {
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly destroyBy: string;
}

interface Header extends PassphraseParameters, Partial<KeysLifetime> {
  readonly kawal: "keys";
  readonly format: number;
}

/** The backup of the keys should have been destroyed by now. */
export class KeysExpired extends Mendable {}

type KeyLine = Omit<KeyRecord, "bytes"> & { readonly bytes: string | null };

/**
 * Writes all keys. Resolves to how many.
 * @param lifetime of a backup, which is kept; an export is read once, and has none
 * @param parameters how hard the passphrase is to guess
 */
export async function writeKeys(
  file: string,
  keys: AsyncIterable<KeyRecord>,
  passphrase: string,
  lifetime?: KeysLifetime,
  parameters = newParameters(),
): Promise<number> {
  const header = JSON.stringify({ kawal: "keys", format: FORMAT, ...lifetime, ...parameters } satisfies Header);
  const cipher = new PassphraseCipher(passphrase, JSON.parse(header) as Header, header);
  let count = 0;
  async function* lines() {
    yield `${header}\n`;
    let index = 0;
    let group: KeyLine[] = [];
    const sealed = (last: boolean) =>
      `${last ? "last" : "more"} ${cipher.seal(Buffer.from(JSON.stringify(group)), index++, last).toString("base64")}\n`;
    for await (const { bytes, ...key } of keys) {
      count++;
      group.push({ ...key, bytes: bytes === null ? null : Buffer.from(bytes).toString("base64url") });
      if (group.length < GROUP) continue;
      yield sealed(false);
      group = [];
    }
    yield sealed(true);
  }
  await pipeline(lines, createWriteStream(file, { flags: "wx", mode: 0o600, flush: true }));
  return count;
}

/** Reads them back, a group at a time. @throws PassphraseRefused */
export async function* readKeys(file: string, passphrase: string): AsyncGenerator<KeyRecord[]> {
  let cipher: PassphraseCipher | undefined;
  let index = 0;
  let ended = false;
  for await (const line of linesOf(file)) {
    if (cipher === undefined) {
      cipher = new PassphraseCipher(passphrase, headerOf(line), line);
      continue;
    }
    const [mark, sealed = ""] = line.split(" ");
    ended = mark === "last";
    const plain = cipher.open(Buffer.from(sealed, "base64"), index++, ended);
    const group = JSON.parse(plain.toString("utf8")) as KeyLine[];
    yield group.map(({ bytes, ...key }) => ({
      ...key,
      bytes: bytes === null ? null : Buffer.from(bytes, "base64url"),
    }));
  }
  if (!ended) throw new PassphraseRefused("The keys are cut off: copy the export again.");
}

/**
 * How long keys may be kept; nothing of an export. Whether it was changed is known once they were read to their end.
 */
export async function lifetimeOf(file: string): Promise<KeysLifetime | undefined> {
  for await (const line of linesOf(file)) {
    const { madeAt, destroyBy } = headerOf(line);
    return madeAt === undefined || destroyBy === undefined ? undefined : { madeAt, destroyBy };
  }
  return undefined;
}

function headerOf(line: string): Header {
  let header: Partial<Header> | undefined;
  try {
    header = JSON.parse(line) as Partial<Header>;
  } catch {
    // Told below.
  }
  if (header?.kawal !== "keys") throw new PassphraseRefused("This is no file of keys of an export.");
  if (header.format !== FORMAT)
    throw new PassphraseRefused(`The keys have format ${header.format}; this version reads format ${FORMAT}.`);
  return header as Header;
}
