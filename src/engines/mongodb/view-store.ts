import { randomInt, randomUUID } from "node:crypto";
import type { Db, UpdateFilter } from "mongodb";
import {
  buildName,
  type Lookup,
  type View,
  type ViewChanges,
  type ViewStatus,
  type ViewStore,
} from "../../event-sourcing/projecting/view-store.js";
import { answered, isDuplicate } from "./connection.js";
import { writeDocuments } from "./document-writes.js";
import {
  heldBy,
  heldDocuments,
  mergeBatches,
  removeHeld,
  removeReleased,
  sweepHeld,
  writeHeld,
} from "./held-documents.js";
import {
  documentsName,
  documentsOf,
  fieldOf,
  indexedDocument,
  isServed,
  orderDocuments,
  projectionDocuments,
  storedDocument,
  type IndexedDocument,
  type ProjectionDocument,
  type VersionState,
} from "./view-documents.js";
import { dropCollection, purgeTombstones, sweepCollections } from "./view-upkeep.js";

/** Another writer has begun since: nothing that this one still does has an effect. */
export class Fenced extends Error {}

export interface MongoViewStoreOptions {
  readonly db: Db;
  /** Fencing token of the term for which this writer is opened. */
  readonly token: number;
  /** Asked before each write: a writer whose time may be over writes nothing more. */
  readonly holds: () => boolean;
}

/** Batches of held events that a version names; more are brought into one. */
const MOST_BATCHES = 100;
/** A sample is taken in so many stretches, each from a random place. */
const STRETCHES = 5;

/**
 * The write side of the views for one term of one writer.
 *
 * What must be whole is one document per projection, fenced by the token. The documents of the views are guarded by the
 * number of the last event that they have taken, and their content follows from the log: what a former writer still
 * sends is either dropped, or is what this one would write. The checkpoint follows the documents.
 */
export async function openMongoViewStore({ db, token, holds }: MongoViewStoreOptions): Promise<ViewStore> {
  const projections = projectionDocuments(db);

  function assertHolds(): void {
    if (!holds()) throw new Fenced("the time of this writer is over");
  }

  /** As only one writer changes them, they are read once, and again after a failure. */
  const known = new Map<string, ProjectionDocument>();
  /** By version, the checkpoint's number as this writer last read or wrote it; null before the first event. */
  const lastNumbers = new Map<string, number | null>();

  async function projectionOf(name: string): Promise<ProjectionDocument | undefined> {
    const found = known.get(name) ?? (await answered(projections.findOne({ _id: name })));
    if (found) known.set(name, found);
    return found ?? undefined;
  }

  async function stateOf(view: View): Promise<VersionState> {
    const versions = (await projectionOf(view.projection))?.versions;
    const version = versions?.find((each) => buildName(each) === buildName(view));
    if (!version) throw new Error(`there is no view ${keyOf(view)}`);
    return version;
  }

  /** Changes a projection's document whole, if it is the one that was read. @throws Fenced */
  async function change(projection: string, filter: object, update: UpdateFilter<ProjectionDocument>): Promise<void> {
    const revision = await revisionOf(projection);
    assertHolds();
    known.delete(projection);
    const { $set, ...rest } = update;
    const mine = { _id: projection, fence: { $lte: token }, revision, ...filter };
    const whole = { ...rest, $set: { ...$set, fence: token }, $inc: { revision: 1 } };
    const { matchedCount } = await answered(projections.updateOne(mine, whole as UpdateFilter<ProjectionDocument>));
    if (matchedCount === 0) throw new Fenced(`another writer has begun, or ${projection} is not what it was`);
  }

  async function revisionOf(projection: string): Promise<number> {
    return (await projectionOf(projection))?.revision ?? 0;
  }

  /** The fields of one version in an update of its projection's document. */
  async function changeVersion(
    view: View,
    values: Partial<VersionState>,
    more: UpdateFilter<ProjectionDocument> = {},
  ): Promise<void> {
    const fields = Object.entries(values).map(([name, value]) => [`versions.$.${name}`, value] as const);
    // Each build has a collection of its own, by which it is told from the others.
    const { documents } = await stateOf(view);
    await change(view.projection, { "versions.documents": documents }, { ...more, $set: Object.fromEntries(fields) });
  }

  async function applyPending(view: View, version: VersionState): Promise<void> {
    if (version.pending.length === 0 && !version.releasing) return;
    await writeDocuments(documentsOf(db, version), version.pending, assertHolds);
    await removeReleased(db, version);
    await changeVersion(view, { pending: [], releasing: null });
  }

  /** The state of a version whose documents are what it says: all that was written ahead is applied. */
  async function readyStateOf(view: View): Promise<VersionState> {
    const version = await stateOf(view);
    await applyPending(view, version);
    return version;
  }

  /** All but the checkpoint. */
  async function commitDocuments(changes: ViewChanges): Promise<void> {
    const { view, held, released, discarded } = changes;
    const version = await readyStateOf(view);
    if (held.length === 0 && released.length === 0 && discarded.length === 0) {
      await writeDocuments(documentsOf(db, version), indexedAs(version, changes, 0), assertHolds);
      return;
    }
    const heldBefore = new Set((await heldBy(db, version)).map(({ event }) => event));
    const changed = new Set([...released, ...held.map(({ event }) => event)]);
    const gone = [...changed].filter((event) => heldBefore.has(event));
    const kept = [...version.held.filter(({ event }) => !changed.has(event)), ...held];
    const batch = kept.length === 0 ? null : await writeHeld(db, version.documents, kept, token, assertHolds);
    const heldIn = [...(version.heldIn ?? []), ...(batch ? [batch] : [])];
    if (released.length > 0 || gone.length > 0 || discarded.length > 0) {
      // Written down as a whole before any of it is done: taken twice, an event would count twice.
      const rewrite = (await revisionOf(view.projection)) + 1;
      const pending = indexedAs(version, changes, rewrite);
      const releasing = { events: gone, but: batch };
      const written = { held: [], heldIn, pending, releasing };
      await changeVersion(view, written, { $addToSet: { discarded: { $each: [...discarded] } } });
      await applyPending(view, { ...version, ...written });
    } else {
      // First, so that an event that could not be taken is never passed by.
      if (batch !== null) await changeVersion(view, { held: [], heldIn });
      await writeDocuments(documentsOf(db, version), indexedAs(version, changes, 0), assertHolds);
    }
    if (heldIn.length > MOST_BATCHES) await mergeHeld(view, heldIn);
  }

  /** One batch in place of many: both are named while events go from the one to the other. */
  async function mergeHeld(view: View, batches: readonly string[]): Promise<void> {
    const { documents } = await stateOf(view);
    const merged = randomUUID();
    await changeVersion(view, { heldIn: [...batches, merged] });
    assertHolds();
    await mergeBatches(db, documents, batches, merged);
    await changeVersion(view, { heldIn: [merged] });
  }

  /**
   * Replaces the checkpoint that this writer last read or wrote, and no other: if an older copy was put back meanwhile,
   * its documents lack the events in between. Where the last one isn't known, a checkpoint only rises.
   * @throws Fenced
   */
  async function commitCheckpoints(changes: readonly ViewChanges[]): Promise<void> {
    const due = changes.filter(({ checkpoint }) => checkpoint !== null);
    if (due.length === 0) return;
    assertHolds();
    const before = due.map(({ view, checkpoint }) => toReplace(lastNumbers.get(keyOf(view)), checkpoint!.number));
    const collections: string[] = [];
    for (const { view } of due) collections.push((await stateOf(view)).documents);
    for (const { view } of due) lastNumbers.delete(keyOf(view));
    const { matchedCount } = await answered(
      projections.bulkWrite(
        due.map(({ view, checkpoint }, i) => ({
          updateOne: {
            filter: {
              _id: view.projection,
              fence: { $lte: token },
              // The place of `$`, for servers that do not take it from the condition below: it is the same.
              "versions.documents": collections[i]!,
              versions: { $elemMatch: { documents: collections[i]!, ...before[i] } },
            },
            update: { $set: { "versions.$.checkpoint": checkpoint, fence: token } },
          },
        })),
        { ordered: false },
      ),
    );
    if (matchedCount !== due.length)
      throw new Fenced("another writer has begun, or the views were put back from an older copy");
    for (const { view, checkpoint } of due) lastNumbers.set(keyOf(view), checkpoint!.number);
  }

  assertHolds();
  await answered(projections.updateMany({ fence: { $lt: token } }, { $set: { fence: token } }));
  await answered(heldDocuments(db).createIndex({ documents: 1, event: 1 }));
  await sweepCollections(db, token);
  await sweepHeld(db, token);
  await purgeTombstones(db);

  return {
    async views() {
      const all = await answered(projections.find().toArray());
      known.clear();
      for (const { _id: projection, versions } of all)
        for (const { version, build, checkpoint } of versions)
          lastNumbers.set(keyOf({ projection, version, ...(build && { build }) }), checkpoint?.number ?? null);
      return all.flatMap((projection) =>
        projection.versions.map((each): ViewStatus => {
          const { version, build, state, indexes, checkpoint } = each;
          return {
            projection: projection._id,
            version,
            ...(build && { build }),
            serving: isServed(projection, each),
            ...(state && { state }),
            indexes,
            checkpoint,
          };
        }),
      );
    },

    async create(view, indexes, serving) {
      const { projection, version, build = 0 } = view;
      const state: VersionState = {
        version,
        ...(build > 0 && { build }),
        documents: documentsName(token),
        indexes: indexes.map(({ field, type }) => ({ field, type })),
        checkpoint: null,
        held: [],
        pending: [],
      };
      const documents = documentsOf(db, state);
      assertHolds();
      await answered(db.createCollection(state.documents));
      for (const [i, { narrows, type }] of indexes.entries())
        if (narrows !== true && type !== "count") await answered(documents.createIndex({ [`f${i}`]: 1, _id: 1 }));
      await answered(documents.createIndex({ number: 1 }));
      const empty = { _id: projection, fence: token, serving: null, discarded: [], versions: [], revision: 0 };
      await answered(projections.insertOne(empty)).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      });
      known.delete(projection);
      // A former writer may have made the same since this one looked. The change is of what is read here.
      if ((await projectionOf(projection))?.versions.some((each) => buildName(each) === buildName(view)))
        throw new Fenced(`another writer has made ${keyOf(view)}`);
      lastNumbers.delete(keyOf(view));
      const served = serving && { $set: { serving: version, servingBuild: build } };
      await change(projection, {}, { $push: { versions: state }, ...served });
    },

    async serve(view) {
      const { projection, version, build = 0 } = view;
      const found = await projectionOf(projection);
      await stateOf(view);
      const states = found!.versions.map((each, i) => [
        `versions.${i}.state`,
        buildName(each) === buildName(view) ? null : isServed(found!, each) ? "KEPT" : (each.state ?? null),
      ]);
      // The places are those of the revision that was read.
      await change(projection, {}, { $set: { serving: version, servingBuild: build, ...Object.fromEntries(states) } });
    },

    async setCancelled(view, cancelled) {
      const found = await projectionOf(view.projection);
      if (found && isServed(found, view)) return;
      await changeVersion(view, { state: cancelled ? "CANCELLED" : null });
    },

    async drop(view) {
      const { documents } = await stateOf(view);
      await change(view.projection, {}, { $pull: { versions: { documents } } });
      await dropCollection(db, documents);
      await removeHeld(db, documents);
    },

    async forget(projection) {
      const versions = (await projectionOf(projection))?.versions ?? [];
      await change(projection, {}, { $set: { serving: null, versions: [], discarded: [] } });
      for (const { documents } of versions) {
        await dropCollection(db, documents);
        await removeHeld(db, documents);
      }
    },

    async load(view, ids) {
      const version = await readyStateOf(view);
      const found = await answered(
        documentsOf(db, version)
          .find({ _id: { $in: [...ids] } })
          .toArray(),
      );
      return new Map(found.map((document) => [document._id, storedDocument(document)]));
    },

    async findIds(view, lookups) {
      const version = await readyStateOf(view);
      const documents = documentsOf(db, version);
      const found = new Map<Lookup, string[]>(lookups.map((lookup) => [lookup, []]));
      for (const [field, those] of Map.groupBy(lookups, (lookup) => lookup.field)) {
        const { name } = fieldOf(version.indexes, field);
        const wanted = { [name]: { $in: those.map(({ value }) => value) }, document: { $ne: null } };
        const rows = await answered(
          documents
            .find(wanted)
            .project<Pick<IndexedDocument, "_id" | `f${number}`>>({ [name]: 1 })
            .toArray(),
        );
        for (const row of rows) {
          const values = new Set([row[name]].flat());
          for (const lookup of those) if (values.has(lookup.value)) found.get(lookup)!.push(row._id);
        }
      }
      return lookups.map((lookup) => found.get(lookup)!);
    },

    async sample(view, count, upTo) {
      const documents = documentsOf(db, await readyStateOf(view));
      const those = { number: { $lte: upTo } };
      const total = await answered(documents.countDocuments(those));
      const each = Math.ceil(count / STRETCHES);
      const found = new Map<string, IndexedDocument>();
      for (let left = total > count ? STRETCHES : 1; left > 0 && found.size < count; left--) {
        const limit = total > count ? each : count;
        const skip = total > limit ? randomInt(total - limit + 1) : 0;
        const rows = await answered(documents.find(those).sort({ _id: 1 }).skip(skip).limit(limit).toArray());
        for (const row of rows) if (found.size < count) found.set(row._id, row);
      }
      return new Map([...found].map(([id, row]) => [id, storedDocument(row)]));
    },

    async page(view, after, limit) {
      const those = { _id: { $gt: after }, document: { $ne: null } };
      const documents = documentsOf(db, await readyStateOf(view));
      const rows = await answered(documents.find(those).sort({ _id: 1 }).limit(limit).toArray());
      return new Map(rows.map((row) => [row._id, storedDocument(row)]));
    },

    async obeyed() {
      const all = await answered(
        orderDocuments(db)
          .find({}, { projection: { _id: 1 } })
          .toArray(),
      );
      return new Set(all.map(({ _id }) => _id));
    },

    async noteOutcome(order, outcome) {
      assertHolds();
      await answered(orderDocuments(db).insertOne({ _id: order, outcome })).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      });
    },

    async commit(changes) {
      for (const each of changes) await stateOf(each.view);
      // Versions of one projection share its document.
      const byProjection = [...Map.groupBy(changes, ({ view }) => view.projection).values()];
      await Promise.all(
        byProjection.map(async (those) => {
          for (const each of those) await commitDocuments(each);
        }),
      );
      await commitCheckpoints(changes);
    },

    async held(view) {
      known.delete(view.projection);
      return heldBy(db, await stateOf(view));
    },

    async discarded(projection) {
      const found = await answered(projections.findOne({ _id: projection }));
      return new Set(found?.discarded);
    },

    close: async () => undefined,
  };
}

/** @param rewrite revision of the change that is written ahead; 0 for any other */
function indexedAs({ indexes }: VersionState, { documents }: ViewChanges, rewrite: number) {
  return documents.map((each) => indexedDocument(indexes, each, rewrite));
}

function keyOf(view: View): string {
  return `${view.projection}@${buildName(view)}`;
}

/** The condition on a version for its checkpoint to become this number. @param last undefined where it isn't known */
function toReplace(last: number | null | undefined, number: number): object {
  if (last === undefined) return { "checkpoint.number": { $not: { $gt: number } } };
  return last === null ? { checkpoint: null } : { "checkpoint.number": { $eq: last, $lte: number } };
}
