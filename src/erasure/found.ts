import { timelineView, type PersonalValues, type TimelineDocument } from "../timeline/timeline.view.js";
import type { FieldClass } from "../event-sourcing/stored-event/envelope.js";
import type { OpenField } from "../event-sourcing/stored-event/personal-field.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { FileStored } from "../files/file.events.js";
import { singletonKeyId, type KeyStore } from "../privacy/key-store.js";
import { keyIdsOf, openWith } from "../privacy/sealing.js";
import type { Found } from "../person/erase-person.js";
import type { FoundNarrative } from "../person/narratives.js";

const PAGE = 500;

const TIMELINE_PARKED: Rule = {
  id: "timeline-parked",
  source: "[design] an erasure must find every narrative that names the person",
  en: "The timeline has parked events, so that not every narrative can be found: retry those first",
  indonesian: "Ada peristiwa yang tertunda pada linimasa sehingga tidak semua narasi dapat ditemukan",
};

/**
 * What an erasure of a person has to destroy, by the timeline: wait for it before. Keys of fields are made where there
 * are none, so that what is sealed at the same moment is sealed under one of them: the erasure misses none.
 * @throws Rejection while the timeline has parked anything
 */
export async function findForErasure(
  person: string,
  scope: readonly FieldClass[],
  { readModel, keys }: { readonly readModel: ReadModel; readonly keys: Pick<KeyStore, "ensure" | "find"> },
): Promise<Found> {
  const parked = await readModel.parked(timelineView.name);
  if (parked.length > 0) throw new Rejection(TIMELINE_PARKED, { parked: parked.map(({ subject }) => subject) });
  const classes = scope.filter((each) => each !== "narrative");
  const own = await keys.ensure(classes.map((each) => ({ purpose: "fields", person, class: each })));
  const documents = await timelineOf(person, readModel);
  const parts = documents.flatMap((document) => narrativePartsOf(document).flatMap(({ values }) => values.parts));
  const found = await keys.find(keyIdsOf(parts));
  const open = openWith(found);
  return {
    keys: own.map(({ id }) => id),
    // The salt of a file lies with the identity: a file goes with it.
    files: scope.includes("identity") ? documents.flatMap((document) => fileIn(document, person)) : [],
    narratives: documents
      .flatMap((document) => narrativesIn(document, person, documents, open))
      .filter(({ key }) => found.get(key) !== "destroyed"),
  };
}

async function timelineOf(person: string, readModel: ReadModel): Promise<TimelineDocument[]> {
  const all: TimelineDocument[] = [];
  for (let after: string | undefined; ;) {
    const page = await readModel.find<TimelineDocument>(timelineView.name, {
      where: [{ field: "persons", has: person }],
      sort: { field: "number", direction: "asc" },
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    all.push(...page.documents);
    if (page.next === undefined) return all;
    after = page.next;
  }
}

function fileIn({ type, facts, stream }: TimelineDocument, person: string): Found["files"] {
  if (type !== FileStored.type || facts["person"] !== person) return [];
  const blob = facts["blob"] as string;
  return [{ file: stream.slice("file-".length), blob, key: singletonKeyId({ purpose: "file", file: blob }) }];
}

function narrativesIn(
  document: TimelineDocument,
  person: string,
  documents: readonly TimelineDocument[],
  open: OpenField,
): FoundNarrative[] {
  return narrativePartsOf(document)
    .filter(({ names }) => names.includes(person))
    .map((narrative) => ({
      stream: document.stream,
      event: document.id,
      key: narrative.values.parts[0]!.description.key,
      names: narrative.names,
      rewrittenBy: rewritingOf(document, narrative, person, documents, open),
    }));
}

function narrativePartsOf({ personal }: TimelineDocument): readonly PersonalValues[] {
  return personal.filter((each) => each.class === "narrative");
}

/** The newest correction of each of its fields must be a later one that does not name the person. */
function rewritingOf(
  document: TimelineDocument,
  narrative: PersonalValues,
  person: string,
  documents: readonly TimelineDocument[],
  open: OpenField,
): string | null {
  const corrected = document.corrects ?? document.id;
  const later = documents.filter(({ corrects, number }) => corrects === corrected && number > document.number);
  let newest: string | null = null;
  for (const path of pathsIn(narrative, open)) {
    const rewriting = later.findLast((each) => wordsAt(each, path, open) !== undefined);
    const words = rewriting && wordsAt(rewriting, path, open);
    if (!words || words.names.includes(person)) return null;
    newest = rewriting!.id;
  }
  return newest;
}

/** The narrative of an event that has this field, unless its key is destroyed. */
function wordsAt(document: TimelineDocument, path: string, open: OpenField): PersonalValues | undefined {
  return narrativePartsOf(document).find((each) => pathsIn(each, open).includes(path));
}

/** The fields that a narrative has: only its key opens them. */
function pathsIn({ values: { parts, fields } }: PersonalValues, open: OpenField): string[] {
  return fields[0]!.filter((path) => open({ part: parts[0]!, path }).status === "open");
}
