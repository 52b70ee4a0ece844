import { Controller, Get, Inject, Param, Query, Req, Res, type PipeTransform } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { createHash } from "node:crypto";
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from "../described.js";
import { Permits } from "../access/permit.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { READ_MODEL, SAMPLE } from "../event-sourcing/ports.js";
import type { Condition, ReadModel } from "../event-sourcing/projecting/read-model.js";
import { CodeField, DateField, PatternField } from "../http/fields.js";
import { Problem } from "../http/problems.js";
import { AsTable, TABLE_FORMATS } from "../http/table.js";
import { validated } from "../http/validated.js";
import { catalog } from "./catalog.js";
import { dictionaryOf } from "./dictionary.js";
import type { DictionaryRow, PublicDataAsOf, PublicTableAnswer, PublicTableSummary } from "./public-answers.js";
import { PUBLIC_TABLES } from "./public-tables.js";
import { rowsIn, tableColumns } from "./public-rows.js";
import {
  publicationsView,
  publicTablesView,
  type PublicationDocument,
  type PublicTableDocument,
} from "./publications.view.js";
import { QUARTER } from "./quarter.js";

/** Seconds for which an answer may be kept: so much later than published it may be seen by somebody. */
const KEPT_SECONDS = 300;
const PAGE = 100;

class FormatQuery {
  @CodeField(["json", ...TABLE_FORMATS], { optional: true, description: "`csv` or `xlsx` for a table" })
  format?: "json" | (typeof TABLE_FORMATS)[number];
}

class TableQuery extends FormatQuery {
  @PatternField(QUARTER, "a quarter of a year", {
    optional: true,
    example: "2025-Q2",
    description: "Left out: the newest",
  })
  quarter?: string;

  @DateField({ kind: "PAST", optional: true, description: "As it could be read at the end of a past day" })
  date?: string;
}

/** What takes no parameter says so: else somebody might take it that an answer was narrowed. */
const noParameters: PipeTransform = {
  transform(query: object) {
    const [name] = Object.keys(query);
    if (name !== undefined) throw new InvalidField("unknown-field", name, "is no parameter: this takes none");
    return query;
  },
};

/**
 * What everybody may read, without signing in: nothing but what was published. No route here counts anything, and none
 * takes a filter, so that nobody can ask for a number that was suppressed.
 */
@ApiTags("public tables")
@Controller("public")
export class PublicTableQueries {
  constructor(
    @Inject(READ_MODEL) private readonly readModel: ReadModel,
    @Inject(SAMPLE) private readonly sample: boolean,
  ) {}

  @Get("tables")
  @Permits("NOBODY")
  @ApiOperation({ operationId: "public.tables", summary: "Public tables, with their published editions", security: [] })
  async tables(
    @Query(noParameters) _: object,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly data: readonly PublicTableSummary[]; readonly dataAsOf: PublicDataAsOf } | undefined> {
    const published = await this.#published();
    const data = PUBLIC_TABLES.map(({ id, title, certainty }): PublicTableSummary => {
      const address = `/api/v1/public/tables/${id}`;
      const editions = published
        .filter((each) => each.published!.tables.includes(id))
        .map(({ quarter, publishedOn, published: of }) => ({
          quarter: quarter!,
          publishedOn: publishedOn!,
          dataAsOf: of!.recordedAt,
          address: `${address}?quarter=${quarter}`,
        }));
      return { id, title, certainty, address, dictionary: `${address}/dictionary`, editions };
    });
    return kept(request, reply, { data, dataAsOf: this.#asOf(published[0]?.published?.recordedAt ?? null) });
  }

  @Get("tables/:table")
  @Permits("NOBODY")
  @AsTable(tableColumns)
  @ApiOperation({
    operationId: "public.table",
    summary: "A public table: the newest quarter, another one, or what could be read at the end of a day",
    description:
      "A row for each number. `value` is null where `suppressed` is true: fewer than 5, none among them, or what would let one of these be worked out.",
    security: [],
  })
  @ApiParam({ name: "table", description: "The id of a table", example: "cases-by-month-and-category" })
  async table(
    @Param("table") id: string,
    @Query(validated(TableQuery)) { quarter, date }: TableQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublicTableAnswer | undefined> {
    const document = await this.#edition(id, quarter, date);
    const { cells: _, rows, columns, ...definition } = document.table;
    return kept(request, reply, {
      data: rowsIn(document.table),
      table: { ...definition, rows: rows.dimension, columns: columns.dimension },
      quarter: document.quarter,
      publishedAt: document.publishedAt,
      dataAsOf: this.#asOf(document.dataAsOf),
    });
  }

  @Get("tables/:table/dictionary")
  @Permits("NOBODY")
  @ApiOperation({
    operationId: "public.dictionary",
    summary: "What each column of a public table, and each special value in it, means",
    security: [],
  })
  @ApiParam({ name: "table", description: "The id of a table", example: "cases-by-month-and-category" })
  async dictionary(
    @Param("table") id: string,
    @Query(validated(TableQuery)) { quarter, date }: TableQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly data: readonly DictionaryRow[]; readonly dataAsOf: PublicDataAsOf } | undefined> {
    const { table, dataAsOf } = await this.#edition(id, quarter, date);
    return kept(request, reply, { data: dictionaryOf(table), dataAsOf: this.#asOf(dataAsOf) });
  }

  @Get("catalog.jsonld")
  @Permits("NOBODY")
  @ApiOperation({
    operationId: "public.catalog",
    summary: "The catalogue of public tables as DCAT 3, in JSON-LD, for portals of open data",
    security: [],
  })
  @ApiResponse({
    status: 200,
    description: "Addresses are relative to that of the catalogue",
    content: { "application/ld+json": { schema: { type: "object" } } },
  })
  async catalog(
    @Query(noParameters) _: object,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    const answer = kept(request, reply, catalog(await this.#published(), this.sample));
    if (answer !== undefined) void reply.type("application/ld+json; charset=utf-8");
    return answer;
  }

  /** Every publication, the newest quarter first. */
  async #published(): Promise<PublicationDocument[]> {
    const where: Condition[] = [{ field: "publishedOn", from: "0", to: "9" }];
    const sort = { field: "quarter", direction: "desc" } as const;
    const all: PublicationDocument[] = [];
    let after: string | undefined;
    do {
      const page = await this.readModel.find<PublicationDocument>(publicationsView.name, {
        where,
        sort,
        limit: PAGE,
        after,
      });
      all.push(...page.documents);
      after = page.next;
    } while (after !== undefined);
    return all;
  }

  /** @throws InvalidField for a table that there is not, Problem 404 where no edition of it was public */
  async #edition(id: string, quarter: string | undefined, date: string | undefined): Promise<PublicTableDocument> {
    if (!PUBLIC_TABLES.some((each) => each.id === id))
      throw new InvalidField(
        "invalid-field",
        "table",
        `must be one of ${PUBLIC_TABLES.map((each) => each.id).join(", ")}`,
      );
    const where: Condition[] = [{ field: "table.id", is: id }];
    if (quarter !== undefined) where.push({ field: "quarter", is: quarter });
    if (date !== undefined) where.push({ field: "publishedOn", from: "0", to: date });
    const { documents } = await this.readModel.find<PublicTableDocument>(publicTablesView.name, {
      where,
      sort: { field: "quarter", direction: "desc" },
      limit: 1,
    });
    if (documents[0] !== undefined) return documents[0];
    const of = quarter === undefined ? "" : ` of ${quarter}`;
    const detail = `no edition${of} of ${id} was published${date === undefined ? "" : ` by ${date}`}`;
    throw new Problem(404, "not-found", "There is nothing here that you may see", { detail });
  }

  #asOf(recordedAt: string | null): PublicDataAsOf {
    return { recordedAt, ...(this.sample && { sample: true as const }) };
  }
}

/** Lets caches keep an answer for a while; who has it already is told so, and gets no body. */
function kept<A extends object>(request: FastifyRequest, reply: FastifyReply, answer: A): A | undefined {
  const { format } = request.query as { readonly format?: unknown };
  const form = `${String(format)} ${request.headers.accept ?? ""} ${JSON.stringify(answer)}`;
  const etag = `W/"${createHash("sha256").update(form).digest("base64url")}"`;
  void reply.headers({ etag, "cache-control": `public, max-age=${KEPT_SECONDS}`, vary: "accept" });
  const known = (request.headers["if-none-match"] ?? "").split(",").map((each) => each.trim());
  if (!known.includes(etag) && !known.includes("*")) return answer;
  void reply.status(304);
  return undefined;
}
