import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { dayOf } from "../figures/dimension.js";
import {
  publicationEvents,
  PublicTablesPublished,
  type PublicationFacts,
  type PublishedTable,
} from "./publication.events.js";
import { publicationAggregate, type Publication } from "./publication.js";

export interface PublicationDocument extends Publication {
  readonly id: string;
  /** The day in Jakarta; null while it is only proposed. */
  readonly publishedOn: string | null;
}

/** Each quarter of which public tables were proposed or published. */
export const publicationsView: Projection<PublicationDocument> = {
  name: "publications",
  version: 1,
  types: publicationEvents.map(({ type }) => type),
  order: "recorded",
  indexes: [
    { field: "quarter", type: "text" },
    { field: "publishedOn", type: "text" },
  ],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve(document, event, id) {
    const state = publicationAggregate.evolve(stateIn(publicationAggregate.initial, document), event);
    return { ...state, id, publishedOn: state.published && dayOf(state.published.publishedAt) };
  },
};

/** A table of a quarter, as everybody may read it. */
export interface PublicTableDocument {
  readonly id: string;
  readonly quarter: string;
  readonly publishedOn: string;
  readonly publishedAt: string;
  /** `recordedAt` of the last event that is in it. */
  readonly dataAsOf: string;
  readonly table: PublishedTable;
}

/** Every public table that was published. */
export const publicTablesView: Projection<PublicTableDocument> = {
  name: "public-tables",
  version: 1,
  types: [PublicTablesPublished.type],
  order: "recorded",
  indexes: [
    { field: "table.id", type: "text" },
    { field: "quarter", type: "text" },
    { field: "publishedOn", type: "text", narrows: true },
  ],
  ids: ({ facts }) => {
    const { quarter, tables } = facts as PublicationFacts;
    return tables.map((table) => `${quarter}/${table.id}`);
  },
  evolve(_, { facts, recordedAt }, id) {
    const { quarter, dataAsOf, tables } = facts as PublicationFacts;
    const table = tables.find((each) => `${quarter}/${each.id}` === id)!;
    const publishedAt = recordedAt;
    return { id, quarter, publishedOn: dayOf(publishedAt), publishedAt, dataAsOf: dataAsOf.recordedAt, table };
  },
};
