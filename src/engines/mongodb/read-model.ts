import type { Db, Filter, Sort } from "mongodb";
import { pageOf, placeOf, type Place } from "../../event-sourcing/projecting/page-cursor.js";
import {
  UnknownProjection,
  type CellsQuery,
  type Condition,
  type Freshness,
  type Page,
  type ParkedSubject,
  type Query,
} from "../../event-sourcing/projecting/read-model.js";
import type { HeldEvent } from "../../event-sourcing/projecting/view-store.js";
import type { FollowingReadModel } from "../projecting/projections.js";
import { cellsIn } from "./cells.js";
import { answered } from "./connection.js";
import { heldBy } from "./held-documents.js";
import { StoredCheckpoints } from "./stored-checkpoints.js";
import {
  documentsOf,
  fieldOf,
  isServed,
  orderDocuments,
  projectionDocuments,
  type IndexedDocument,
  type ProjectionDocument,
  type VersionState,
} from "./view-documents.js";
import { conditionsOf, stretches, type Wanted } from "./view-query.js";

export interface MongoReadModelOptions {
  readonly db: Db;
  /** Names of the projections that this service runs; a view that is left from an earlier one is not waited for. */
  readonly projections: readonly string[];
  /** Those that follow another log, whose numbers are others: waited for by their names only. */
  readonly apart?: readonly string[];
}

export interface MongoReadModel extends FollowingReadModel {
  close(): void;
}

/** What of a projection's document grows with what it has parked; queries of its documents do without. */
const PENDING = { "versions.pending": 0 };
const HELD = { "versions.held": 0, "versions.releasing": 0, discarded: 0, ...PENDING };

const WHERE_IT_STANDS = {
  serving: 1,
  servingBuild: 1,
  "versions.version": 1,
  "versions.build": 1,
  "versions.state": 1,
  "versions.checkpoint": 1,
};

/** Codes of a query whose collection was dropped, before or while it ran. */
const DROPPED = new Set([26, 175]);

export function openMongoReadModel({ db, projections, apart = [] }: MongoReadModelOptions): MongoReadModel {
  const states = projectionDocuments(db);
  const checkpoints = new StoredCheckpoints(async () => {
    const all = await answered(states.find({}, { projection: WHERE_IT_STANDS }).toArray());
    const stored = new Map(all.map((state) => [state._id, state] as const));
    return new Map(
      [...projections, ...apart].map((name) => {
        const state = stored.get(name);
        // One that is yet to be made has taken nothing.
        return [name, state && state.serving !== null ? (servedOf(state).checkpoint?.number ?? -1) : -1] as const;
      }),
    );
  }, apart);

  async function served(projection: string): Promise<VersionState> {
    const state = await answered(states.findOne({ _id: projection }, { projection: HELD }));
    if (!state) throw new UnknownProjection(projection);
    return servedOf(state);
  }

  /**
   * Reads from the version that is served. One that was switched in between may have been dropped already, and gives
   * less than there is, so that less than was asked for is looked at again.
   */
  async function reading<T>(
    projection: string,
    read: (view: VersionState) => Promise<T>,
    isWhole: (found: T) => boolean,
  ): Promise<T> {
    for (let view = await served(projection); ;) {
      let dropped: unknown;
      const found = await answered(read(view)).catch((error: unknown) => {
        if (!DROPPED.has((error as { code?: number }).code ?? 0)) throw error;
        dropped = error;
        return undefined;
      });
      if (found !== undefined && isWhole(found)) return found;
      const now = await served(projection);
      if (now.documents === view.documents) {
        // The version that is served was dropped by no writer of views.
        if (found === undefined) throw dropped;
        return found;
      }
      view = now;
    }
  }

  /** As of one revision of the projection's document: of what moved meanwhile, a part would be missed. */
  async function heldOf(projection: string): Promise<HeldEvent[]> {
    for (;;) {
      const state = await answered(states.findOne({ _id: projection }, { projection: PENDING }));
      if (!state) throw new UnknownProjection(projection);
      const version = servedOf(state);
      const held = await heldBy(db, version);
      if ((version.heldIn ?? []).length === 0) return held;
      const now = await answered(states.findOne({ _id: projection }, { projection: { revision: 1 } }));
      if (now?.revision === state.revision) return held;
    }
  }

  function find(view: VersionState, wanted: Wanted, sort: Sort = {}, limit = 0): Promise<IndexedDocument[]> {
    const filter = { $and: wanted as Filter<IndexedDocument>[] };
    return documentsOf(db, view).find(filter, { sort, limit }).toArray();
  }

  return {
    async get<D extends object>(projection: string, id: string) {
      const found = await reading(
        projection,
        (view) => find(view, [{ _id: id, document: { $ne: null } }]),
        (rows) => rows.length > 0,
      );
      return found[0] && parsed<D>(found[0]);
    },

    async getMany<D extends object>(projection: string, ids: readonly string[]) {
      const found = await reading(
        projection,
        (view) => find(view, [{ _id: { $in: ids }, document: { $ne: null } }]),
        (rows) => rows.length === new Set(ids).size,
      );
      const byId = new Map(found.map((row) => [row._id, row]));
      return ids.flatMap((id) => {
        const row = byId.get(id);
        return row ? [parsed<D>(row)] : [];
      });
    },

    async find<D extends object>(projection: string, query: Query): Promise<Page<D>> {
      if (!Number.isSafeInteger(query.limit) || query.limit < 1) throw new RangeError("a page has at least one row");
      const rows = await reading(
        projection,
        async ({ indexes, ...view }) => {
          const after = query.after === undefined ? undefined : placeOf(projection, query, query.after);
          const where = conditionsOf(indexes, query.where);
          const value = query.sort && fieldOf(indexes, query.sort.field).name;
          const listed: (Place & { readonly row: IndexedDocument })[] = [];
          for (const { wanted, order } of stretches(indexes, query, after)) {
            const left = query.limit + 1 - listed.length;
            if (left === 0) break;
            const part = await find({ indexes, ...view }, [...where, ...wanted], order, left);
            for (const row of part)
              listed.push({ row, id: row._id, value: value ? (row[value] as Place["value"]) : null });
          }
          return listed;
        },
        (listed) => listed.length > query.limit,
      );
      return pageOf(projection, query, rows, ({ row }) => parsed<D>(row));
    },

    // Its index tells which documents hold a text, and each of them would have to be looked at.
    heldTexts: async (_projection: string, _field: string, texts: readonly string[]) => texts,

    async count(projection: string, conditions: readonly Condition[], groupBy?: string) {
      const groups = await reading(
        projection,
        ({ indexes, ...view }) => {
          const where = conditionsOf(indexes, conditions) as Filter<IndexedDocument>[];
          const key = groupBy === undefined ? null : `$${fieldOf(indexes, groupBy).name}`;
          return documentsOf(db, view)
            .aggregate<{ _id: string | number | readonly string[] | null; count: number }>([
              { $match: { $and: where } },
              { $group: { _id: key, count: { $sum: 1 } } },
            ])
            .toArray();
        },
        (found) => found.length > 0,
      );
      // Documents of the same set come as one group; each counts for every member.
      const counts = new Map<string, number>();
      for (const { _id, count } of groups)
        for (const value of [_id ?? ""].flat()) counts.set(String(value), (counts.get(String(value)) ?? 0) + count);
      if (groupBy === undefined) return { "": counts.get("") ?? 0 };
      return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    },

    cells: (projection: string, query: CellsQuery) =>
      reading(
        projection,
        (view) => cellsIn(documentsOf(db, view), view.indexes, query),
        (found) => found.length > 0,
      ),

    async freshness(projection): Promise<Freshness> {
      const { checkpoint, version } = await served(projection);
      return { number: checkpoint?.number ?? -1, recordedAt: checkpoint?.recordedAt ?? null, version };
    },

    waitFor: (number, timeoutMs, projection) => checkpoints.wait(number, timeoutMs, projection),

    // Whichever instance keeps the views tells only itself.
    reached: () => undefined,

    async parked(projection) {
      const those = projection === undefined ? {} : { _id: projection };
      const found = await answered(states.find(those, { projection: PENDING }).sort({ _id: 1 }).toArray());
      if (projection !== undefined && found.length === 0) throw new UnknownProjection(projection);
      const parked: ParkedSubject[] = [];
      for (const state of found) {
        if (projection === undefined && state.serving === null) continue;
        const { held, heldIn = [] } = servedOf(state);
        if (held.length > 0 || heldIn.length > 0) parked.push(...parkedOf(state._id, await heldOf(state._id)));
      }
      return parked;
    },

    held: heldOf,

    async outcomeOf(order) {
      return (await answered(orderDocuments(db).findOne({ _id: order })))?.outcome;
    },

    async versions() {
      const all = await answered(states.find({}, { projection: WHERE_IT_STANDS }).sort({ _id: 1 }).toArray());
      return all.flatMap((projection) =>
        projection.versions.map((each) => {
          const { version, build, state, checkpoint } = each;
          return {
            projection: projection._id,
            version,
            ...(build && { build }),
            serving: isServed(projection, each),
            ...(state && { state }),
            checkpoint,
            apart: apart.includes(projection._id),
          };
        }),
      );
    },

    advanced: (numbers) => checkpoints.advanced(numbers),
    stopped: () => checkpoints.stopped(),
    close: () => checkpoints.stopped(),
  };
}

function servedOf(projection: Pick<ProjectionDocument, "_id" | "serving" | "servingBuild" | "versions">): VersionState {
  const { _id, versions } = projection;
  const version = versions.find((each) => isServed(projection, each));
  if (version) return version;
  throw new UnknownProjection(_id, versions.at(-1)?.checkpoint?.recordedAt ?? null);
}

function parkedOf(projection: string, held: readonly HeldEvent[]): ParkedSubject[] {
  return [...Map.groupBy(held, ({ subject }) => subject)]
    .map(([subject, events]) => {
      const first = events.reduce((a, b) => (a.event < b.event ? a : b));
      const { event, stream, revision, error } = first;
      return { projection, subject, event, stream, revision, error: error!, waiting: events.length - 1 };
    })
    .toSorted((a, b) => a.event - b.event);
}

function parsed<D>({ document }: IndexedDocument): D {
  return JSON.parse(document!) as D;
}
