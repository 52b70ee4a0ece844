import { Inject, Injectable } from "@nestjs/common";
import { NotFound } from "../event-sourcing/deciding/rejection.js";
import { FIELD_SEALING, READ_MODEL, SAMPLE } from "../event-sourcing/ports.js";
import type { FieldSealing } from "../event-sourcing/stored-event/personal-field.js";
import {
  ViewBehind,
  type Condition,
  type Page,
  type Query,
  type ReadModel,
} from "../event-sourcing/projecting/read-model.js";
import { currentCaller } from "../access/current-caller.js";
import { hiddenFrom } from "../access/masked-fields.js";
import { sightKey } from "../access/need-to-know.view.js";
import { Sight, SIGHT_VIEWS } from "../access/sight.js";
import { openFields } from "../privacy/masking.js";
import { Positions } from "./positions.js";

/** How long a query waits for the position that its caller has seen. */
const WAIT_MS = 2000;
/** Fields by which a list is asked for what concerns one person. */
const OF_A_PERSON = ["person", "persons"];

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
  readonly dataAsOf: DataAsOf;
  /** True while an event of this subject could not be taken: what is shown is older than the rest. */
  readonly parked?: true;
}

export interface Many<D> {
  readonly data: readonly D[];
  /** Pass it as `after` to get the next page; absent on the last one. */
  readonly next?: string;
  readonly dataAsOf: DataAsOf;
  /** Subjects on this page that are parked. */
  readonly parked?: readonly string[];
}

/** Answers queries from the read model: waits for the caller's own writes, opens personal fields, says how fresh it is. */
@Injectable()
export class Views {
  constructor(
    @Inject(READ_MODEL) readonly readModel: ReadModel,
    @Inject(FIELD_SEALING) private readonly sealing: FieldSealing,
    private readonly positions: Positions,
    readonly sight: Sight,
    @Inject(SAMPLE) private readonly sample: boolean,
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
  ): Promise<One<A>> {
    const dataAsOf = await this.upTo(projection, seen);
    const document = await this.readModel.get<D>(projection, id);
    if (!document) throw new NotFound(`there is no ${projection} ${id}`);
    const parked = (await this.readModel.parked(projection)).some(({ subject }) => subject === id);
    return { data: (await this.open(await shape(document))) as A, dataAsOf, ...(parked && { parked }) };
  }

  /**
   * A page of documents. `subjectOf` names the person or stream of a document, to mark parked ones; `keyOf` what it is
   * in the need to know (`case-<id>`): one that the caller would not see by itself is not in the list either. `isFor`
   * tells the same of a document by what no index and no need to know has.
   */
  async many<D extends object, A = D>(
    projection: string,
    query: Query,
    seen?: string,
    shape: (document: D) => A | Promise<A> = (document) => document as unknown as A,
    subjectOf?: (document: D) => string | undefined,
    keyOf?: (document: D) => string,
    isFor?: (document: D) => boolean,
  ): Promise<Many<A>> {
    const shapeAll = (documents: readonly D[]) => Promise.all(documents.map(shape));
    return this.page<D, A>(projection, query, seen, shapeAll, subjectOf, keyOf, isFor);
  }

  /** As `many`, all documents of the page shaped together: what they need of other views is then read at once. */
  async page<D extends object, A>(
    projection: string,
    query: Query,
    seen: string | undefined,
    shape: (documents: readonly D[]) => Promise<readonly A[]>,
    subjectOf: (document: D) => string | undefined = () => undefined,
    keyOf?: (document: D) => string,
    isFor?: (document: D) => boolean,
  ): Promise<Many<A>> {
    if (keyOf || query.where.some(({ field }) => field === "sight")) await this.sight.certain(projection);
    const dataAsOf = await this.upTo(projection, seen);
    if (keyOf) for (const view of SIGHT_VIEWS) await this.upTo(view, seen);
    const { documents, next } = (await this.#asksForHidden(query))
      ? { documents: [], next: undefined }
      : await this.#inSight<D>(projection, query, keyOf, isFor);
    const stuck = new Set((await this.readModel.parked(projection)).map(({ subject }) => subject));
    const parked = documents
      .map(subjectOf)
      .filter((subject) => subject !== undefined && stuck.has(subject)) as string[];
    const data = (await this.open(await shape(documents))) as A[];
    return { data, ...(next !== undefined && { next }), dataAsOf, ...(parked.length > 0 && { parked }) };
  }

  /** Those of these persons whom the caller may see, in their order. */
  async visible(persons: readonly string[]): Promise<string[]> {
    const seen = await this.sight.seen(
      currentCaller(),
      persons.map((person) => sightKey("person", person)),
    );
    return persons.filter((person) => seen.has(sightKey("person", person)));
  }

  /** Whether a list is asked for what concerns a person whom the caller does not see: there is no such thing, then. */
  async #asksForHidden({ where }: Query): Promise<boolean> {
    const named = where.flatMap((condition) => {
      if (!OF_A_PERSON.includes(condition.field)) return [];
      return valuesOf(condition).map((value) => sightKey("person", value));
    });
    return (await this.sight.concealedAmong(currentCaller(), named)).size > 0;
  }

  /**
   * A page without what the caller does not see, filled up from what follows. It ends with a row that is shown, or with the
   * list: its cursor names the last row.
   */
  async #inSight<D extends object>(
    projection: string,
    query: Query,
    keyOf: ((document: D) => string) | undefined,
    isFor: (document: D) => boolean = () => true,
  ): Promise<Page<D>> {
    const caller = currentCaller();
    const shown: D[] = [];
    let after = query.after;
    do {
      const page = await this.readModel.find<D>(projection, { ...query, limit: query.limit - shown.length, after });
      const documents = page.documents.filter(isFor);
      const seen = keyOf && (await this.sight.seen(caller, documents.map(keyOf), "whole"));
      shown.push(...documents.filter((document) => seen?.has(keyOf!(document)) ?? true));
      after = page.next;
    } while (after !== undefined && shown.length < query.limit);
    return { documents: shown, ...(after !== undefined && { next: after }) };
  }

  /** Waits for a position and says how far the view is. @throws ViewBehind */
  async upTo(projection: string, seen?: string): Promise<DataAsOf> {
    if (
      seen !== undefined &&
      !(await this.readModel.waitFor(this.positions.numberOf(seen, "seen"), WAIT_MS, projection))
    )
      throw new ViewBehind(projection, (await this.readModel.freshness(projection)).recordedAt);
    const { number, recordedAt } = await this.readModel.freshness(projection);
    return {
      position: number < 0 ? null : this.positions.of(number),
      recordedAt,
      ...(this.sample && { sample: true as const }),
    };
  }

  /** Opens those personal fields of an answer that its caller may see. */
  open(answer: unknown): Promise<unknown> {
    return openFields(answer, this.sealing, hiddenFrom(currentCaller(), this.sight));
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
