import { Mendable } from "../event-sourcing/mendable.js";
import type { LogLoss, LogName } from "./log-ends.js";

/** A file of the store can't be used as it is; the message names it, what is lost, and what to do. */
export class StoreDamaged extends Mendable {}

type Profile = "embedded" | "cluster";

/** A log as an operator knows it, and the verb for it. */
const NAMES: Readonly<Record<Profile, Readonly<Record<LogName, { readonly is: string; readonly has: string }>>>> = {
  embedded: {
    events: { is: "events.db ends", has: "events.db has" },
    reads: { is: "reads.db ends", has: "reads.db has" },
  },
  cluster: {
    events: { is: "the log of events in EventStoreDB ends", has: "the log of events in EventStoreDB has" },
    reads: { is: "the log of reads in EventStoreDB ends", has: "the log of reads in EventStoreDB has" },
  },
};

const WAYS_BACK: Readonly<Record<Profile, string>> = {
  embedded:
    "Put the newest copy back, or restore a whole backup with `kawal restore`. Where there is no newer copy, `kawal accept-loss --reason <why>` records the loss as an event; then the service starts.",
  cluster:
    "Stop every instance, and put the newest copy of EventStoreDB back. Where there is no newer copy, `kawal accept-loss --reason <why>` records the loss as an event; then the service starts.",
};

/** A log lacks events that it had; the message says what to do. */
export class LogsCut extends Mendable {
  constructor(
    readonly losses: readonly LogLoss[],
    profile: Profile,
  ) {
    super(`${losses.map((loss) => `${inWords(loss, profile)}.`).join(" ")} ${WAYS_BACK[profile]}`);
  }
}

/** What is lost of a log. */
export function whereItEnds({ log, had, ends }: LogLoss, profile: Profile): string {
  const { is, has } = NAMES[profile][log];
  const last = ends < 0 ? `${has} no events` : `${is} with event ${ends}`;
  return `${last}, and had reached event ${had.number}`;
}

function inWords(loss: LogLoss, profile: Profile): string {
  return loss.standing === "ahead"
    ? `${whereItEnds(loss, profile)}: its newest events are lost, or an older copy was put back`
    : `${NAMES[profile][loss.log].has} another event ${loss.had.number} than it had: it is another log, or its newest events were replaced`;
}
