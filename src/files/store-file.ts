import { createHash, randomUUID } from "node:crypto";
import type { Answer } from "../event-sourcing/deciding/command-handling.js";
import { StoreUnavailable } from "../event-sourcing/stored-event/event-store.js";
import { DOCUMENT_TYPES, UnsupportedFileType, type FileLimits, type FileStore } from "../privacy/file-store.js";
import { LIMITS } from "../limits.js";
import { FileEnds } from "./whole-file.js";
import type { StoreFile } from "./file.js";
import type { FilePurpose } from "./file.events.js";

/** What an upload says of its content. */
export interface Upload {
  readonly purpose?: FilePurpose | undefined;
  /** Media type that the sender names; the content must be of it. Left out: any that is taken. */
  readonly mediaType?: string | undefined;
  readonly limits?: FileLimits | undefined;
}

/**
 * Takes a file in a stream and records it. The bytes are kept under an id of this attempt before the event that names
 * them, and are taken away again when it turns out that no event will: the request was a repeat, or was refused. After
 * StoreUnavailable the event may be there, so the bytes stay.
 * @param person UUID of the person whose paper it is
 * @param send has the command handled that names the file
 * @throws FileTooLarge, UnsupportedFileType, IncompleteFile, and whatever `send` throws
 */
export async function storeFile(
  files: FileStore,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  person: string,
  send: (command: StoreFile) => Promise<Answer>,
  {
    purpose = "DOCUMENT",
    mediaType,
    limits = { maxBytes: LIMITS.fileBytes.most, allowedTypes: DOCUMENT_TYPES },
  }: Upload = {},
): Promise<Answer> {
  const blob = randomUUID();
  const hash = createHash("sha256");
  const ends = new FileEnds();
  const stored = await files.put(blob, watched(content, hash, ends), limits);
  let named = false;
  try {
    if (mediaType !== undefined && mediaType !== stored.mediaType)
      throw new UnsupportedFileType(stored.mediaType, [mediaType]);
    ends.assertWhole(stored.mediaType);
    const command = withoutAttempt({
      person,
      mediaType: stored.mediaType,
      bytes: stored.bytes,
      sha256: hash.digest("base64url"),
      purpose,
      blob,
      salt: stored.hash.salt,
      commitment: stored.hash.sha256,
    });
    const answer = await send(command);
    named = !answer.repeated;
    return answer;
  } catch (error) {
    named = error instanceof StoreUnavailable;
    throw error;
  } finally {
    if (!named) await files.remove(blob);
  }
}

/**
 * The command as its fingerprint sees it: what the caller sent, so that a repeat with the same bytes is the same
 * request, though its attempt has another blob and salt.
 */
function withoutAttempt(command: StoreFile): StoreFile {
  const { person, mediaType, bytes, sha256, purpose } = command;
  const toJSON = () => ({ person, mediaType, bytes, sha256, purpose });
  return Object.defineProperty({ ...command }, "toJSON", { value: toJSON, enumerable: false });
}

async function* watched(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
  ends: FileEnds,
) {
  for await (const piece of content) {
    hash.update(piece);
    ends.take(piece);
    yield piece;
  }
}
