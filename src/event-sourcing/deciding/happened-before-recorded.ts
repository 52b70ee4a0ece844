import type { OccurredAt } from "../stored-event/occurred-at.js";
import { Rejection, type Rule } from "./rejection.js";

export const I11: Rule = {
  id: "I11",
  source: "[design] two time axes",
  en: "A fact can't have happened after it is recorded",
  indonesian: "Fakta tidak mungkin terjadi setelah dicatat",
};

/** I11: the earliest time at which something can have happened is not after the time of recording (ISO). */
export function i11HappenedBeforeRecorded(occurredAt: OccurredAt, recordedAt: string): void {
  if (occurredAt.earliest !== null && occurredAt.earliest > recordedAt)
    throw new Rejection(I11, { occurredAt: occurredAt.earliest, recordedAt });
}
