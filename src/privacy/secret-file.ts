import { readFileSync, statSync } from "node:fs";

/**
 * What a file holds that nobody but its owner may read.
 * @param named how sentences call it, with its path: "The master key file …"
 * @param refusal makes the error of a sentence that says what to change
 * @throws what `refusal` makes
 */
export function readSecretFile(file: string, named: string, refusal: (message: string) => Error): Buffer {
  const unreadable = ({ code }: NodeJS.ErrnoException) =>
    refusal(code === "ENOENT" ? `${named} does not exist.` : `${named} can't be read: ${code}.`);
  let stat;
  try {
    stat = statSync(file);
  } catch (error) {
    throw unreadable(error as NodeJS.ErrnoException);
  }
  if (!stat.isFile()) throw refusal(`${named} is not a regular file.`);
  if (process.platform !== "win32" && (stat.mode & 0o077) !== 0)
    throw refusal(`${named} can be read by group or others. Run: chmod 600 ${file}`);
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(error as NodeJS.ErrnoException);
  }
}
