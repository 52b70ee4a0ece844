import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Mendable } from "../../event-sourcing/mendable.js";
import { syncFolder } from "./sync-folder.js";

/** Name of the file in the data folder that says that an import has begun and not come to its end. */
export const UNFINISHED = "import-unfinished";

/** An import was cut off: half a store is there, which no service may go on with. */
export class ImportUnfinished extends Mendable {}

/** @throws ImportUnfinished */
export function assertImportFinished(data: string): void {
  if (existsSync(join(data, UNFINISHED)))
    throw new ImportUnfinished(
      `the import into ${data} has not come to its end: run \`kawal import\` again, which goes on`,
    );
}

/** Durable once this resolves. */
export async function beginImport(data: string): Promise<void> {
  await writeFile(join(data, UNFINISHED), "");
  await syncFolder(data);
}

export async function finishImport(data: string): Promise<void> {
  await rm(join(data, UNFINISHED), { force: true });
  await syncFolder(data);
}
