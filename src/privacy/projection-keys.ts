import type { ProjectionKeys } from "../event-sourcing/projection-batch.js";
import { KeyDestroyed, singletonKeyId, UnknownKey, type KeyReader } from "./key-store.js";
import { tokensUnder, type LookupTokens } from "./lookup-tokens.js";
import { keyIdsOf, openWith } from "./sealing.js";

export interface OpenProjectionKeys extends ProjectionKeys {
  close(): void;
}

/**
 * What the one projection that reads inside sealed fields is given, in its worker thread. It keeps no key longer than
 * an opener lives, but for that of tokens, as a key may be destroyed in another thread at any moment.
 */
export function projectionKeys(reader: KeyReader): OpenProjectionKeys {
  let tokens: LookupTokens | undefined;
  return {
    opener: async (parts) => openWith(reader.find(keyIdsOf(parts))),
    token: (kind, normalised) => (tokens ??= tokensUnder(lookupKey(reader))).token(kind, normalised),
    close: () => reader.close(),
  };
}

function lookupKey(reader: KeyReader): Uint8Array {
  const id = singletonKeyId({ purpose: "lookup" });
  const key = reader.find([id]).get(id);
  if (key === undefined) throw new UnknownKey(id);
  if (key === "destroyed") throw new KeyDestroyed(id);
  return key;
}
