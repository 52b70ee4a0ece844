import { projectionKeys, type ProjectionKeys } from "../../privacy/projection-keys.js";
import { openKeyReader } from "./key-store.js";

/** What a projection's worker thread is given of the keys, in its `workerData`. */
export interface ProjectionKeysSettings {
  /** `keys.db`, which the main thread has open. */
  readonly keysFile: string;
  readonly masterKey: Uint8Array;
}

/** @throws WrongMasterKey */
export function openProjectionKeys({ keysFile, masterKey }: ProjectionKeysSettings): ProjectionKeys {
  return projectionKeys(openKeyReader({ file: keysFile, masterKey }));
}
