import type { Checkpoint } from "../../event-sourcing/stored-event/event-store.js";
import type { StoredKey, WrappedKey } from "../../privacy/key-wrapping.js";

/** What the thread that writes keys starts with. It never sees the master key, nor a key unwrapped. */
export interface KeyWriterSettings {
  readonly file: string;
  /** Kept if the file has none yet. */
  readonly masterKeyCheck: Uint8Array;
}

export type KeyWrite =
  | { readonly kind: "insert"; readonly keys: readonly WrappedKey[] }
  | { readonly kind: "destroy"; readonly ids: readonly string[]; readonly now: string }
  | { readonly kind: "restore"; readonly keys: readonly StoredKey[] }
  /** Up to where the erasures of the log were applied. */
  | { readonly kind: "mark"; readonly upTo: Checkpoint }
  /** Whose keys these are, for good. */
  | { readonly kind: "bind"; readonly store: string }
  | { readonly kind: "close" };

/** Answers come in the order of the writes, each after its own fsync; the first of all says that the file is open. */
export type KeyWriteAnswer =
  /** For an insert or a restoring, the keys that stand now, in order. */
  { readonly done: readonly StoredKey[] } | { readonly failed: string };
