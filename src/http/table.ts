import { SetMetadata } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import Papa from "papaparse";
import { columnsOf, type Columns } from "./answer-columns.js";
import type { Names } from "./names.js";

const TABLE = "kawal:table";

/** The columns of a list that are not those of its rows as they are described. */
export const AsTable = <Row>(columns: Columns<Row>) => SetMetadata(TABLE, columns);

/** What a spreadsheet would run as a formula, also behind a line break; the last four are full-width signs. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Forms in which a list is given, beside JSON. */
export const TABLE_FORMATS = ["csv", "xlsx"] as const;
type TableFormat = (typeof TABLE_FORMATS)[number];

export const TABLE_MEDIA_TYPES: { readonly [K in TableFormat]: string } = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

interface List {
  readonly data: readonly unknown[];
  readonly names?: Names;
  readonly next?: string;
  readonly dataAsOf: { readonly recordedAt: string | null; readonly sample?: true };
}

/**
 * A list as a table, where the request asks for one. It is made of what has passed the way out. How fresh it is says the
 * header `Kawal-Data-As-Of`, and where it goes on `Link`; a workbook has a sheet that says both.
 */
export async function asAsked(
  handler: object,
  request: FastifyRequest,
  reply: FastifyReply,
  shown: unknown,
): Promise<unknown> {
  const { format } = (request.query ?? {}) as { readonly format?: unknown };
  if (!TABLE_FORMATS.some((each) => each === format) || !isList(shown)) return shown;
  const declared = Reflect.getMetadata(TABLE, handler) as Columns<unknown> | undefined;
  const columns = declared ?? columnsOf(routeOf(request));
  const { data, names = {}, next, dataAsOf } = shown;
  void reply
    .header("content-type", TABLE_MEDIA_TYPES[format as TableFormat])
    .header("content-disposition", `attachment; filename="${fileName(request)}.${format as TableFormat}"`);
  if (dataAsOf.recordedAt !== null) void reply.header("kawal-data-as-of", dataAsOf.recordedAt);
  if (next !== undefined) void reply.header("link", `<${addressOf(request, next)}>; rel="next"`);
  const rows = data.map((row) => Object.values(columns).map((cell) => cell(row, names)));
  if (format === "xlsx") return workbook(Object.keys(columns), rows, shown, request);
  const fields = { fields: Object.keys(columns), data: rows.map((row) => row.map(textOf)) };
  // A cell that a spreadsheet would take for a formula begins with an apostrophe.
  return Papa.unparse(fields, { escapeFormulae: FORMULA });
}

function isList(shown: unknown): shown is List {
  return shown !== null && typeof shown === "object" && Array.isArray((shown as Partial<List>).data);
}

function routeOf({ method, routeOptions: { url } }: FastifyRequest): string {
  return `${method} ${url!.replace(/^\/api\/v1\//, "")}`;
}

/** A cell of a workbook says of which type it is, so that no text is run as a formula. */
async function workbook(
  headings: readonly string[],
  rows: readonly (readonly unknown[])[],
  { next, dataAsOf }: List,
  request: FastifyRequest,
): Promise<Buffer> {
  const { default: writeWorkbook } = await import("write-excel-file/node");
  const head = headings.map((heading) => ({ value: heading, type: String, fontWeight: "bold" as const }));
  const body = rows.map((row) => row.map((value) => cellOf(value)));
  const about = [
    ["list", fileName(request)],
    ["rows", rows.length],
    ["complete", next === undefined],
    ["dataAsOf", dataAsOf.recordedAt],
    ["sample", dataAsOf.sample === true],
  ].map((row) => row.map((value) => cellOf(value)));
  return writeWorkbook([
    { data: [head, ...body], sheet: "data", stickyRowsCount: 1 },
    { data: about, sheet: "about" },
  ]).toBuffer();
}

function cellOf(value: unknown) {
  if (typeof value === "number") return { value, type: Number };
  if (typeof value === "boolean") return { value, type: Boolean };
  const text = textOf(value);
  return text === "" ? null : { value: text.slice(0, LONGEST_CELL), type: String };
}

/** Characters of a cell (Excel specifications and limits). */
const LONGEST_CELL = 32_767;

function fileName({ url }: FastifyRequest): string {
  const [path] = url.split("?");
  return `${path!
    .split("/")
    .slice(3)
    .join("-")
    .replaceAll(/[^A-Za-z0-9-]/g, "")}`;
}

function addressOf({ url }: FastifyRequest, next: string): string {
  const [path, query] = url.split("?");
  const parameters = new URLSearchParams(query);
  parameters.set("after", next);
  return `${path}?${parameters.toString()}`;
}

/** A masked value says so, as hidden is something else than empty. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value !== "object") return String(value);
  if ("masked" in value && typeof value.masked === "string") return `[${value.masked}]`;
  return JSON.stringify(value);
}
