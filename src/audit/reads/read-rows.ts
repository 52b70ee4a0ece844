import type { ReadModel } from "../../event-sourcing/projecting/read-model.js";
import { agencyNames, type NamedAgency } from "../../agency/agency-names.js";
import type { RecordedRead } from "../../log-of-reads/read-log.js";

/** A read as it is told of a person: of what else was in the same answer, only how much. */
export interface ReadRow extends Pick<
  RecordedRead,
  "recordedAt" | "purpose" | "lawfulBasis" | "outcome" | "route" | "status" | "count" | "classes" | "by" | "rule"
> {
  /** Id of the event in the log of reads. */
  readonly event: string;
  readonly who: { readonly officer: string; readonly onBehalfOf: string | null; readonly role: string };
  readonly agency: NamedAgency | null;
  /** Whether it was this person who was asked for, and not only in the answer. */
  readonly askedFor: boolean;
}

/** @param persons the person under all identities */
export async function readRows(
  readModel: ReadModel,
  reads: readonly RecordedRead[],
  persons: readonly string[],
): Promise<ReadRow[]> {
  const named = await agencyNames(
    readModel,
    reads.map(({ agency }) => agency),
  );
  return reads.map(({ id, officer, onBehalfOf, role, agency, asked, ids: _ids, ...read }) => ({
    event: id,
    who: { officer, onBehalfOf, role },
    agency: named(agency, read.recordedAt),
    askedFor: asked.some((each) => persons.includes(each)),
    ...read,
  }));
}
