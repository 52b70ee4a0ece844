import { splitStream } from "../../event-sourcing/deciding/decider.js";
import type { Projection } from "../../event-sourcing/projecting/projection.js";
import { stateIn } from "../../event-sourcing/projecting/stored-state.js";
import { regionPath } from "../../places/regions.js";
import { agreementEvents } from "./agreement.events.js";
import { agreementAggregate, statusOf, type Agreement } from "./agreement.js";
import { OPEN_STATUSES, type CommitmentStatus } from "./codes.js";

export interface AgreementDocument extends Agreement {
  readonly id: string;
  /** The region, and those that it lies in. */
  readonly regions: readonly string[];
  /** Of its commitments: agencies that have one. */
  readonly owners: readonly string[];
  readonly statuses: readonly CommitmentStatus[];
  /** The earliest day on which an open commitment is due; null for none. Whether it is overdue, the query tells. */
  readonly due: string | null;
  /** ISO 8601: when it was held at the latest, or recorded. */
  readonly at: string;
}

/** Meetings of agencies, with what was agreed there and what became of it. */
export const agreementsView: Projection<AgreementDocument> = {
  name: "agreements",
  version: 1,
  types: agreementEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`agreement-${id}`],
  revisionOf: (id) => `agreement-${id}`,
  indexes: [
    { field: "units", type: "set" },
    { field: "parties", type: "set" },
    { field: "regions", type: "set" },
    { field: "owners", type: "set" },
    { field: "statuses", type: "set" },
    { field: "due", type: "text" },
    { field: "at", type: "text" },
  ],
  ids: ({ stream }) => [splitStream(stream)[1]],
  evolve(document, event, id) {
    const agreement = agreementAggregate.evolve(stateIn(agreementAggregate.initial, document), event);
    const { commitments, steps, region, held } = agreement;
    const open = commitments.filter((each) => OPEN_STATUSES.includes(statusOf(each, steps)));
    const days = open.flatMap(({ due }) => due ?? []).toSorted();
    return {
      ...agreement,
      id,
      regions: region === null ? [] : regionPath(region),
      owners: [...new Set(commitments.map(({ owner }) => owner))],
      statuses: [...new Set(commitments.map((each) => statusOf(each, steps)))],
      due: days[0] ?? null,
      at: event.type === "MeetingRecorded" ? (held!.latest ?? event.recordedAt) : (document?.at ?? event.recordedAt),
    };
  },
};
