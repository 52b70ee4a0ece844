import { Inject, Injectable } from "@nestjs/common";
import { NotFound } from "../event-sourcing/deciding/rejection.js";
import { FIELD_SEALING, READ_MODEL, SAMPLE } from "../event-sourcing/ports.js";
import { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import type { FieldSealing } from "../event-sourcing/stored-event/personal-field.js";
import type { Revised } from "../event-sourcing/projecting/projection.js";
import { behindIn } from "../event-sourcing/projecting/behind.js";
import { ViewBehind, type Condition, type Query, type ReadModel } from "../event-sourcing/projecting/read-model.js";
import { currentCaller } from "../access/current-caller.js";
import type { Concealed } from "../access/concealed.js";
import { hiddenFrom } from "../access/masked-fields.js";
import { sightKey } from "../access/need-to-know.view.js";
import { Sight, SIGHT_VIEWS } from "../access/sight.js";
import { openFields, type Opened } from "../privacy/masking.js";
import { begunAt, startOfList } from "./start-of-list.js";
import { Positions } from "./positions.js";

/** How long a query waits for the position that its caller has seen. */
const WAIT_MS = 2000;
/** By how much more rows are looked at each time, where those before were hidden; and how many at once, at most. */
const GROWS = 4;
const MOST_LOOKED_AT = 500;
/** Fields by which a list is asked for what concerns one person, case or repatriation. */
const CONCERNS: Readonly<Record<string, Concealed>> = {
  person: "person",
  persons: "person",
  case: "case",
  repatriation: "repatriation",
};

/** A row is told by its page, which no command is held against. */
function withoutRevision<D extends object>({ revision: _, ...document }: D & Revised): D {
  return document as unknown as D;
}

/** How fresh an answer is: what had been recorded up to here is in it. */
export interface DataAsOf {
  readonly position: string | null;
  /** ISO 8601, UTC. */
  readonly recordedAt: string | null;
  /** Everybody in the store is invented. */
  readonly sample?: true;
}

export interface One<D> {
  readonly data: D;
  /** Revision of its stream, as this answer shows it: for `If-Match`, and as `ETag`. */
  readonly revision?: number;
  readonly dataAsOf: DataAsOf;
  /** True while an event of it could not be taken: what is shown is older than the rest. */
  readonly parked?: true;
}

export interface Many<D> {
  readonly data: readonly D[];
  /** Pass it as `after` to get the next page; absent on the last one. */
  readonly next?: string;
  readonly dataAsOf: DataAsOf;
  /**
   * On a later page of a list whose order may change: rows have moved since the first one was asked for. One may stand
   * on two pages, or on none: ask for the first page again to have all.
   */
  readonly changed?: true;
  /**
   * Of the rows of this page, the ids of those that are older than the rest, as an event of theirs could not be taken.
   */
  readonly parked?: readonly string[];
}

/** What of a list is asked for, to tell whether its order has changed. */
export interface OrderedList<D> {
  readonly projection: string;
  /** The conditions of its parts, one after another. */
  readonly parts: readonly {
    readonly where: readonly Condition[];
    readonly isFor?: ((document: D) => boolean) | undefined;
  }[];
  readonly keyOf: (document: D) => string;
}

/** A document that lists hold. */
interface Listed {
  readonly id: string;
}

/**
 * Answers queries from the read model: waits for the caller's own writes, opens personal fields, says how fresh it is.
 */
@Injectable()
export class Views {
  constructor(
    @Inject(READ_MODEL) readonly readModel: ReadModel,
    @Inject(FIELD_SEALING) private readonly sealing: FieldSealing,
    private readonly positions: Positions,
    readonly sight: Sight,
    @Inject(SAMPLE) private readonly sample: boolean,
    private readonly registry: EventRegistry,
  ) {}

  /**
   * One document.
   * @param seen a position that the caller has been given, and that the answer must include
   * @throws NotFound, ViewBehind
   */
  async one<D extends object, A = D>(
    projection: string,
    id: string,
    seen?: string,
    shape: (document: D) => A | Promise<A> = (document) => document as unknown as A,
  ): Promise<One<Opened<A>>> {
    const dataAsOf = await this.upTo(projection, seen);
    const found = await this.readModel.get<D & Revised>(projection, id);
    if (!found) throw new NotFound(`there is no ${projection} ${id}`);
    const { revision, ...document } = found;
    const parked = (await behindIn(this.readModel, projection)).has(id);
    const data = await this.open(await shape(document as unknown as D));
    return { data, ...(revision !== undefined && { revision }), dataAsOf, ...(parked && { parked }) };
  }

  /**
   * A page of documents. `subjectOf` names whom a document is about, where its own id is of no stream, to mark parked
   * ones; `keyOf` what it is in the need to know (`case-<id>`): one that the caller would not see by itself is not in
   * the list either. `isFor` tells the same of a document by what no index and no need to know has.
   */
  async many<D extends Listed, A = D>(
    projection: string,
    query: Query,
    seen?: string,
    shape: (document: D) => A | Promise<A> = (document) => document as unknown as A,
    subjectOf?: (document: D) => string | undefined,
    keyOf?: (document: D) => string,
    isFor?: (document: D) => boolean,
  ): Promise<Many<Opened<A>>> {
    const shapeAll = (documents: readonly D[]) => Promise.all(documents.map(shape));
    return this.page<D, A>(projection, query, seen, shapeAll, subjectOf, keyOf, isFor);
  }

  /** As `many`, all documents of the page shaped together: what they need of other views is then read at once. */
  async page<D extends Listed, A>(
    projection: string,
    query: Query,
    seen: string | undefined,
    shape: (documents: readonly D[]) => Promise<readonly A[]>,
    subjectOf?: (document: D) => string | undefined,
    keyOf?: (document: D) => string,
    isFor?: (document: D) => boolean,
  ): Promise<Many<Opened<A>>> {
    return this.shown(await this.rows<D>(projection, query, seen, subjectOf, keyOf, isFor), shape);
  }

  /** As `page`, of which nothing is shaped or opened yet. */
  async rows<D extends Listed>(
    projection: string,
    query: Query,
    seen: string | undefined,
    subjectOf: (document: D) => string | undefined = ({ id }) => id,
    keyOf?: (document: D) => string,
    isFor?: (document: D) => boolean,
  ): Promise<Many<D>> {
    if (keyOf || query.where.some(({ field }) => field === "sight")) await this.sight.certain(projection);
    const dataAsOf = await this.upTo(projection, seen);
    if (keyOf) await this.waitsFor(SIGHT_VIEWS, seen);
    const { documents, next } = (await this.#asksForHidden(query))
      ? { documents: [] }
      : await this.#inSight<D>(projection, query, keyOf, isFor);
    const behind = await behindIn(this.readModel, projection);
    const parked = documents
      .filter((document) => behind.has(document.id) || behind.has(subjectOf(document) ?? ""))
      .map(({ id }) => id);
    return { data: documents, ...(next !== undefined && { next }), dataAsOf, ...(parked.length > 0 && { parked }) };
  }

  /** A page of what is shown of these rows. */
  async shown<D extends object, A>(
    rows: Many<D>,
    shape: (documents: readonly D[]) => Promise<readonly A[]>,
  ): Promise<Many<Opened<A>>> {
    const data = (await this.open(await shape(rows.data.map(withoutRevision)))) as readonly Opened<A>[];
    return { ...rows, data };
  }

  /**
   * A page of a list whose order changes while it is read. A later page says so when rows that the caller sees have
   * moved since the first one was asked for: the view has an index `moved`.
   * @param page the page after a cursor
   */
  async inOrder<D extends Listed, A>(
    list: OrderedList<D>,
    after: string | undefined,
    page: (after: string | undefined) => Promise<Many<A>>,
  ): Promise<Many<A>> {
    const start = startOfList(after);
    const found = await page(start.after);
    const { position } = found.dataAsOf;
    if (start.known === undefined)
      return begunAt(found, position === null ? -1 : this.positions.numberOf(position, "seen"));
    const changed = await this.#movedSince(list, start.known);
    return { ...begunAt(found, start.known), ...(changed && { changed }) };
  }

  async #movedSince<D extends Listed>({ projection, parts, keyOf }: OrderedList<D>, known: number): Promise<boolean> {
    const moved = (where: readonly Condition[]): Query => ({
      where: [...where, { field: "moved", from: known + 1 }],
      sort: { field: "moved", direction: "desc" },
      limit: 1,
    });
    // Mostly nothing has moved anywhere, which the index tells without a look at what the caller sees.
    if ((await this.readModel.find(projection, moved([]))).documents.length === 0) return false;
    for (const { where, isFor } of parts)
      if ((await this.#inSight<D>(projection, moved(where), keyOf, isFor)).documents.length > 0) return true;
    return false;
  }

  /** Those of these persons whom the caller may see, in their order. */
  async visible(persons: readonly string[]): Promise<string[]> {
    const seen = await this.sight.seen(
      currentCaller(),
      persons.map((person) => sightKey("person", person)),
    );
    return persons.filter((person) => seen.has(sightKey("person", person)));
  }

  /** Whether a list is asked by a person, case or repatriation that the caller does not see: there is no such row. */
  async #asksForHidden({ where }: Query): Promise<boolean> {
    const named = where.flatMap((condition) => {
      const category = CONCERNS[condition.field];
      return category === undefined ? [] : valuesOf(condition).map((value) => sightKey(category, value));
    });
    return (await this.sight.concealedAmong(currentCaller(), named)).size > 0;
  }

  /**
   * A page without what the caller does not see, filled up from what follows. It ends with a row that is shown, or with
   * the list: its cursor names the last row. Where much is hidden, more is looked at with each turn, so that a short
   * page costs no more turns than a long one.
   */
  async #inSight<D extends object>(
    projection: string,
    query: Query,
    keyOf: ((document: D) => string) | undefined,
    isFor: (document: D) => boolean = () => true,
  ): Promise<{ readonly documents: readonly D[]; readonly next?: string }> {
    const caller = currentCaller();
    const shown: D[] = [];
    let looked = 0;
    for (let { after, limit } = query; ;) {
      const page = await this.readModel.find<D>(projection, { ...query, limit, after });
      const keys = keyOf && page.documents.filter(isFor).map(keyOf);
      const seen = keys && (await this.sight.seen(caller, keys, "whole"));
      for (const [row, document] of page.documents.entries()) {
        if (!isFor(document) || (seen && !seen.has(keyOf!(document)))) continue;
        shown.push(document);
        if (shown.length < query.limit) continue;
        const next = row + 1 < page.documents.length ? page.endingAt(row) : page.next;
        return { documents: shown, ...(next !== undefined && { next }) };
      }
      if (page.next === undefined) return { documents: shown };
      after = page.next;
      looked += page.documents.length;
      // As many as it takes if what follows is hidden as often as what was looked at.
      const wanted = Math.ceil(((query.limit - shown.length) * looked) / Math.max(shown.length, 0.1));
      limit = Math.min(wanted, limit * GROWS, Math.max(MOST_LOOKED_AT, query.limit));
    }
  }

  /** Waits for a position and says how far the view is. @throws ViewBehind */
  async upTo(projection: string, seen?: string): Promise<DataAsOf> {
    await this.waitsFor([projection], seen);
    const { number, recordedAt } = await this.readModel.freshness(projection);
    return {
      position: number < 0 ? null : this.positions.of(number),
      recordedAt,
      ...(this.sample && { sample: true as const }),
    };
  }

  /** Waits until these views have come as far as a position, where one is named. @throws ViewBehind */
  async waitsFor(projections: readonly string[], seen: string | undefined): Promise<void> {
    if (seen === undefined) return;
    const number = this.positions.numberOf(seen, "seen");
    for (const projection of projections)
      if (!(await this.readModel.waitFor(number, WAIT_MS, projection)))
        throw new ViewBehind(projection, (await this.readModel.freshness(projection)).recordedAt);
  }

  /** Opens those personal fields of an answer that its caller may see. */
  open<T>(answer: T): Promise<Opened<T>> {
    return openFields(answer, this.sealing, hiddenFrom(currentCaller(), this.sight), this.registry.kindOf);
  }
}

/** What a condition asks for by name. */
function valuesOf(condition: Condition): string[] {
  const values =
    "is" in condition
      ? [condition.is]
      : "has" in condition
        ? [condition.has]
        : "in" in condition
          ? condition.in
          : "hasAny" in condition
            ? condition.hasAny
            : [];
  return values.filter((value) => typeof value === "string");
}
