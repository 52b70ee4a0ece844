import type { RawEvent } from "../event-sourcing/stored-event/event-store.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";

/** What a list shows of one subject: a case, a repatriation, or whatever has work in it. */
export interface LiveSubject {
  readonly id: string;
  /** The name under which the need to know it stands: `case-<id>`. */
  readonly key: string;
  /** A code; null where nothing is left of it in the list. */
  readonly status: string | null;
  /** By which tokens the list finds it: whoever has none of them is not told of it. */
  readonly tokens: readonly string[];
}

/** A list whose changes are told while they happen. */
export interface LiveList {
  readonly name: string;
  /** The view that it is a list of. */
  readonly view: string;
  /** Whether an event may change what the list shows of the subject that its stream is. */
  changedBy(event: Pick<RawEvent, "stream" | "type">): boolean;
  /** What the list shows of these subjects, by their streams, as the view stands. */
  read(views: ReadModel, streams: readonly string[]): Promise<ReadonlyMap<string, LiveSubject>>;
}
