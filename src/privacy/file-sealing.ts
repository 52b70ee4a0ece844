import { createHash } from "node:crypto";
import { blocks } from "./blocks.js";
import { CHUNK_BYTES, chunkCipher, HEADER_BYTES, newHeader, saltOf, SEALED_CHUNK_BYTES } from "./file-cipher.js";
import { FileDamaged, FileTooLarge, UnsupportedFileType, type FileLimits, type StoredFile } from "./file-store.js";

/**
 * Encrypts a stream as it comes, and gives it on piece by piece.
 * @param key 32 bytes, the file's own
 * @throws FileTooLarge, UnsupportedFileType; whatever the stream or the taker throws
 */
export async function sealFile(
  id: string,
  key: Uint8Array,
  content: AsyncIterable<Uint8Array>,
  limits: FileLimits,
  giveOn: (sealed: Uint8Array) => Promise<void>,
): Promise<StoredFile> {
  const header = newHeader();
  const cipher = chunkCipher(key, id, header);
  const salt = saltOf(key);
  const hash = createHash("sha256").update(salt);
  let mediaType = "";
  let bytes = 0;
  let index = 0;
  await giveOn(header);
  for await (const { block, last } of blocks(limited(content, limits.maxBytes), CHUNK_BYTES)) {
    if (index === 0) mediaType = await sniff(block, limits.allowedTypes);
    bytes += block.length;
    hash.update(block);
    await giveOn(cipher.seal(index++, last, block));
  }
  return { bytes, mediaType, hash: { salt: salt.toString("base64url"), sha256: hash.digest("base64url") } };
}

/** The reverse, in pieces. @throws FileDamaged where it is not what was sealed */
export async function* openFile(
  id: string,
  key: Uint8Array,
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const pieces = sealed[Symbol.asyncIterator]();
  try {
    let start: Uint8Array = Buffer.alloc(0);
    while (start.length < HEADER_BYTES) {
      const { done, value } = await pieces.next();
      if (done) break;
      start = Buffer.concat([start, value]);
    }
    const cipher = orDamaged(id, () => chunkCipher(key, id, start.subarray(0, HEADER_BYTES)));
    let index = 0;
    for await (const { block, last } of blocks(continued(start.subarray(HEADER_BYTES), pieces), SEALED_CHUNK_BYTES))
      yield orDamaged(id, () => cipher.open(index++, last, block));
  } finally {
    await pieces.return?.();
  }
}

async function* continued(start: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* limited(content: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (bytes > maxBytes) throw new FileTooLarge(maxBytes);
    yield piece;
  }
}

async function sniff(start: Uint8Array, allowedTypes: readonly string[]): Promise<string> {
  // Loaded with the first file that is kept: a start needs none of it.
  const { fileTypeFromBuffer } = await import("file-type");
  const mediaType = (await fileTypeFromBuffer(start))?.mime ?? null;
  if (mediaType === null || !allowedTypes.includes(mediaType)) throw new UnsupportedFileType(mediaType, allowedTypes);
  return mediaType;
}

function orDamaged<T>(id: string, work: () => T): T {
  try {
    return work();
  } catch {
    throw new FileDamaged(id);
  }
}
