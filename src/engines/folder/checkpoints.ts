import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Checkpoints, ReactionsCheckpoint } from "../../event-sourcing/reacting/checkpoints.js";

/** Checkpoints as small files, each replaced whole. */
export async function openFolderCheckpoints(folder: string): Promise<Checkpoints> {
  await mkdir(folder, { recursive: true });
  const fileOf = (name: string) => join(folder, `${name}.json`);
  return {
    async load(name) {
      try {
        const stored = JSON.parse(await readFile(fileOf(name), "utf8")) as Partial<ReactionsCheckpoint>;
        return { followed: -1, ...stored } as ReactionsCheckpoint;
      } catch (error) {
        // A checkpoint lost, or torn by a power cut, is begun anew: what it guards is idempotent.
        if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      }
    },
    async save(name, { number, position, followed, mark }) {
      const next = `${fileOf(name)}.next`;
      const file = await open(next, "w");
      try {
        await file.writeFile(JSON.stringify({ number, position, followed, mark }));
      } finally {
        await file.close();
      }
      await rename(next, fileOf(name));
    },
    forget: (name) => rm(fileOf(name), { force: true }),
  };
}
