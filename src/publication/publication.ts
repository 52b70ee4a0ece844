import type { Aggregate } from "../event-sourcing/deciding/decider.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { publicationEvents, type PublicationEvent, type PublicationFacts } from "./publication.events.js";

type Content = Pick<PublicationFacts, "proposal" | "dataAsOf" | "tables">;

/** The public tables of a quarter. */
export interface Publication {
  /** Null in the state of a stream that is empty. */
  readonly quarter: string | null;
  /** What was proposed last, and by whom; null once it is published. */
  readonly proposal: (Content & { readonly officer: string; readonly proposedAt: string }) | null;
  readonly published: {
    readonly publishedAt: string;
    readonly recordedAt: string;
    readonly tables: readonly string[];
  } | null;
}

function evolve(state: Publication, recorded: EventRecord): Publication {
  const { type, facts, actor, recordedAt } = recorded as unknown as PublicationEvent & EventRecord;
  const { quarter, ...content } = facts;
  if (type === "PublicTablesProposed")
    return { ...state, quarter, proposal: { ...content, officer: actor.id, proposedAt: recordedAt } };
  const tables = facts.tables.map(({ id }) => id);
  return {
    quarter,
    proposal: null,
    published: { publishedAt: recordedAt, recordedAt: facts.dataAsOf.recordedAt, tables },
  };
}

/** `publication-<id>`: the public tables of one quarter, published once. */
export const publicationAggregate: Aggregate<Publication> = {
  category: "publication",
  events: anyDefinitions(publicationEvents),
  initial: { quarter: null, proposal: null, published: null },
  evolve,
  // The difference between two editions of a table tells what each of them hides.
  completes: () => {
    throw new InvalidField("not-correctable", "event", "is a publication, which stays as it is");
  },
};
