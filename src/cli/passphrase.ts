import { askPassphrase } from "./ask-passphrase.js";
import { PassphraseRefused, readPassphrase } from "../moving/passphrase.js";

export const PASSPHRASE_OPTION = [
  "--passphrase-file <file>",
  "the keys lie under the passphrase in its first line; asked for at a terminal if not given",
  process.env["KAWAL_PASSPHRASE_FILE"],
] as const;

export interface Passphrase {
  readonly passphraseFile?: string;
}

/** From its file, else asked for; never an argument, which every process of the machine can see. */
export async function passphraseOf(file: string | undefined, twice: boolean): Promise<string> {
  if (file !== undefined) return readPassphrase(file);
  if (process.stdin.isTTY) return askPassphrase(process.stdin, process.stderr, twice);
  throw new PassphraseRefused("Name the file of the passphrase by --passphrase-file.");
}
