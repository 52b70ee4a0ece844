import type { Durability } from "./event-file.js";

/** What the writer's thread is started with. */
export interface WriterSettings {
  readonly file: string;
  /** How long a commit waits for a lock that another process holds. */
  readonly lockWaitMs: number;
}

/** One append; the bytes of its events lie end to end in one buffer, which is handed over and not copied. */
export interface AppendRequest {
  readonly request: number;
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly { readonly id: string; readonly type: string; readonly length: number }[];
  readonly bytes: ArrayBuffer;
}

export type WriterRequest = AppendRequest | "close";

export type AppendAnswer =
  | { readonly request: number; readonly number: number }
  | { readonly request: number; readonly conflictAt: number }
  | { readonly request: number; readonly refused: string };

export type WriterReport = { readonly kind: "ready"; readonly durability: Durability } | GroupReport;

export type GroupReport =
  /** After the commit of a group; `head` is the number of the newest event. */
  | { readonly kind: "committed"; readonly answers: readonly AppendAnswer[]; readonly head: number }
  /** Nothing of the group is known to be stored. */
  | { readonly kind: "failed"; readonly requests: readonly number[]; readonly reason: string };

/** The channel on which the writer tells every thread of the process the number of the newest event. */
export function headChannel(file: string): string {
  return `kawal-head:${file}`;
}
