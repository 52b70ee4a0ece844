import { stat, statfs } from "node:fs/promises";
import { join } from "node:path";

/** How much room a store takes, and how much is left. */
export interface StoreSizes {
  /** Bytes, by name of the part. */
  readonly parts: { readonly [part: string]: number };
  /** Bytes left on the disk for who runs the service. */
  readonly free: number;
}

/** Of the databases in a folder, each with its write-ahead log; what is not there takes nothing. */
export async function folderSizes(folder: string, databases: readonly string[]): Promise<StoreSizes> {
  const size = (file: string) =>
    stat(join(folder, file)).then(
      (found) => found.size,
      () => 0,
    );
  const sizes = databases.map(async (name) => [name, (await size(name)) + (await size(`${name}-wal`))] as const);
  const { bavail, bsize } = await statfs(folder);
  return { parts: Object.fromEntries(await Promise.all(sizes)), free: bavail * bsize };
}
