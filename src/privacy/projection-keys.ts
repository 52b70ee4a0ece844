import { createHmac } from "node:crypto";
import { canonicalBytes, type SealedPart } from "../event-sourcing/envelope.js";
import type { OpenField } from "../event-sourcing/personal-field.js";
import { KeyDestroyed, singletonKeyId, UnknownKey, type KeyReader, type KeyStore } from "./key-store.js";
import { keyIdsOf, openWith } from "./sealing.js";

/** Makes search tokens: HMAC-SHA-256 (base64url) of a normalised value of a kind, under the lookup key. */
export type MakeToken = (kind: string, normalised: string) => string;

/** What the one projection that reads inside sealed fields is given, in its worker thread. */
export interface ProjectionKeys {
  /** Fetches the keys of these parts, and opens their fields from then on. */
  opener(parts: readonly SealedPart[]): Promise<OpenField>;
  readonly token: MakeToken;
  close(): void;
}

/** Keeps no key of its own longer than an opener lives, as a key may be destroyed in another thread at any moment. */
export function projectionKeys(reader: KeyReader): ProjectionKeys {
  let token: MakeToken | undefined;
  return {
    opener: async (parts) => openWith(reader.find(keyIdsOf(parts))),
    token: (kind, normalised) => (token ??= tokenUnder(lookupKey(reader)))(kind, normalised),
    close: () => reader.close(),
  };
}

/** Tokens for a search; the service asks for them before a projection's worker starts, as this makes the lookup key. */
export async function openTokens(keys: KeyStore): Promise<MakeToken> {
  const [key] = await keys.ensure([{ purpose: "lookup" }]);
  return tokenUnder(key!.bytes);
}

function lookupKey(reader: KeyReader): Uint8Array {
  const id = singletonKeyId({ purpose: "lookup" });
  const key = reader.find([id]).get(id);
  if (key === undefined) throw new UnknownKey(id);
  if (key === "destroyed") throw new KeyDestroyed(id);
  return key;
}

function tokenUnder(key: Uint8Array): MakeToken {
  return (kind, normalised) =>
    createHmac("sha256", key)
      .update(canonicalBytes([kind, normalised]))
      .digest("base64url");
}
