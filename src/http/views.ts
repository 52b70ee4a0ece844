import { Inject, Injectable } from "@nestjs/common";
import { NotFound } from "../event-sourcing/rejection.js";
import { FIELD_SEALING, READ_MODEL, SAMPLE } from "../event-sourcing/ports.js";
import type { FieldSealing } from "../event-sourcing/personal-field.js";
import type { Page, Query, ReadModel } from "../event-sourcing/read-model.js";
import { currentCaller } from "../access/current-caller.js";
import { hiddenFrom } from "../access/masked-fields.js";
import { withoutIds } from "../access/masked-ids.js";
import { sightKey } from "../access/need-to-know.view.js";
import { Sight, SIGHT_VIEWS } from "../access/sight.js";
import { openFields } from "../privacy/masking.js";
import { Positions } from "./positions.js";
import { ViewBehind } from "./problems.js";

/** How long a query waits for the position that its caller has seen. */
const WAIT_MS = 2000;

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
   * A page of documents. `subjectOf` names the person or stream of a document, to mark parked ones; `concerns` the
   * persons whom it shows: one that concerns somebody sealed from the caller is left out.
   */
  async many<D extends object, A = D>(
    projection: string,
    query: Query,
    seen?: string,
    shape: (document: D) => A | Promise<A> = (document) => document as unknown as A,
    subjectOf?: (document: D) => string | undefined,
    concerns?: (document: D) => readonly string[],
  ): Promise<Many<A>> {
    return this.page<D, A>(
      projection,
      query,
      seen,
      (documents) => Promise.all(documents.map(shape)),
      subjectOf,
      concerns,
    );
  }

  /** As `many`, all documents of the page shaped together: what they need of other views is then read at once. */
  async page<D extends object, A>(
    projection: string,
    query: Query,
    seen: string | undefined,
    shape: (documents: readonly D[]) => Promise<readonly A[]>,
    subjectOf: (document: D) => string | undefined = () => undefined,
    concerns?: (document: D) => readonly string[],
  ): Promise<Many<A>> {
    const dataAsOf = await this.upTo(projection, seen);
    if (concerns) for (const view of SIGHT_VIEWS) await this.upTo(view, seen);
    const { documents, next } = await this.#unsealed<D>(projection, query, concerns);
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

  /**
   * An answer about these cases, repatriations or links without the ids of persons whom the caller doesn't see.
   * @param others persons beside those that are concerned by them
   */
  async withoutUnseen<A>(answer: A, keys: readonly string[], others: readonly string[] = []): Promise<A> {
    return withoutIds(answer, await this.sight.unseenOf(currentCaller(), keys, others));
  }

  /** A page without what is sealed from the caller, filled up from what follows. */
  async #unsealed<D extends object>(
    projection: string,
    query: Query,
    concerns: ((document: D) => readonly string[]) | undefined,
  ): Promise<Page<D>> {
    if (!concerns) return this.readModel.find<D>(projection, query);
    const caller = currentCaller();
    const shown: D[] = [];
    let after = query.after;
    do {
      const page = await this.readModel.find<D>(projection, { ...query, limit: query.limit - shown.length, after });
      const sealed = await this.sight.sealedFrom(caller, [...new Set(page.documents.flatMap(concerns))]);
      shown.push(...page.documents.filter((document) => !concerns(document).some((person) => sealed.has(person))));
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
      throw new ViewBehind();
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
