import { execFile, type ExecFileException } from "node:child_process";
import { MasterKeyRefused, parseMasterKey, readMasterKey } from "./master-key.js";

/**
 * Where the 32 bytes of the master key come from, asked once when a store is opened. A key-management service stands
 * behind it by giving those bytes, or by unwrapping them in a command; it does not wrap each key, as then every
 * narrative would wait for it, and an erasure or a rebuild stop where it does not answer.
 * @throws MasterKeyRefused
 */
export type MasterKeySource = () => Promise<Uint8Array>;

export interface MasterKeySettings {
  /** File of the key, also one that is mounted as a secret; null where there is none. */
  readonly masterKeyFile: string | null;
  /** A command that prints the key: words with spaces between them, no shell. */
  readonly masterKeyCommand?: string | undefined;
}

const ANSWER_MS = 30_000;
const MOST_BYTES = 4_096;

/** @param dataFolder which the key's file must not lie in. @returns null where neither is set: a sample has its own */
export function masterKeySource(settings: MasterKeySettings, dataFolder?: string): MasterKeySource | null {
  const { masterKeyFile: file, masterKeyCommand: command } = settings;
  if (command !== undefined) return () => askCommand(command);
  return file === null ? null : async () => readMasterKey(file, dataFolder);
}

/**
 * Runs a command that prints the key, e.g. of age, systemd-creds, pass or vault. What it prints is shown nowhere.
 * @param answerMs how long it may take
 * @throws MasterKeyRefused
 */
export async function askCommand(command: string, answerMs = ANSWER_MS): Promise<Uint8Array> {
  const [program = "", ...args] = command.split(/\s+/).filter((word) => word !== "");
  const named = `The command of the master key (KAWAL_MASTER_KEY_COMMAND, ${program})`;
  if (program === "") throw new MasterKeyRefused("KAWAL_MASTER_KEY_COMMAND names no command.");
  const printed = await new Promise<Buffer>((resolve, reject) => {
    const options = { timeout: answerMs, maxBuffer: MOST_BYTES, encoding: "buffer", killSignal: "SIGKILL" } as const;
    execFile(program, args, options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new MasterKeyRefused(`${named} ${failureOf(error)}.`));
    }).stdin?.end();
  });
  const key = parseMasterKey(printed);
  printed.fill(0);
  if (!key) throw new MasterKeyRefused(`${named} does not print a key of 32 bytes, raw, hex or base64.`);
  return key;
}

function failureOf(error: ExecFileException): string {
  // The error's own message quotes what the command wrote.
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return "prints more than a key";
  if (error.killed === true) return "did not end in time";
  if (typeof error.code === "number") return `ended with ${error.code}`;
  return `can't be run (${error.code ?? String(error.signal)})`;
}
