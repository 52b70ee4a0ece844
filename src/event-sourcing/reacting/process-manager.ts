import type { EventRecord } from "../stored-event/event-record.js";
import type { Load } from "../deciding/decider.js";
import type { ReadModel } from "../projecting/read-model.js";

/** "When … Then …": what follows elsewhere from something that has happened. */
export interface ProcessManager {
  /** Part of the name of its streams, `process-<name>-<source event id>`; never changes. */
  readonly name: string;
  /** Event types that it reacts to. */
  readonly when: readonly string[];
  /** The commands that follow; none, and nothing is recorded. */
  readonly thenSend: (event: EventRecord, reads: ProcessReads) => Promise<readonly FollowUp[]>;
}

export interface FollowUp {
  /** Category of the aggregate. */
  readonly category: string;
  readonly id: string;
  /** Name of the command. */
  readonly command: string;
  readonly data: object;
}

/** What a process manager may read: streams as they are now, and views that have taken the source event. */
export interface ProcessReads {
  load<State>(load: Load<State>): Promise<State>;
  /** The same, with the revision that the stream has then. */
  loadAt<State>(load: Load<State>): Promise<{ readonly state: State; readonly revision: number }>;
  readonly views: ReadModel;
}
