import type { RecordedRead } from "../../log-of-reads/read-log.js";
import { agencyNames, type NamedAgency } from "../../agency/agency-names.js";
import type { ReadModel } from "../../event-sourcing/projecting/read-model.js";

/** An officer who read it, or was refused it, in some time: for which agency, in which role, how often. */
export interface Reader {
  readonly officer: string;
  readonly role: string;
  readonly agency: NamedAgency | null;
  readonly purposes: readonly string[];
  readonly answered: number;
  readonly refused: number;
  /** ISO 8601. */
  readonly first: string;
  readonly last: string;
}

/** Tells who read something from a time until before another (ISO 8601). */
export type ReadersBetween = (from: string, until: string | null) => Reader[];

/** @param reads newest first, as the log gives them */
export async function readersOf(readModel: ReadModel, reads: readonly RecordedRead[]): Promise<ReadersBetween> {
  const inOrder = reads.toReversed();
  const named = await agencyNames(
    readModel,
    reads.map(({ agency }) => agency),
  );
  return (from, until) => {
    const readers = new Map<string, Reader>();
    for (let i = firstFrom(inOrder, from); i < inOrder.length; i++) {
      const { officer, role, agency, purpose, outcome, recordedAt } = inOrder[i]!;
      if (until !== null && recordedAt >= until) break;
      const key = `${officer} ${agency} ${role}`;
      const before = readers.get(key);
      const isAnswer = Number(outcome === "answered");
      readers.set(key, {
        officer,
        role,
        agency: before ? before.agency : named(agency, recordedAt),
        purposes: before?.purposes.includes(purpose) ? before.purposes : [...(before?.purposes ?? []), purpose],
        answered: (before?.answered ?? 0) + isAnswer,
        refused: (before?.refused ?? 0) + 1 - isAnswer,
        first: before?.first ?? recordedAt,
        last: recordedAt,
      });
    }
    return [...readers.values()];
  };
}

/** Index of the first read that is not before a time. */
function firstFrom(reads: readonly RecordedRead[], from: string): number {
  let [low, high] = [0, reads.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reads[middle]!.recordedAt < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
