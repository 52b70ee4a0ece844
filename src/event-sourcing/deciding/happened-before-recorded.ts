import type { OccurredAt } from "../stored-event/occurred-at.js";
import { Rejection, type Rule } from "./rejection.js";

export const I11: Rule = {
  id: "I11",
  source: "[design] two time axes",
  en: "A fact can't have happened after it is recorded",
  indonesian: "Fakta tidak mungkin terjadi setelah dicatat",
};

/**
 * I11: the earliest time at which something can have happened is not after the time of recording (ISO).
 * @param field that said it, where it is known
 */
export function i11HappenedBeforeRecorded(
  { earliest }: Pick<OccurredAt, "earliest">,
  recordedAt: string,
  field?: string,
): void {
  if (earliest !== null && earliest > recordedAt)
    throw new Rejection(I11, { ...(field !== undefined && { field }), occurredAt: earliest, recordedAt });
}
