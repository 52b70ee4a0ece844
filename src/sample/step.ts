import type { Actor } from "../event-sourcing/envelope.js";
import type { AnyAggregate } from "../event-sourcing/decider.js";

/** An invented officer at work. */
export interface SampleOfficer {
  readonly id: string;
  /** UUID of the agency; null for the administrator who registers the first ones. */
  readonly agency: string | null;
  readonly role: string;
}

/** One command of an invented life. */
export interface CommandStep {
  /** When it is recorded: ISO 8601, UTC. */
  readonly at: string;
  /** Names the step among all others; keys and ids follow from it. */
  readonly name: string;
  readonly by: SampleOfficer;
  readonly aggregate: AnyAggregate;
  /** Undefined for a command that creates. */
  readonly id?: string;
  readonly command: string;
  /** The class that validates a request with this command. */
  readonly body: new () => object;
  readonly data: object;
}

/** A file that an officer uploads: `document` is what is told on its page. */
export interface UploadStep {
  readonly at: string;
  readonly name: string;
  readonly by: SampleOfficer;
  /** UUID of the person whose document it is. */
  readonly person: string;
  readonly upload: Uint8Array;
}

export type SampleStep = CommandStep | UploadStep;

export function actorOf({ id, agency, role }: SampleOfficer): Actor {
  return { kind: "OFFICER", id, onBehalfOf: null, agency, role };
}
