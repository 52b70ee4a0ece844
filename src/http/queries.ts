import { Type } from "class-transformer";
import { LIMITS } from "../limits.js";
import { IntegerField, TextField } from "./fields.js";

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
}

export const DEFAULT_LIMIT = 50;
