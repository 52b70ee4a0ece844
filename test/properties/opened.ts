import type { SealedPart } from "../../src/event-sourcing/envelope.js";
import { isPersonalRecord, type OpenField } from "../../src/event-sourcing/personal-field.js";
import { SHREDDED, type Documents } from "./model/views.js";
import { toldIn, type StoredPart, type Told } from "./model/told.js";
import type { World } from "./world.js";

/** Opens any part that is in the log. */
async function openerOf(world: World): Promise<OpenField> {
  const parts = world.log.flatMap(
    ({ bytes }) => (JSON.parse(Buffer.from(bytes).toString("utf8")) as { sealed: SealedPart[] }).sealed,
  );
  return world.sealing.opener(parts);
}

function valueIn(open: OpenField, part: SealedPart, path: string): string {
  const opened = open({ part, path });
  return opened.status === "open" ? opened.value : SHREDDED;
}

/** The log as the model reads it. */
export async function logOf(world: World): Promise<Told[]> {
  const open = await openerOf(world);
  return world.log.map((raw) =>
    toldIn(raw, (part: StoredPart) =>
      Object.fromEntries(Object.keys(part.commitments).map((path) => [path, valueIn(open, part as SealedPart, path)])),
    ),
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
    // A part that no field is in would keep, for ever, what was replaced.
    if (parts.some((_, i) => !Object.values(fields).includes(i))) throw new Error("a document keeps a part in vain");
    return Object.fromEntries(Object.entries(fields).map(([path, i]) => [path, valueIn(open, parts[i]!, path)]));
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
