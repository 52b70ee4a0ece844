import { commandIdOf } from "../event-sourcing/deciding/command-handling.js";
import type { AnyDecider } from "../event-sourcing/deciding/decider.js";
import type { Actor } from "../event-sourcing/stored-event/envelope.js";

/**
 * Stands for the route of a request: the ids of all that the sample makes follow from it, and from the steps' names.
 */
export const SAMPLE_ROUTE = "sample";

/** An invented officer at work. */
export interface SampleOfficer {
  readonly id: string;
  /** UUID of the agency; null for the administrator who registers the first ones. */
  readonly agency: string | null;
  readonly role: string;
}

interface Step {
  /** When it is recorded: ISO 8601, UTC. */
  readonly at: string;
  /** Names the step among all others; keys and ids follow from it. */
  readonly name: string;
  readonly by: SampleOfficer;
  /** Code of the purpose of processing. */
  readonly purpose: string;
}

/** One command of an invented life. */
export interface CommandStep extends Step {
  readonly decider: AnyDecider;
  /** Undefined for a command that creates. */
  readonly id?: string;
  readonly command: string;
  /** The class that validates a request with this command. */
  readonly body: new () => object;
  readonly data: object;
  /**
   * Of a correction: the id of the command whose event it corrects, as the event's own id is only known once stored.
   */
  readonly corrects?: string;
}

/** A file that an officer uploads. */
export interface UploadStep extends Step {
  /** UUID of the person whose document it is. */
  readonly person: string;
  readonly upload: Uint8Array;
}

export type SampleStep = CommandStep | UploadStep;

export function actorOf({ id, agency, role }: SampleOfficer): Actor {
  return { kind: "OFFICER", id, onBehalfOf: null, agency, role };
}

/** The id of the command that a step sends. */
export function commandOf({ by, name }: Pick<Step, "by" | "name">): string {
  return commandIdOf(by.id, SAMPLE_ROUTE, name);
}
