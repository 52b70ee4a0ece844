import { MongoServerError, type Db } from "mongodb";
import { answered } from "./connection.js";
import { documentsOf, madeIn, projectionDocuments } from "./view-documents.js";

/** How long a tombstone is kept at least: many times as long as a writer may hold on after its term. */
const TOMBSTONE_MS = 600_000;

/** Takes away tombstones that no write can be late for any more. */
export async function purgeTombstones(db: Db): Promise<void> {
  const over = { $expr: { $lt: [{ $add: ["$removedAt", TOMBSTONE_MS] }, "$$NOW"] } };
  for (const { versions } of await answered(projectionDocuments(db).find().toArray()))
    for (const version of versions)
      await answered(
        documentsOf(db, version).deleteMany({
          document: null,
          begun: null,
          removedAt: { $exists: true },
          number: { $lt: version.checkpoint?.number ?? 0 },
          ...over,
        }),
      );
}

/**
 * Takes away the collections of versions that are no more, a former writer's late writes among them: those of terms
 * before this one only, as a later writer may be about to name its own.
 */
export async function sweepCollections(db: Db, token: number): Promise<void> {
  const collections = await answered(db.listCollections({}, { nameOnly: true }).toArray());
  const versions = (await answered(projectionDocuments(db).find().toArray())).flatMap((each) => each.versions);
  const named = new Set(versions.map(({ documents }) => documents));
  for (const { name } of collections)
    if ((madeIn(name) ?? token) < token && !named.has(name)) await dropCollection(db, name);
}

/** Takes away a collection; one that is gone already, as a former writer's late request took it, is no failure. */
export async function dropCollection(db: Db, name: string): Promise<void> {
  try {
    await answered(db.dropCollection(name));
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** NamespaceNotFound, which MongoDB answers before version 7. */
function isGone(error: unknown): boolean {
  return error instanceof MongoServerError && (error.code === 26 || error.message === "ns not found");
}
