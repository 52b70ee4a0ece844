import { answerSchemas, type Schema } from "./answer-schemas.js";
import type { Names } from "./names.js";

/** A column of a table: its heading, and what of a row stands in it. The names are those that the answer has. */
export type Columns<Row> = { readonly [heading: string]: (row: Row, names: Names) => unknown };

/** Fields whose ids and codes have names, which stand in a column beside them. */
const NAMED = /(agency|agencies|officer|officers|region|regions|country|countries|origin|origins)$/i;

const known = new Map<string, Columns<unknown>>();

/**
 * The columns of a list, as its rows are described: a field each in their order, those of an object within as
 * `outer.inner`. What an id or code is called stands in a column behind it, headed by its name and `Name`.
 * @param route as in the description: `GET cases`
 */
export function columnsOf(route: string): Columns<unknown> {
  let columns = known.get(route);
  if (columns === undefined) {
    const row = resolved(resolved(answerSchemas().routes[route])?.properties?.["data"]?.items);
    if (row?.properties === undefined) throw new Error(`${route} is described as no list of objects`);
    known.set(route, (columns = Object.fromEntries(pathsIn(row).flatMap(columnsFor))));
  }
  return columns;
}

function columnsFor(path: readonly string[]): [heading: string, cell: Columns<unknown>[string]][] {
  const heading = path.join(".");
  const own: Columns<unknown>[string] = (row) => readable(valueAt(row, path));
  if (!NAMED.test(heading)) return [[heading, own]];
  return [
    [heading, own],
    [`${heading}Name`, (row, names) => readable(namesOf(valueAt(row, path), names))],
  ];
}

/** Leaves of a schema; an object of which no field is declared is one. */
function pathsIn(schema: Schema, before: readonly string[] = []): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, declared]) => {
    const within = resolved(declared);
    const path = [...before, name];
    return within?.properties === undefined || "masked" in within.properties ? [path] : pathsIn(within, path);
  });
}

/** A schema that another refers to, and the one object among what a field may be; undefined where there are several. */
function resolved(schema: Schema | undefined): Schema | undefined {
  if (schema?.$ref !== undefined) return resolved(answerSchemas().schemas[schema.$ref.split("/").at(-1)!]);
  if (schema?.anyOf === undefined) return schema;
  const may = schema.anyOf.filter(({ type }) => type !== "null").map(resolved);
  return may.length === 1 ? may[0] : undefined;
}

function valueAt(row: unknown, path: readonly string[]): unknown {
  let value = row;
  for (const name of path) {
    if (value === null || typeof value !== "object") return undefined;
    // Of what is hidden as a whole, each part is.
    if (isMasked(value)) return value;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function namesOf(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) return value.map((each) => namesOf(each, names));
  if (typeof value !== "string") return undefined;
  const { agencies, officers, regions, countries } = names;
  return agencies?.[value] ?? officers?.[value] ?? regions?.[value] ?? countries?.[value]?.en;
}

/** Numbers and truth values as they are; a list with semicolons, what an object has with its names. */
function readable(value: unknown): unknown {
  if (value === null || typeof value !== "object" || isMasked(value)) return value;
  return Array.isArray(value) ? value.map(textWithin).join("; ") : textWithin(value);
}

function textWithin(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  if (isMasked(value)) return `[${value.masked}]`;
  if (Array.isArray(value)) return value.map(textWithin).join("; ");
  return Object.entries(value)
    .filter(([, each]) => each !== null && each !== undefined)
    .map(([name, each]) => `${name}: ${textWithin(each)}`)
    .join(", ");
}

function isMasked(value: object): value is { readonly masked: string } {
  return "masked" in value && typeof value.masked === "string";
}
