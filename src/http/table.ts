import { SetMetadata } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import Papa from "papaparse";
import type { Names } from "./names.js";

/** A column of a table: its heading, and what of a row stands in it. The names are those that the answer has. */
export type Columns<Row> = { readonly [heading: string]: (row: Row, names: Names) => unknown };

const TABLE = "kawal:table";

/** A list that can also be answered as a table: its route takes `format=csv`, or `Accept: text/csv`. */
export const AsTable = <Row>(columns: Columns<Row> | ColumnsOf<Row>) => SetMetadata(TABLE, columns);

/** Columns that depend on what was asked for. */
export type ColumnsOf<Row> = (answer: never) => Columns<Row>;

/** What a spreadsheet would run as a formula, also behind a line break; the last four are full-width signs. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * The answer as a table, where the route has one and the request asks for it. It is made of what has passed the way
 * out. A cell that a spreadsheet would take for a formula begins with an apostrophe.
 */
export function asAsked(handler: object, request: FastifyRequest, reply: FastifyReply, shown: unknown): unknown {
  const declared = Reflect.getMetadata(TABLE, handler) as Columns<unknown> | ColumnsOf<unknown> | undefined;
  if (declared === undefined || !wantsTable(request)) return shown;
  const columns = typeof declared === "function" ? declared(shown as never) : declared;
  const { data, names = {}, next } = shown as { data: readonly unknown[]; names?: Names; next?: string };
  void reply
    .header("content-type", "text/csv; charset=utf-8")
    .header("content-disposition", `attachment; filename="${fileName(request)}"`);
  if (next !== undefined) void reply.header("link", `<${addressOf(request, next)}>; rel="next"`);
  const rows = data.map((row) => Object.values(columns).map((cell) => textOf(cell(row, names))));
  return Papa.unparse({ fields: Object.keys(columns), data: rows }, { escapeFormulae: FORMULA });
}

/** By the query, or else by what the client accepts first. */
function wantsTable({ query, headers }: FastifyRequest): boolean {
  const { format } = (query ?? {}) as { readonly format?: unknown };
  return format === undefined ? /^\s*text\/csv\b/i.test(headers?.accept ?? "") : format === "csv";
}

function fileName({ url }: FastifyRequest): string {
  const [path] = url.split("?");
  return `${path!
    .split("/")
    .slice(3)
    .join("-")
    .replaceAll(/[^A-Za-z0-9-]/g, "")}.csv`;
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
