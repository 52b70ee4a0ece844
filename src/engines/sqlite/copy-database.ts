import { open } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";

/**
 * Copies a database as it is at this moment, beside whoever writes it, into a new file that is durable once this
 * resolves. What was overwritten or deleted in it is not in the copy.
 */
export async function copyDatabase(file: string, copy: string): Promise<void> {
  // Empty, and for its owner's eyes only, before anything is in it.
  await (await open(copy, "wx", 0o600)).close();
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    db.prepare("VACUUM INTO ?").run(copy);
  } finally {
    db.close();
  }
  const handle = await open(copy, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
