import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoreReport } from "./finding.js";
import { readFolderFiles } from "../engines/folder/file-store.js";
import { NoStore } from "../engines/reading.js";
import { SCHEMA as EVENTS_SCHEMA } from "../engines/sqlite/event-file.js";
import { readSqliteEvents } from "../engines/sqlite/event-store.js";
import { Evidence } from "../engines/sqlite/evidence.js";
import { Databases, DATABASES } from "./databases.js";
import { marksOfLogEnds, marksOfReactions } from "./marks.js";
import { verifyParts, type Parts, type Verifying } from "./parts.js";
import { folderLogEnds, LOG_ENDS } from "../engines/folder/log-ends.js";

export interface StoreToVerify extends Verifying {
  /** Its folder; nothing is written there. */
  readonly data: string;
  /** What makes the file of the users. */
  readonly usersSchema: string;
}

/**
 * Checks every part of an embedded store against the others, and writes nothing into its folder.
 * @throws NoStore, FirstForm
 */
export async function verifyStore(store: StoreToVerify): Promise<StoreReport> {
  if (!Object.values(DATABASES).some(({ file }) => existsSync(join(store.data, file))))
    throw new NoStore(`there is no store in ${store.data}`);
  return inScratch(async (scratch) => {
    const databases = new Databases(new Evidence(store.data, scratch));
    try {
      return await verifyParts(store, databases, await partsOf(store, databases), scratch);
    } finally {
      await databases.close();
    }
  });
}

/**
 * Works with a folder for copies, for its owner's eyes only, and gone at the end, also of a process that is stopped.
 */
export async function inScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), "kawal-verify-"));
  const remove = () => rmSync(scratch, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    return await work(scratch);
  } finally {
    process.off("exit", remove);
    remove();
  }
}

async function partsOf({ data, usersSchema }: StoreToVerify, databases: Databases): Promise<Parts> {
  const { evidence } = databases;
  return {
    fileNames: await fileNamesIn(data),
    files: readFolderFiles(join(data, "files")),
    openLog: async (part) => {
      const { file } = DATABASES[part];
      const log = databases.opened(part, { make: (empty) => empty.exec(EVENTS_SCHEMA) }, readSqliteEvents);
      if (log !== undefined) databases.closing(() => log.close());
      else if (part === "events" && databases.found(part).length === 0) databases.damaged(part, `${file} is not there`);
      return log;
    },
    unreadable: (part, { message }) =>
      databases.damaged(part, `${DATABASES[part].file} can't be read to its end (${message})`),
    readsAreGone: () => databases.damaged("reads", `${DATABASES.reads.file} is not there`),
    keysAre: DATABASES.keys.file,
    keysAreGone: () => databases.damaged("keys", `${DATABASES.keys.file} is not there`),
    marks: async (part) => [
      ...(await marksOfLogEnds(folderLogEnds(data), LOG_ENDS, part)),
      ...(part === "events" ? marksOfReactions(data) : []),
    ],
    moreParts: () => {
      const hasUsers = evidence.location(DATABASES.users.file) !== undefined;
      databases.opened("users", { make: (empty) => empty.exec(usersSchema) }, () => undefined);
      return hasUsers ? [{ part: "users", checked: DATABASES.users.file, findings: databases.found("users") }] : [];
    },
  };
}

async function fileNamesIn(data: string): Promise<Set<string>> {
  const folder = join(data, "files");
  const names = new Set<string>();
  if (existsSync(folder)) for await (const name of readFolderFiles(folder).names()) names.add(name);
  return names;
}
