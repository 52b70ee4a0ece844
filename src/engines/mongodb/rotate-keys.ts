import type { Db } from "mongodb";
import { KeyStoreUnavailable, WrongMasterKey } from "../../privacy/key-store.js";
import { assertMasterKey, isMasterKey, masterKeyCheck, opensUnder, rewrap } from "../../privacy/key-wrapping.js";
import { KeyDocuments } from "./key-documents.js";
import { ANSWER_MS } from "./within-time.js";

const PAGE = 1_000;

/**
 * Wraps every living key under a new master key. No instance may run: it would make keys under the old one. From its
 * beginning to its end no key store opens there; one that was cut off is resumed by the same two master keys.
 * @returns how many keys were wrapped anew; null when the new master key is the one that they are under already
 * @throws WrongMasterKey, KeyDamaged, KeyStoreUnavailable
 */
export async function rotateMongoKeys(
  db: Db,
  masterKey: Uint8Array,
  newMasterKey: Uint8Array,
  answerMs = ANSWER_MS,
): Promise<number | null> {
  const documents = new KeyDocuments(db, answerMs);
  const kept = await documents.keptCheck();
  if (kept === undefined) throw new KeyStoreUnavailable(`the database ${db.databaseName} has no keys yet`);
  if (kept.next === undefined && isMasterKey(newMasterKey, kept.bytes)) return null;
  assertMasterKey(masterKey, kept.bytes);
  if (kept.next !== undefined && !isMasterKey(newMasterKey, kept.next))
    throw new WrongMasterKey("A change to another master key is under way; nothing was changed. End that one first.");
  const next = kept.next ?? masterKeyCheck(newMasterKey);
  if (kept.next === undefined) await documents.beginRotation(next);
  let rewrapped = 0;
  // Once more after the last, for what an instance that still ran has made meanwhile.
  for (let found = 1; found > 0; rewrapped += found) {
    found = 0;
    for (let after = ""; ;) {
      const page = await documents.page(after, PAGE);
      const old = page.filter((stored) => stored.destroyedAt === null && !opensUnder(newMasterKey, stored));
      await documents.replaceWrapped(
        old.map((stored) => ({ id: stored.id, from: stored.wrapped, to: rewrap(masterKey, newMasterKey, stored) })),
      );
      found += old.length;
      if (page.length < PAGE) break;
      after = page.at(-1)!.id;
    }
  }
  await documents.endRotation(next);
  return rewrapped;
}
