import type { SealedPart } from "../../src/event-sourcing/stored-event/envelope.js";
import {
  isPersonalRecord,
  openField,
  pathsOf,
  type OpenField,
  type Opened,
} from "../../src/event-sourcing/stored-event/personal-field.js";
import { registry } from "../../src/slices.js";
import type { Documents } from "./model/views.js";
import { SHREDDED, toldIn, type StoredPart, type Told } from "./model/told.js";
import type { World } from "./world.js";

/** Opens any part that is in the log. */
async function openerOf(world: World): Promise<OpenField> {
  const parts = world.log.flatMap(
    ({ bytes }) => (JSON.parse(Buffer.from(bytes).toString("utf8")) as { sealed: SealedPart[] }).sealed,
  );
  return world.sealing.opener(parts);
}

function valueAt(path: string, opened: Opened): [path: string, value: string][] {
  if (opened.status === "absent") return [];
  return [[path, opened.status === "open" ? opened.value : SHREDDED]];
}

/** The log as the model reads it. What is shredded may have been any field that the event's type has. */
export async function logOf(world: World): Promise<Told[]> {
  const open = await openerOf(world);
  return world.log.map((raw) =>
    toldIn(raw, (part: StoredPart, type, facts) => {
      const paths = registry.mayHold(type, facts)[part.class as SealedPart["class"]] ?? [];
      return Object.fromEntries(paths.flatMap((path) => valueAt(path, open({ part: part as SealedPart, path }))));
    }),
  );
}

/** A document or a state as JSON has it, with opened values in place of sealed parts. */
export async function opening(world: World): Promise<(document: object) => unknown> {
  const open = await openerOf(world);
  return (document) => JSON.parse(JSON.stringify(openedIn(document, open)));
}

function openedIn(value: unknown, open: OpenField): unknown {
  if (Array.isArray(value)) return value.map((each) => openedIn(each, open));
  if (value === null || typeof value !== "object") return value;
  if (isPersonalRecord(value)) {
    const { parts, fields } = value;
    if (fields.length !== parts.length || fields.some((paths) => paths.length === 0))
      throw new Error("a document keeps a part in vain");
    return Object.fromEntries(pathsOf(value).flatMap((path) => valueAt(path, openField(value, path, open))));
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, openedIn(each, open)]));
}

/** Everything that is in the views now, as it is stored. */
export async function sealedDocumentsIn(
  readModel: Pick<World["readModel"], "find">,
  views: Iterable<string>,
): Promise<Documents> {
  const all: Documents = new Map();
  for (const view of views) {
    const documents = new Map<string, object>();
    let after: string | undefined;
    do {
      const page = await readModel.find<{ id: string }>(view, { where: [], limit: 500, after });
      for (const document of page.documents) documents.set(document.id, document);
      after = page.next;
    } while (after !== undefined);
    all.set(view, documents);
  }
  return all;
}

/** The same, with opened values in place of sealed parts. */
export async function documentsIn(
  world: World,
  readModel: Pick<World["readModel"], "find">,
  views: Iterable<string>,
): Promise<Documents> {
  const open = await opening(world);
  const all = await sealedDocumentsIn(readModel, views);
  for (const documents of all.values())
    for (const [id, document] of documents) documents.set(id, open(document) as object);
  return all;
}
