/** As the service describes itself: what is read of it here. */
export interface Schemas {
  readonly paths: {
    readonly [path: string]: {
      readonly post?: {
        readonly requestBody?: { readonly content: { readonly [type: string]: { readonly schema: Schema } } };
      };
    };
  };
  readonly components: { readonly schemas: { readonly [name: string]: Schema } };
}

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly example?: unknown;
  readonly minimum?: number;
  readonly pattern?: string;
  readonly items?: Schema;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
}

/**
 * Bodies that a command may have, made from the description of its fields: for each id, one with all fields and one
 * with those required, with that id wherever an id is asked for; each has another choice of the codes.
 */
export function bodiesOf(schemas: Schemas, path: string, ids: readonly string[]): object[] {
  const schema = schemas.paths[path]?.post?.requestBody?.content["application/json"]?.schema;
  if (!schema) throw new Error(`${path} is not described`);
  return ids.flatMap((id, choice) =>
    [false, true].map((all) => valueOf(schemas, schema, "body", { id, choice, all }) as object),
  );
}

interface Making {
  readonly id: string;
  readonly choice: number;
  readonly all: boolean;
}

function valueOf(schemas: Schemas, schema: Schema, name: string, making: Making): unknown {
  const referred = schema.$ref ?? schema.allOf?.[0]?.$ref;
  // Facts of any shape, as those of a correction, are an Object that is described nowhere.
  if (referred) return valueOf(schemas, schemas.components.schemas[referred.split("/").at(-1)!] ?? {}, name, making);
  if (schema.enum) return schema.enum[making.choice % schema.enum.length];
  switch (schema.type) {
    case "array":
      return [valueOf(schemas, schema.items!, name, making)];
    case "boolean":
      return making.choice % 2 === 0;
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "string":
      return textOf(schema, name, making);
    default:
      return objectOf(schemas, schema, making);
  }
}

function textOf({ format, example }: Schema, name: string, { id }: Making): unknown {
  if (format === "uuid") return id;
  if (format === "date") return "2025-05-01";
  if (typeof example === "string") return example;
  return TEXTS[name] ?? "Contoh";
}

/** Texts of a form that the description doesn't tell. */
const TEXTS: { readonly [name: string]: string } = {
  region: "36.04.12",
  origin: "36.04.12",
  country: "KH",
  currency: "IDR",
};

/** Left out: when it happened, which is now, and what is only told with something else. */
const LEFT_OUT = ["occurred"];

function objectOf(schemas: Schemas, { properties = {}, required = [] }: Schema, making: Making): object {
  const wanted = Object.entries(properties).filter(
    ([each]) => required.includes(each) || (making.all && !LEFT_OUT.includes(each)),
  );
  return Object.fromEntries(wanted.map(([each, schema]) => [each, valueOf(schemas, schema, each, making)]));
}
