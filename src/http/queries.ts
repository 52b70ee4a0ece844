import { Type } from "class-transformer";
import { LIMITS } from "../limits.js";
import { CodeField, IntegerField, TextField } from "./fields.js";
import { TABLE_FORMATS } from "./table.js";

/** What every query of one document takes. */
export class SeenQuery {
  @TextField(40, {
    optional: true,
    description: "A position that a command answered with, and that the answer must include",
  })
  seen?: string;
}

/** What every list takes. */
export class PageQuery extends SeenQuery {
  @IntegerField(1, LIMITS.pageRows.most, { optional: true, description: "Rows of a page; 50 if left out" })
  @Type(() => Number)
  limit?: number;

  @TextField(LIMITS.cursorCharacters.most, { optional: true, description: "The `next` of the page before" })
  after?: string;

  @CodeField(["json", ...TABLE_FORMATS], {
    optional: true,
    description: `\`csv\` or \`xlsx\` for a table, of up to ${LIMITS.tableRows.most} rows where no \`limit\` is given; \`json\` if left out`,
  })
  format?: "json" | (typeof TABLE_FORMATS)[number];
}

/** Rows of a page where nobody says how many. */
export const DEFAULT_LIMIT = 50;

/** How many rows a page of a list has at most. */
export function rowsOf({ limit, format = "json" }: PageQuery, otherwise = DEFAULT_LIMIT): number {
  return limit ?? (format === "json" ? otherwise : LIMITS.tableRows.most);
}
