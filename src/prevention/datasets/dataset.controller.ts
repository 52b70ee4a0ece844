import { Controller, Get, Param, Query } from "@nestjs/common";
import { Permits } from "../../access/permit.js";
import { ApiOperation, ApiTags } from "../../described.js";
import { InvalidField, Rejection } from "../../event-sourcing/deciding/rejection.js";
import type { Condition } from "../../event-sourcing/projecting/read-model.js";
import { commandRoutes } from "../../http/command-routes.js";
import { CodeField, NameField, RegionField, UuidField } from "../../http/fields.js";
import { idParam } from "../../http/ids-in-path.js";
import { PageQuery, rowsOf, SeenQuery } from "../../http/queries.js";
import { validated } from "../../http/validated.js";
import { Views, type DataAsOf, type Many, type One } from "../../http/views.js";
import type { Opened } from "../../privacy/masking.js";
import { rowsIn, type CountRow } from "./count-rows.js";
import { COUNT_STATUSES, COUNTED, type CountedCode, type CountStatus } from "./dataset.events.js";
import { datasetDecider } from "./dataset.commands.js";
import { datasetsView, type DatasetDocument } from "./datasets.view.js";
import { NEVER_MIXED, totalOf, type Total } from "./totals.js";

export const DatasetCommands = commandRoutes(datasetDecider, "datasets", "COUNT_RECORD");

class CountsQuery extends PageQuery {
  @CodeField(COUNTED, { optional: true })
  counted?: CountedCode;

  @RegionField({ optional: true, description: "This region, and what lies in it" })
  region?: string;

  @CodeField(COUNT_STATUSES, { optional: true })
  status?: CountStatus;

  @UuidField({ optional: true, description: "Counted by this agency" })
  agency?: string;

  @NameField(200, { optional: true, description: "Told by this publication" })
  publication?: string;
}

class TotalQuery extends SeenQuery {
  @CodeField(COUNTED)
  counted!: CountedCode;

  @RegionField({ optional: true, description: "This region, and what lies in it" })
  region?: string;

  @CodeField(COUNT_STATUSES, { optional: true, description: "One status: without it nothing is added up" })
  status?: CountStatus;

  @UuidField({ optional: true, description: "One source: this or `publication`, without it nothing is added up" })
  agency?: string;

  @NameField(200, { optional: true })
  publication?: string;
}

/** A dataset, with what replaced it. */
export interface DatasetAnswer extends Omit<DatasetDocument, "regions" | "countedThings"> {
  readonly supersededBy: readonly string[];
}

/** A number that was added up, of one status and one source. */
export interface TotalAnswer extends Total {
  readonly counted: CountedCode;
  readonly region: string | null;
  readonly status: CountStatus;
  readonly agency: string | null;
  readonly publication: string | null;
}

/** Datasets that a total is made of, at most. */
const MOST_ADDED = 1000;

@ApiTags("datasets")
@Controller("datasets")
export class DatasetQueries {
  constructor(private readonly views: Views) {}

  @Get()
  @Permits("COUNT_READ")
  @ApiOperation({
    operationId: "dataset.list",
    summary: "What sources counted: a row for each number, with its source, period and status",
    description:
      "Sources that contradict each other stand side by side. `value` is null where the source has no number: `missing` says why. `limit` counts datasets, of which each may have several rows.",
  })
  async list(@Query(validated(CountsQuery)) query: CountsQuery): Promise<Many<CountRow>> {
    const { seen, after } = query;
    const rows = await this.views.rows<DatasetDocument>(
      datasetsView.name,
      { where: asked(query), limit: rowsOf(query), after },
      seen,
    );
    const { data, ...rest } = rows;
    return { ...rest, data: await this.#rowsOf(data, query) };
  }

  @Get("total")
  @Permits("COUNT_READ")
  @ApiOperation({
    operationId: "dataset.total",
    summary: "The sum of counts of one source and one status",
    description:
      "Provisional and verified counts, and counts of two sources, are never added up: that is refused. `value` is null where a number is missing.",
  })
  async total(
    @Query(validated(TotalQuery)) query: TotalQuery,
  ): Promise<{ readonly data: TotalAnswer; readonly dataAsOf: DataAsOf }> {
    const { seen, counted, region = null, status, agency = null, publication = null } = query;
    if (status === undefined || (agency === null && publication === null)) throw new Rejection(NEVER_MIXED);
    const dataAsOf = await this.views.upTo(datasetsView.name, seen);
    const where = asked(query);
    const { documents, next } = await this.views.readModel.find<DatasetDocument>(datasetsView.name, {
      where,
      limit: MOST_ADDED,
    });
    if (next !== undefined) throw new InvalidField("invalid-field", "region", `has more than ${MOST_ADDED} datasets`);
    const replaced = await this.#replaced(documents, status);
    const rows = (await this.#rowsOf(documents, query)).filter(({ dataset }) => !replaced.has(dataset));
    return { data: { counted, region, status, agency, publication, ...totalOf(rows) }, dataAsOf };
  }

  @Get(":id")
  @Permits("COUNT_READ")
  @ApiOperation({ operationId: "dataset.one", summary: "What a source counted, in its words, and who verified it" })
  one(
    @Param("id", idParam) id: string,
    @Query(validated(SeenQuery)) { seen }: SeenQuery,
  ): Promise<One<Opened<DatasetAnswer>>> {
    return this.views.one<DatasetDocument, DatasetAnswer>(datasetsView.name, id, seen, async (document) => {
      const { regions: _, countedThings: __, ...dataset } = document;
      return { ...dataset, supersededBy: (await this.#superseding([id])).get(id) ?? [] };
    });
  }

  /** Those that don't count any more. What was verified counts until what replaced it, or replaced that, is verified too. */
  async #replaced(documents: readonly DatasetDocument[], status: CountStatus): Promise<ReadonlySet<string>> {
    const replaced = new Set<string>();
    // Which of the documents a newer dataset stands in place of.
    let newer = new Map(documents.map(({ id }) => [id, [id]]));
    while (newer.size > 0) {
      const next = new Map<string, string[]>();
      for (const { id, supersedes, status: has } of await this.#newerThan([...newer.keys()])) {
        const earlier = newer.get(supersedes!)!;
        if (status === "PROVISIONAL" || has === "VERIFIED") for (const each of earlier) replaced.add(each);
        next.set(id, [...(next.get(id) ?? []), ...earlier]);
      }
      newer = status === "PROVISIONAL" ? new Map() : next;
    }
    return replaced;
  }

  async #rowsOf(documents: readonly DatasetDocument[], query: CountsQuery | TotalQuery): Promise<CountRow[]> {
    const superseding = await this.#superseding(documents.map(({ id }) => id));
    return documents.flatMap((document) => rowsIn(document, superseding.get(document.id) ?? [], query));
  }

  /** By the id of each dataset, those that replaced it. */
  async #superseding(ids: readonly string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const { id, supersedes } of await this.#newerThan(ids))
      found.set(supersedes!, [...(found.get(supersedes!) ?? []), id]);
    return found;
  }

  async #newerThan(ids: readonly string[]): Promise<DatasetDocument[]> {
    const found: DatasetDocument[] = [];
    if (ids.length === 0) return found;
    let after: string | undefined;
    do {
      const page = await this.views.readModel.find<DatasetDocument>(datasetsView.name, {
        where: [{ field: "supersedes", in: [...ids] }],
        limit: MOST_ADDED,
        after,
      });
      found.push(...page.documents);
      after = page.next;
    } while (after !== undefined);
    return found;
  }
}

function asked({ counted, region, status, agency, publication }: CountsQuery | TotalQuery): Condition[] {
  const where: Condition[] = [];
  if (counted !== undefined) where.push({ field: "countedThings", has: counted });
  if (region !== undefined) where.push({ field: "regions", has: region });
  if (status !== undefined) where.push({ field: "status", is: status });
  if (agency !== undefined) where.push({ field: "agency", is: agency });
  if (publication !== undefined) where.push({ field: "publication", is: publication });
  return where;
}
