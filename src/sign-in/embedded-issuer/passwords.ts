import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { UserRefused } from "./user-refused.js";

/**
 * A password as it is kept: what the hash was made with lies beside it, so that a later version may choose otherwise.
 */
export interface PasswordHash {
  readonly hash: Uint8Array;
  readonly salt: Uint8Array;
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** Argon2id at 19 MiB, as OWASP's Password Storage Cheat Sheet has it. */
const COST = { memoryKib: 19_456, passes: 2, lanes: 1 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;

/** In characters; neither what they are nor when they were last changed is asked (ASVS 5, 6.2). */
export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 128;

/** @param subject what the sentence is about. @throws UserRefused */
export function assertPasswordLength(password: string, subject: string): void {
  const { length } = [...password];
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD)
    throw new UserRefused(`${subject} must have ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters.`);
}

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(SALT_BYTES);
  return { ...COST, salt, hash: await derive(password, { ...COST, salt }) };
}

/** Takes as long for the right one as for any other. */
export async function isPassword(password: string, kept: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, kept), kept.hash);
}

/** Whether a hash was made at another cost than a new one would be. */
export function isOfOtherCost({ memoryKib, passes, lanes }: PasswordHash): boolean {
  return memoryKib !== COST.memoryKib || passes !== COST.passes || lanes !== COST.lanes;
}

/** The same characters are the same password, however a keyboard composes them. */
function derive(password: string, cost: Omit<PasswordHash, "hash">): Promise<Buffer> {
  return promisify(argon2)("argon2id", {
    message: password.normalize("NFKC"),
    nonce: cost.salt,
    memory: cost.memoryKib,
    passes: cost.passes,
    parallelism: cost.lanes,
    tagLength: HASH_BYTES,
  });
}
