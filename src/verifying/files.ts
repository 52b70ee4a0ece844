import { createHash } from "node:crypto";
import { saltOf } from "../privacy/file-cipher.js";
import { openFile } from "../privacy/file-sealing.js";
import { FileDamaged, type FileStore } from "../privacy/file-store.js";
import { singletonKeyId } from "../privacy/key-store.js";
import { nameOfFile } from "../privacy/sealed-files.js";
import type { Finding } from "./finding.js";
import type { LogReport } from "./log.js";
import type { StoredKeys } from "./stored-keys.js";

/**
 * Holds the files against the events that name them.
 * @param settled nobody writes in the store, so that no file waits for its event
 */
export async function verifyFiles(
  names: ReadonlySet<string>,
  store: Pick<FileStore, "encrypted">,
  { files, erasedFiles, erasedKeys }: Pick<LogReport, "files" | "erasedFiles" | "erasedKeys">,
  keys: StoredKeys,
  settled: boolean,
): Promise<Finding[]> {
  const namesKey = keys.bytes(singletonKeyId({ purpose: "file-names" }));
  if (namesKey === undefined) return [];
  const findings: Finding[] = [];
  const named = new Set<string>();
  for (const [blob, { place, commitment }] of files) {
    const file = nameOfFile(namesKey, blob);
    named.add(file);
    if (erasedFiles.has(blob)) continue;
    if (!names.has(file)) {
      findings.push({ ...place, fault: "file-missing", file });
      continue;
    }
    const id = singletonKeyId({ purpose: "file", file: blob });
    const key = keys.bytes(id);
    if (key === undefined) {
      if (!erasedKeys.has(id)) keys.find(id, { ...place, fault: "key-missing", what: "the key for this file" });
      continue;
    }
    if ((await hashOf(blob, key, await store.encrypted(file))) !== commitment)
      findings.push({ ...place, fault: "file-changed", file });
  }
  if (settled) for (const file of names) if (!named.has(file)) findings.push({ fault: "file-without-event", file });
  return findings;
}

/** As the event says it; undefined for a file that does not open. */
async function hashOf(id: string, key: Uint8Array, sealed: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const hash = createHash("sha256").update(saltOf(key));
  try {
    for await (const piece of openFile(id, key, sealed)) hash.update(piece);
    return hash.digest("base64url");
  } catch (error) {
    if (error instanceof FileDamaged) return undefined;
    throw error;
  }
}
