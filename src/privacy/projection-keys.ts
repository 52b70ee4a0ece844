import type { ProjectionKeys } from "../event-sourcing/projecting/projection-batch.js";
import { KeyDestroyed, singletonKeyId, UnknownKey, type KeyReader } from "./key-store.js";
import { tokensUnder } from "./lookup-tokens.js";
import { keyIdsOf, openWith } from "./sealing.js";

export interface OpenProjectionKeys extends ProjectionKeys {
  close(): Promise<void>;
}

/**
 * What the one projection that reads inside sealed fields is given, in its worker thread. It keeps no key longer than
 * an opener lives, but for that of tokens, as a key may be destroyed elsewhere at any moment.
 * @throws UnknownKey, KeyDestroyed when there is no lookup key
 */
export async function projectionKeys(reader: KeyReader): Promise<OpenProjectionKeys> {
  const { token } = tokensUnder(await lookupKey(reader));
  return {
    opener: async (parts) => openWith(await reader.find(keyIdsOf(parts))),
    token,
    close: () => reader.close(),
  };
}

async function lookupKey(reader: KeyReader): Promise<Uint8Array> {
  const id = singletonKeyId({ purpose: "lookup" });
  const key = (await reader.find([id])).get(id);
  if (key === undefined) throw new UnknownKey(id);
  if (key === "destroyed") throw new KeyDestroyed(id);
  return key;
}
