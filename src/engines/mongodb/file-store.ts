import type { Db } from "mongodb";
import type { FileStore } from "../../privacy/file-store.js";
import type { KeyStore } from "../../privacy/key-store.js";
import { openSealedFiles, storedAsTheyAre } from "../../privacy/sealed-files.js";
import { FileDocuments } from "./file-documents.js";
import { GridFsFiles } from "./grid-fs-files.js";
import { ANSWER_MS } from "./within-time.js";

export interface MongoFileStoreSettings {
  /** Its connection is the caller's to close. */
  readonly db: Db;
  readonly keys: KeyStore;
  /** How long an operation may take, in ms, before MongoDB counts as gone. */
  readonly answerMs?: number;
}

/**
 * The files as they are stored, beside the instances that write them, with the names of all.
 * @throws FileStoreUnavailable
 */
export async function readMongoFiles(
  db: Db,
  answerMs = ANSWER_MS,
): Promise<{ readonly files: Pick<FileStore, "encrypted">; readonly names: ReadonlySet<string> }> {
  const kept = storedAsTheyAre(new GridFsFiles(new FileDocuments(db, answerMs)));
  const names = new Set<string>();
  for await (const name of kept.names()) names.add(name);
  return { files: kept, names };
}

/**
 * Opens the files, for one of any number of instances; sweeps what was left half taken a day ago.
 * @throws FileStoreUnavailable
 */
export async function openMongoFileStore(settings: MongoFileStoreSettings): Promise<FileStore> {
  const { db, keys, answerMs = ANSWER_MS } = settings;
  const documents = new FileDocuments(db, answerMs);
  await documents.makeIndexes();
  await documents.sweep();
  return openSealedFiles(new GridFsFiles(documents), keys);
}
