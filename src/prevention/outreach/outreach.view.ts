import { withSightOf, type SightTokens } from "../../access/sight-tokens.js";
import { splitStream } from "../../event-sourcing/deciding/decider.js";
import type { Projection } from "../../event-sourcing/projecting/projection.js";
import { stateIn } from "../../event-sourcing/projecting/stored-state.js";
import { dateIn } from "../../event-sourcing/stored-event/occurred-at.js";
import { regionPath } from "../../places/regions.js";
import { outreachEvents } from "./outreach.events.js";
import { outreachAggregate, type Outreach } from "./outreach.js";

export interface OutreachDocument extends Outreach {
  readonly id: string;
  /** The place, and those that it lies in. */
  readonly regions: readonly string[];
  /**
   * The first and the last day on which it can have happened, where it happened; the same one where the other is not
   * known, and that of its recording where none is.
   */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly sight: SightTokens;
}

/** Activities of prevention. */
export const outreachView: Projection<OutreachDocument> = {
  name: "outreach",
  version: 1,
  types: outreachEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`outreach-${id}`],
  revisionOf: (id) => `outreach-${id}`,
  indexes: [
    { field: "regions", type: "set" },
    { field: "form", type: "text", narrows: true },
    { field: "firstDay", type: "text" },
    { field: "lastDay", type: "text" },
    { field: "sight", type: "set" },
  ],
  ids: ({ stream }) => [splitStream(stream)[1]],
  evolve(document, event, id) {
    const outreach = outreachAggregate.evolve(stateIn(outreachAggregate.initial, document), event);
    return {
      ...outreach,
      id,
      regions: outreach.region === null ? [] : regionPath(outreach.region),
      ...daysOf(outreach),
      sight: withSightOf(document?.sight ?? [], event),
    };
  },
};

function daysOf({ occurredAt, recordedAt }: Outreach): Pick<OutreachDocument, "firstDay" | "lastDay"> {
  if (occurredAt === null || recordedAt === null) return { firstDay: "", lastDay: "" };
  const { earliest, latest, zone } = occurredAt;
  const day = (at: string) => dateIn(zone, at);
  return {
    firstDay: day(earliest ?? latest ?? recordedAt),
    lastDay: day(latest ?? earliest ?? recordedAt),
  };
}
