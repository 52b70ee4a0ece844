import { createHmac } from "node:crypto";
import { canonicalBytes } from "../event-sourcing/stored-event/envelope.js";
import type { KeyStore } from "./key-store.js";

/**
 * The UUID of whom an issuer calls by a `sub`, always the same. It is an HMAC under a key of the store: so no event
 * holds a `sub`, and nobody who knows one can tell whose events are whose without the key.
 */
export type OfficerIds = (issuer: string, subject: string) => Promise<string>;

/** The key is made when it is first needed, and is kept with the store's: a copy of the store gives the same ids. */
export function officerIds(keys: Pick<KeyStore, "ensure">): OfficerIds {
  let key: Uint8Array | undefined;
  return async (issuer, subject) => {
    key ??= (await keys.ensure([{ purpose: "officers" }]))[0]!.bytes;
    const digest = createHmac("sha256", key)
      .update(canonicalBytes([issuer, subject]))
      .digest();
    return uuidOf(digest.subarray(0, 16));
  };
}

/** 122 of the bits, as a UUID of version 8 (RFC 9562, 5.8). */
function uuidOf(bytes: Buffer): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
