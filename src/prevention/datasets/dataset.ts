import type { Aggregate, Load } from "../../event-sourcing/deciding/decider.js";
import { anyDefinitions } from "../../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { fieldsOf, NO_FIELDS, type PersonalRecord } from "../../event-sourcing/stored-event/personal-field.js";
import {
  datasetEvents,
  type CountFigure,
  type CountPeriod,
  type CountStatus,
  type DatasetEvent,
} from "./dataset.events.js";

/** Counts of one source, of one period. */
export interface Dataset {
  /** Undefined in the state of a stream that is empty. */
  readonly status: CountStatus | undefined;
  readonly agency: string | null;
  readonly publication: string | null;
  readonly period: CountPeriod;
  readonly figures: readonly CountFigure[];
  /** Id of the dataset that this one replaces. */
  readonly supersedes: string | null;
  /** Officers. */
  readonly recordedBy: string | null;
  readonly verifiedBy: string | null;
  /** Sealed: reported, the words of the source; note. */
  readonly narrative: PersonalRecord;
  /** Sealed: note of who verified it. */
  readonly verification: PersonalRecord;
}

const initial: Dataset = {
  status: undefined,
  agency: null,
  publication: null,
  period: { kind: "UNKNOWN" },
  figures: [],
  supersedes: null,
  recordedBy: null,
  verifiedBy: null,
  narrative: NO_FIELDS,
  verification: NO_FIELDS,
};

function evolve(state: Dataset, recorded: EventRecord): Dataset {
  const event = recorded as unknown as DatasetEvent & EventRecord;
  switch (event.type) {
    case "CountsRecorded": {
      const { status, agency = null, publication = null, supersedes = null, period, figures } = event.facts;
      return {
        ...state,
        // It may have been verified as of an earlier time than that of its source.
        status: state.verifiedBy === null ? status : "VERIFIED",
        agency,
        publication,
        period,
        figures,
        supersedes,
        recordedBy: event.actor.id,
        narrative: fieldsOf(event, "narrative"),
      };
    }
    case "CountsVerified":
      return { ...state, status: "VERIFIED", verifiedBy: event.actor.id, verification: fieldsOf(event, "narrative") };
  }
}

/** `dataset-<id>`: what one source counted. */
export const datasetAggregate: Aggregate<Dataset> = {
  category: "dataset",
  events: anyDefinitions(datasetEvents),
  initial,
  evolve,
};

export function datasetOf(id: string): Load<Dataset> {
  return { aggregate: datasetAggregate, id };
}
