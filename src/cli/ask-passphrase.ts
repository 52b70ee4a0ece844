import type { Readable, Writable } from "node:stream";
import { askHidden } from "./ask-hidden.js";
import { assertLongEnough, PassphraseRefused } from "../moving/passphrase.js";

/**
 * Asks at a terminal, which shows nothing of what is typed.
 * @param twice for one that nothing can tell to be mistyped, as nothing lies under it yet
 * @throws PassphraseRefused
 */
export function askPassphrase(input: Readable, output: Writable, twice: boolean): Promise<string> {
  return askHidden(input, output, {
    question: "Passphrase of the keys: ",
    noun: "passphrase",
    twice,
    assertTaken: (passphrase) => assertLongEnough(passphrase, "The passphrase"),
    refusal: (message) => new PassphraseRefused(message),
  });
}
