import { projectionKeys, type OpenProjectionKeys } from "../../privacy/projection-keys.js";
import { openKeyReader } from "./key-store.js";
import type { SqliteProjecting } from "./projections.js";

/** What a projection's worker thread is given of the keys, as its `keySource`. */
export interface ProjectionKeysSource {
  /** `keys.db`, which the main thread has open. */
  readonly file: string;
  readonly masterKey: Uint8Array;
}

/** @throws WrongMasterKey, UnknownKey */
export function openProjectionKeys({ keySource }: Pick<SqliteProjecting, "keySource">): Promise<OpenProjectionKeys> {
  return projectionKeys(openKeyReader(keySource as ProjectionKeysSource));
}
