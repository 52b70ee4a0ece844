import { objectsOf } from "./fields.js";

/** An object in the body of a command: the body itself, or one that it holds. */
export interface ObjectInBody {
  readonly type: new () => object;
  readonly value: Readonly<Record<string, unknown>>;
  /** Where it is in the body: empty for the body itself, else `witness.` or `parties.0.`. */
  readonly path: string;
}

/** The body and all objects in it, as its class declares them; the data need be no instance of it. */
export function* objectsIn(type: new () => object, data: object, path = ""): Generator<ObjectInBody> {
  const value = data as Readonly<Record<string, unknown>>;
  yield { type, value, path };
  for (const { name, type: of } of objectsOf(type.prototype as object)) {
    const held = value[name];
    const isList = Array.isArray(held);
    for (const [i, each] of (isList ? (held as unknown[]) : [held]).entries())
      if (typeof each === "object" && each !== null)
        yield* objectsIn(of(), each, isList ? `${path}${name}.${i}.` : `${path}${name}.`);
  }
}

/** The values of a field, with the path of each: of a list all that it has. */
export function valuesIn({ value, path }: ObjectInBody, name: string): (readonly [path: string, value: unknown])[] {
  const given = value[name];
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) return [[`${path}${name}`, given]];
  return given.map((each, i) => [`${path}${name}.${i}`, each as unknown] as const);
}
