import { randomUUID } from "node:crypto";
import type { Collection, Db, Filter } from "mongodb";
import type { HeldEvent } from "../../event-sourcing/projecting/view-store.js";
import { answered } from "./connection.js";
import { projectionDocuments, type VersionState } from "./view-documents.js";

/** Written in one request. */
const CHUNK = 1_000;

/**
 * An event that a build of a view holds. It counts once the build names its batch (`VersionState.heldIn`), which is one
 * fenced change: what a former writer still sends, or what was given up as unanswered, is of a batch that nobody names.
 */
export interface HeldDocument extends HeldEvent {
  /** Collection of the build's documents, by which it is told from the others. */
  readonly documents: string;
  readonly batch: string;
  /** Fencing token of its writer. */
  readonly term: number;
}

export function heldDocuments(db: Db): Collection<HeldDocument> {
  return db.collection<HeldDocument>("heldEvents");
}

/** What a build holds, in order; what is being released counts no more. */
export async function heldBy(db: Db, version: VersionState): Promise<HeldEvent[]> {
  const { documents, held, heldIn = [], releasing } = version;
  const found = heldIn.length === 0 ? [] : await answered(find(db, documents, heldIn));
  const gone = new Set(releasing?.events);
  const counts = ({ event, batch }: { event: number; batch?: string }) => !gone.has(event) || batch === releasing?.but;
  return [...held, ...found]
    .filter(counts)
    .map(({ event, subject, own, stream, revision, error }) => ({ event, subject, own, stream, revision, error }))
    .toSorted((a, b) => a.event - b.event);
}

function find(db: Db, documents: string, heldIn: readonly string[]): Promise<HeldDocument[]> {
  return heldDocuments(db)
    .find({ documents, batch: { $in: [...heldIn] } }, { projection: { _id: 0 } })
    .toArray();
}

/**
 * Writes a batch of events that nobody counts yet.
 * @param assertHolds throws when nothing more may be written
 * @returns its name
 */
export async function writeHeld(
  db: Db,
  documents: string,
  events: readonly HeldEvent[],
  term: number,
  assertHolds: () => void,
): Promise<string> {
  const batch = randomUUID();
  for (let from = 0; from < events.length; from += CHUNK) {
    const chunk = events.slice(from, from + CHUNK).map((event) => ({ ...event, documents, batch, term }));
    assertHolds();
    await answered(heldDocuments(db).insertMany(chunk));
  }
  return batch;
}

/** Removes what a build has released. */
export async function removeReleased(db: Db, { documents, releasing }: VersionState): Promise<void> {
  if (!releasing) return;
  for (let from = 0; from < releasing.events.length; from += CHUNK) {
    const event = { $in: releasing.events.slice(from, from + CHUNK) };
    const those: Filter<HeldDocument> = { documents, event, ...(releasing.but && { batch: { $ne: releasing.but } }) };
    await answered(heldDocuments(db).deleteMany(those));
  }
}

/** Brings batches that a build names into another one that it names, too. */
export async function mergeBatches(db: Db, documents: string, from: readonly string[], into: string): Promise<void> {
  const those = { documents, batch: { $in: [...from] } };
  await answered(heldDocuments(db).updateMany(those, { $set: { batch: into } }));
}

/** Removes what belongs to a build that is no more. */
export async function removeHeld(db: Db, documents: string): Promise<void> {
  await answered(heldDocuments(db).deleteMany({ documents }));
}

/** Removes what no build names: of terms before this one, whose writers can name no batch any more. */
export async function sweepHeld(db: Db, term: number): Promise<void> {
  const all = await answered(projectionDocuments(db).find().toArray());
  const named = all.flatMap(({ versions }) => versions.flatMap(({ heldIn = [] }) => heldIn));
  await answered(heldDocuments(db).deleteMany({ term: { $lt: term }, batch: { $nin: named } }));
}
