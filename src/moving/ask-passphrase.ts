import { createInterface, type Interface } from "node:readline/promises";
import { Writable, type Readable } from "node:stream";
import { assertLongEnough, PassphraseRefused } from "./passphrase.js";

/**
 * Asks at a terminal, which shows nothing of what is typed.
 * @param twice for one that nothing can tell to be mistyped, as nothing lies under it yet
 * @throws PassphraseRefused
 */
export async function askPassphrase(input: Readable, output: Writable, twice: boolean): Promise<string> {
  // The terminal echoes nothing while `readline` reads it, and what `readline` would show goes nowhere.
  const unseen = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({ input, output: unseen, terminal: true });
  try {
    const passphrase = await ask(lines, output, "Passphrase of the keys: ");
    assertLongEnough(passphrase, "The passphrase");
    if (twice && (await ask(lines, output, "The same again: ")) !== passphrase)
      throw new PassphraseRefused("These were two passphrases: begin again.");
    return passphrase;
  } finally {
    lines.close();
  }
}

async function ask(lines: Interface, output: Writable, question: string): Promise<string> {
  output.write(question);
  const ended = new AbortController();
  const end = () => ended.abort();
  lines.once("close", end);
  try {
    return await lines.question("", { signal: ended.signal });
  } catch {
    throw new PassphraseRefused("No passphrase was given.");
  } finally {
    lines.off("close", end);
    output.write("\n");
  }
}
