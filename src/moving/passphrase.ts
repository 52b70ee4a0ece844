import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { Mendable } from "../event-sourcing/mendable.js";

/** A passphrase, or what it should open, is not as it must be; the message says what to mend. */
export class PassphraseRefused extends Mendable {}

/** Of scrypt: 128 MiB of memory and some 0.4 s for each guess. */
const COST = { N: 2 ** 17, r: 8, p: 1 };
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LEAST_CHARACTERS = 16;

export interface PassphraseParameters {
  readonly kdf: "scrypt";
  readonly N: number;
  readonly r: number;
  readonly p: number;
  /** base64url */
  readonly salt: string;
}

/** The first line of a file, without its end. @throws PassphraseRefused */
export function readPassphrase(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new PassphraseRefused(`The passphrase file ${file} can't be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
  const passphrase = text.split(/\r?\n/, 1)[0]!;
  assertLongEnough(passphrase, `The passphrase in ${file}`);
  return passphrase;
}

/** @param subject what the sentence is about. @throws PassphraseRefused */
export function assertLongEnough(passphrase: string, subject: string): void {
  if (passphrase.length < LEAST_CHARACTERS)
    throw new PassphraseRefused(`${subject} has less than ${LEAST_CHARACTERS} characters.`);
}

export function newParameters(cost: Pick<PassphraseParameters, "N" | "r" | "p"> = COST): PassphraseParameters {
  return { kdf: "scrypt", ...cost, salt: randomBytes(16).toString("base64url") };
}

/**
 * Seals and opens numbered parts of one file, AES-256-GCM each, so that none can be left out, put elsewhere or
 * followed by others unseen.
 */
export class PassphraseCipher {
  readonly #key: Uint8Array;
  readonly #file: Uint8Array;

  /** @param header text at the head of the file, to which every part is bound */
  constructor(passphrase: string, parameters: PassphraseParameters, header: string) {
    const { kdf, N, r, p, salt } = parameters;
    if (kdf !== "scrypt" || N > 2 ** 20 || r > 16 || p > 4)
      throw new PassphraseRefused("The keys were sealed in a way that this version does not know.");
    try {
      const cost = { N, r, p, maxmem: 256 * N * r };
      this.#key = scryptSync(passphrase.normalize("NFC"), Buffer.from(salt, "base64url"), KEY_BYTES, cost);
    } catch {
      throw new PassphraseRefused("The keys are damaged: their first line says no way that there is to seal them.");
    }
    this.#file = createHash("sha256").update(header).digest();
  }

  seal(plain: Uint8Array, index: number, last: boolean): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    cipher.setAAD(this.#place(index, last));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws PassphraseRefused */
  open(sealed: Uint8Array, index: number, last: boolean): Buffer {
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#key, sealed.subarray(0, NONCE_BYTES));
      decipher.setAAD(this.#place(index, last));
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const body = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]);
    } catch {
      throw new PassphraseRefused(
        index === 0
          ? "The keys do not open: the passphrase is not the one of this export, or the file was changed."
          : "The keys are damaged, or cut off: copy the export again.",
      );
    }
  }

  #place(index: number, last: boolean): Buffer {
    return Buffer.concat([this.#file, Buffer.from(`${index}/${last ? "last" : "more"}`)]);
  }
}
