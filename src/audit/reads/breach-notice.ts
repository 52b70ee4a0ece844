import type { FieldClass } from "../../event-sourcing/stored-event/envelope.js";
import type { ReadModel } from "../../event-sourcing/projecting/read-model.js";
import { LIMITS } from "../../limits.js";
import { personProfileView, type PersonProfileDocument } from "../../person/person-profile.view.js";
import { agencyNames } from "../../agency/agency-names.js";
import { allPages } from "../../event-sourcing/projecting/all-pages.js";
import { breachTexts } from "./breach-texts.js";
import type { ReadLog, RecordedRead } from "../../log-of-reads/read-log.js";

/** Which reads a breach consists of. */
export interface BreachSpan {
  /** ISO 8601, UTC, inclusive. */
  readonly from: string;
  readonly to: string;
  readonly officer?: string | undefined;
  readonly agency?: string | undefined;
}

const PAGE = 500;

const SOURCE = "UU 27/2022 art. 46";

/**
 * The draft of the notice that a breach of personal data asks for, to the subjects and to the authority, out of the log
 * of reads: what was read, whose, when, by whom and by which way. How it was handled is left to be filled in.
 * @param now ISO 8601, UTC
 */
export async function breachNotice(
  { reads: log, readModel }: { readonly reads: Pick<ReadLog, "between">; readonly readModel: ReadModel },
  span: BreachSpan,
  now: string,
) {
  const { from, to, officer, agency } = span;
  const reads: RecordedRead[] = [];
  let complete = true;
  const pages = allPages(async (after) => {
    const { reads: rows, next } = await log.between(from, to, { officer, agency, limit: PAGE, after });
    return { rows, next };
  });
  for await (const read of pages) {
    if (reads.length === LIMITS.readsInBreachNotice.most) {
      complete = false;
      break;
    }
    reads.push(read);
  }
  const answered = reads.filter(({ outcome }) => outcome === "answered");
  const ids = [...new Set(answered.flatMap((read) => read.ids))];
  const persons = await personsAmong(readModel, ids);
  const classes = [...new Set(answered.flatMap((read) => read.classes))].toSorted();
  const first = answered.at(-1)?.recordedAt ?? null;
  const last = answered[0]?.recordedAt ?? null;
  const by = await readersOf(readModel, reads);
  const facts = { classes, persons: persons.length, requests: answered.length, first, last, officers: by.length };
  return {
    draft: true as const,
    madeAt: now,
    due: {
      within: "P3D",
      source: SOURCE,
      en: "in writing, within 3x24 hours, to the subjects and to the authority",
      indonesian: "secara tertulis paling lambat 3x24 jam kepada Subjek Data Pribadi dan lembaga",
    },
    span,
    /** False where there are more reads than one draft tells of: then it is for a part of the span only. */
    complete,
    what: {
      classes,
      requests: answered.length,
      ids: ids.length,
      /** Ids that answers had beyond those that an event of the log holds. */
      idsNotListed: answered.reduce((sum, { count, ids: listed }) => sum + count - listed.length, 0),
    },
    whose: { persons },
    when: { first, last },
    by,
    how: routesOf(reads),
    handling: { measures: "", recovery: "", contact: "" },
    texts: breachTexts(facts),
  };
}

async function personsAmong(readModel: ReadModel, ids: readonly string[]): Promise<string[]> {
  const persons: string[] = [];
  for (let at = 0; at < ids.length; at += PAGE) {
    const found = await readModel.getMany<PersonProfileDocument>(personProfileView.name, ids.slice(at, at + PAGE));
    persons.push(...found.map(({ id }) => id));
  }
  return persons;
}

/** Who asked, for which agency, how often, from when to when. Reads come newest first. */
async function readersOf(readModel: ReadModel, reads: readonly RecordedRead[]) {
  const named = await agencyNames(
    readModel,
    reads.map(({ agency }) => agency),
  );
  const groups = Map.groupBy(reads, ({ officer, agency, role }) => `${officer} ${agency} ${role}`);
  return [...groups.values()].map((theirs) => {
    const { officer, agency, role, recordedAt } = theirs[0]!;
    return {
      officer,
      role,
      agency: named(agency, recordedAt),
      purposes: [...new Set(theirs.map(({ purpose }) => purpose))].toSorted(),
      answered: theirs.filter(({ outcome }) => outcome === "answered").length,
      refused: theirs.filter(({ outcome }) => outcome === "refused").length,
      first: theirs.at(-1)!.recordedAt,
      last: recordedAt,
    };
  });
}

function routesOf(reads: readonly RecordedRead[]) {
  const groups = Map.groupBy(reads, ({ route: { method, pattern } }) => `${method} ${pattern}`);
  return [...groups].map(([route, theirs]) => ({
    route,
    answered: theirs.filter(({ outcome }) => outcome === "answered").length,
    refused: theirs.filter(({ outcome }) => outcome === "refused").length,
    classes: [...new Set(theirs.flatMap(({ classes }): readonly FieldClass[] => classes))].toSorted(),
    searchedBy: [...new Set(theirs.flatMap(({ by }) => by))].toSorted(),
  }));
}
