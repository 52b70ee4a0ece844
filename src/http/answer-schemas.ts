import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A JSON schema, as far as it is looked into. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | string[];
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly anyOf?: Schema[];
}

/** What each route answers, read from the types of the code by `npm run answers`. */
interface AnswerSchemas {
  /** By route: `GET persons/:id`. */
  readonly routes: { readonly [route: string]: Schema };
  /** Those that the routes refer to. */
  readonly schemas: { readonly [name: string]: Schema };
}

let read: AnswerSchemas | undefined;

/** Read when they are first asked for: most answers need none of them. */
export function answerSchemas(): AnswerSchemas {
  const file = fileURLToPath(new URL("answer-schemas.json", import.meta.url));
  return (read ??= JSON.parse(readFileSync(file, "utf8")) as AnswerSchemas);
}
