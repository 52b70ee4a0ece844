import type { Index, Projection } from "../../event-sourcing/projecting/projection.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { monthOf } from "../../figures/dimension.js";
import { RequestAnswered } from "../../log-of-reads/reads.events.js";

/** What the officers of an agency did in a month of Jakarta, by when it was recorded. */
export interface UsageDocument {
  /** `<agency>/<month>`. */
  readonly id: string;
  readonly agency: string;
  /** `YYYY-MM`. */
  readonly month: string;
  /** How often, by officer. */
  readonly officers: { readonly [officer: string]: number };
  /** The command counted last: all its events stand together in the log, and count once. */
  readonly last?: string;
}

const indexes: readonly Index[] = [
  { field: "agency", type: "text" },
  { field: "month", type: "text", narrows: true },
];

function ids({ actor, recordedAt }: EventRecord): readonly string[] {
  return actor.kind === "OFFICER" && actor.agency !== null ? [`${actor.agency}/${monthOf(recordedAt)}`] : [];
}

function onceMore(document: UsageDocument | undefined, { actor }: EventRecord, id: string): UsageDocument {
  const [agency, month] = id.split("/") as [string, string];
  const before = document ?? { id, agency, month, officers: {} };
  const count = (before.officers[actor.id] ?? 0) + 1;
  return { ...before, officers: { ...before.officers, [actor.id]: count } };
}

/** Commands that were taken. What process managers do by themselves is nobody's. */
export const usageView: Projection<UsageDocument> = {
  name: "usage",
  version: 1,
  types: "all",
  order: "recorded",
  indexes,
  ids,
  evolve: (document, event, id) =>
    document?.last === event.commandId ? document : { ...onceMore(document, event, id), last: event.commandId },
};

/** Requests that were answered with data. It follows the log of reads. */
export const usageOfReadsView: Projection<UsageDocument> = {
  name: "usage-of-reads",
  version: 1,
  types: [RequestAnswered.type],
  order: "recorded",
  indexes,
  ids,
  evolve: onceMore,
};
