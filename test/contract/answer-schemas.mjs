/*
 * Reads from the types of the controllers what each route answers, as JSON Schema (2020-12, as OpenAPI 3.1 has it). The
 * type checker does it: what a route answers is inferred from what it returns, and written nowhere a second time.
 */
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where the schemas are kept: the service gives them out, and has no type checker. */
export const SCHEMAS_FILE = `${ROOT}src/http/answer-schemas.json`;

/** Fields that hold the id of a person, where the gate says that it is hidden from whoever is out of sight of them. */
const OF_PERSONS = new Set("person persons migrants victim victims against linked names with records".split(" "));

/** Fields that hold the id of another thing that may be out of sight, or a text that has one in it. */
const OF_THINGS = new Set(
  "case cases repatriation repatriations file files evidence item stream subject pointer before".split(" "),
);

/** Fields of which some callers are told only that they are hidden (`CONFIDENTIAL_PARTS`). */
const OF_PARTS = new Set(["allegations", "allegation", "legalHolds", "holds", "doNotTell", "withdrawn"]);

/** What stays of an object that tells of a hidden person, beside what is masked (`STAYS` of the gate). */
const STAYS = ["id", "party", "role", "pointer"];

/** No answer is nested as deep. */
const MOST_NESTED = 40;

const MASKED = "Masked";
const ref = (name) => ({ $ref: `#/components/schemas/${name}` });

/** @returns schemas of answers by route (`GET persons/:id`), and those that they refer to, by name */
export function answerSchemas() {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent({ ...config, include: ["src"] }, ts.sys, ROOT);
  const program = ts.createProgram(fileNames, { ...options, noEmit: true });
  const read = new Reading(program.getTypeChecker());
  const routes = {};
  for (const file of program.getSourceFiles())
    if (file.fileName.startsWith(`${ROOT}src/`) && file.fileName.endsWith(".controller.ts"))
      ts.forEachChild(file, (node) => {
        if (ts.isClassDeclaration(node)) Object.assign(routes, routesOf(node, read));
      });
  const names = read.interfaceIn(program.getSourceFile(`${ROOT}src/http/names.ts`), "Names");
  // The way out names what an answer shows, beside its data.
  for (const { properties = {} } of Object.values(routes)) if ("data" in properties) properties.names = names;
  const components = new Components();
  const named = Object.keys(routes)
    .toSorted()
    .map((route) => [route, components.withNames(masked(routes[route], "", 0))]);
  return { routes: Object.fromEntries(named), schemas: components.sorted() };
}

/** Decorators of a class or a method, with the texts that they are given. */
function decoratorsOf(node) {
  return (ts.getDecorators(node) ?? []).flatMap(({ expression }) => {
    if (!ts.isCallExpression(expression)) return [];
    const [first] = expression.arguments;
    return [{ name: expression.expression.getText(), node: expression, argument: first, text: textIn(first) }];
  });
}

function textIn(node) {
  if (node === undefined) return "";
  if (ts.isStringLiteral(node)) return node.text;
  if (!ts.isObjectLiteralExpression(node)) return "";
  const path = node.properties.find((each) => each.name?.getText() === "path");
  return path === undefined ? "" : textIn(path.initializer);
}

function routesOf(type, read) {
  const controller = decoratorsOf(type).find(({ name }) => name === "Controller");
  if (controller === undefined) return {};
  const isNeutral = controller.argument !== undefined && /VERSION_NEUTRAL/.test(controller.argument.getText());
  const found = {};
  for (const method of type.members.filter(ts.isMethodDeclaration)) {
    const decorators = decoratorsOf(method);
    const route = decorators.find(({ name }) => name === "Get" || name === "Post");
    // What its decorators describe need not be inferred; and a route that answers with bytes has no JSON.
    const produces = decorators.find(({ name }) => name === "ApiProduces")?.node.getText();
    if (route === undefined || (produces !== undefined && !produces.includes("json"))) continue;
    const schema = read.answerOf(method);
    const path = [controller.text, route.text].filter((part) => part !== "").join("/");
    if (schema) found[`${route.name.toUpperCase()} ${isNeutral ? "/" : ""}${path}`] = schema;
  }
  return found;
}

/** Makes schemas of types. A schema of a named type has its name as `title`. */
class Reading {
  #checker;
  #under = new Set();

  constructor(checker) {
    this.#checker = checker;
  }

  /** What a route answers; undefined for nothing. */
  answerOf(method) {
    const checker = this.#checker;
    const signature = checker.getSignatureFromDeclaration(method);
    const type = checker.getAwaitedType(checker.getReturnTypeOfSignature(signature));
    return type.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined) ? undefined : this.#schemaOf(type);
  }

  interfaceIn(file, name) {
    const node = file.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === name);
    return this.#schemaOf(this.#checker.getTypeAtLocation(node));
  }

  #schemaOf(type) {
    const { flags } = type;
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (flags & ts.TypeFlags.BooleanLiteral) return { const: type.intrinsicName === "true" };
    if (flags & ts.TypeFlags.Null) return { type: "null" };
    if (flags & (ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral)) return { type: "string" };
    if (flags & ts.TypeFlags.Number) return { type: "number" };
    if (flags & ts.TypeFlags.Boolean) return { type: "boolean" };
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (flags & ts.TypeFlags.NonPrimitive) return { type: "object" };
    if (type.isUnion()) return this.#unionOf(type.types);
    if (flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return this.#objectOf(type);
    throw new Error(`no schema can be made of ${this.#checker.typeToString(type)}`);
  }

  #unionOf(types) {
    const schemas = types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined)).map((each) => this.#schemaOf(each));
    const texts = schemas.filter((each) => "const" in each).map((each) => each.const);
    const others = schemas.filter((each) => !("const" in each));
    const isBoolean = texts.length === 2 && texts.includes(true) && texts.includes(false);
    const literals = isBoolean ? [{ type: "boolean" }] : texts.length === 0 ? [] : [literal(texts)];
    const distinct = [...new Map([...literals, ...others].map((each) => [JSON.stringify(each), each])).values()];
    return anyOf(distinct);
  }

  #objectOf(type) {
    if (this.#under.size > MOST_NESTED) throw new Error(`${this.#checker.typeToString(type)} has no end`);
    const checker = this.#checker;
    if (checker.isTupleType(type)) {
      const items = checker.getTypeArguments(type).map((each) => this.#schemaOf(each));
      return { type: "array", prefixItems: items, minItems: items.length, maxItems: items.length };
    }
    // JSON of any depth.
    if (this.#under.has(type)) return {};
    this.#under.add(type);
    if (checker.isArrayType(type)) {
      const items = this.#schemaOf(checker.getTypeArguments(type)[0]);
      this.#under.delete(type);
      return { type: "array", items };
    }
    const schema = { ...this.#named(type), type: "object" };
    const properties = {};
    const required = [];
    for (const property of checker.getPropertiesOfType(type)) {
      const declared = checker.getTypeOfSymbol(property);
      if (declared.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Never)) continue;
      const about = ts.displayPartsToString(property.getDocumentationComment(checker));
      const of = this.#schemaOf(declared);
      properties[property.name] = about === "" ? of : { ...of, description: about.replaceAll(/\s+/g, " ") };
      // What is undefined is not there in JSON.
      if (!(property.flags & ts.SymbolFlags.Optional) && !mayBeUndefined(declared)) required.push(property.name);
    }
    const rest = checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const others = rest && this.#schemaOf(rest.type);
    this.#under.delete(type);
    return {
      ...schema,
      ...(Object.keys(properties).length > 0 && { properties }),
      ...(required.length > 0 && { required }),
      ...(others && { additionalProperties: others }),
    };
  }

  /** The name of the interface, or alias, that the properties of a type are declared in. */
  #named(type) {
    const names = type.getProperties().map(({ name }) => name);
    const [declaration] = type.symbol?.declarations ?? [];
    // A map has no properties to know it by.
    if (names.length === 0 && declaration && ts.isInterfaceDeclaration(declaration))
      return { title: declaration.name.text };
    const declared = new Set(
      type.getProperties().flatMap(({ declarations }) => (declarations ?? []).map(({ parent }) => parent)),
    );
    for (const node of declared) {
      const owner = ts.isInterfaceDeclaration(node) ? node : node.parent;
      if (owner === undefined || !(ts.isInterfaceDeclaration(owner) || ts.isTypeAliasDeclaration(owner))) continue;
      if (owner.typeParameters !== undefined) continue;
      const whole = this.#checker.getTypeAtLocation(owner.name);
      const own = new Set(whole.getProperties().map(({ name }) => name));
      if (own.size === names.length && names.every((name) => own.has(name))) return { title: owner.name.text };
    }
    return {};
  }
}

function mayBeUndefined(type) {
  return type.isUnion() && type.types.some(({ flags }) => flags & ts.TypeFlags.Undefined);
}

function literal(values) {
  // The checker has them in the order in which it came to know them, which any change of the code may change.
  return values.length === 1 ? { const: values[0] } : { type: typeof values[0], enum: values.toSorted() };
}

function anyOf(schemas) {
  if (schemas.length === 1) return schemas[0];
  const sorted = schemas.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const [first, second] = sorted;
  // A text, or null.
  const isPlain = Object.keys(first).length === 1 && typeof first.type === "string" && first.type !== "object";
  if (schemas.length === 2 && second.type === "null" && isPlain) return { type: [first.type, "null"] };
  return { anyOf: sorted };
}

/** Null stands last. */
const placeOf = (schema) => (schema.type === "null" ? "~" : JSON.stringify(schema));

/**
 * The schema of what may leave through the gate: ids out of sight, and parts that some are not told, are masked; of an
 * object that tells of a hidden person little stays.
 * @param field the name that it stands under
 * @param depth 0 for the answer, 1 for its rows, more for what is nested in one
 */
function masked(schema, field, depth) {
  if (OF_PARTS.has(field) && schema.type !== "boolean") return orMasked(inside(schema, field, depth));
  return inside(schema, field, depth);
}

function inside(schema, field, depth) {
  if (schema.anyOf) {
    const { anyOf: ways, ...rest } = schema;
    return { ...rest, anyOf: ways.flatMap((each) => flat(inside(each, field, depth))) };
  }
  const isText = [schema.type].flat().includes("string") && schema.enum === undefined;
  if (isText && (OF_PERSONS.has(field) || OF_THINGS.has(field))) return orMasked(schema);
  // Rows of a list are as the one thing that is asked for.
  if (schema.type === "array" && schema.items) return { ...schema, items: masked(schema.items, field, depth) };
  if (schema.type !== "object") return schema;
  const entries = Object.entries(schema.properties ?? {});
  const properties = Object.fromEntries(
    entries.map(([name, each]) => [name, masked(each, name === "id" ? field : name, depth + 1)]),
  );
  const whole = {
    ...schema,
    ...(entries.length > 0 && { properties }),
    ...(schema.additionalProperties && {
      additionalProperties: masked(schema.additionalProperties, field, depth + 1),
    }),
  };
  const persons = entries
    .filter(([name, each]) => isOfPerson(name === "id" ? field : name, each))
    .map(([name]) => name);
  if (depth < 2 || persons.length === 0) return whole;
  const stays = Object.fromEntries(
    Object.entries(properties).filter(([name, each]) => STAYS.includes(name) || JSON.stringify(each).includes(MASKED)),
  );
  const description = "What is shown of it where the person is hidden from you";
  return { anyOf: [whole, { type: "object", description, properties: stays }] };
}

function isOfPerson(field, schema) {
  return OF_PERSONS.has(field) && [schema.type].flat().includes("string");
}

const flat = (schema) => (schema.anyOf && Object.keys(schema).length === 1 ? schema.anyOf : [schema]);

function orMasked({ description, ...schema }) {
  const about = description === undefined ? {} : { description };
  return { ...about, anyOf: [...flat(schema).filter((each) => each.$ref === undefined), ref(MASKED)] };
}

/** Schemas that have a name, once each; of two that differ under one name, the second has a number. */
class Components {
  #found = new Map([[MASKED, maskedSchema()]]);

  withNames(schema) {
    if (Array.isArray(schema)) return schema.map((each) => this.withNames(each));
    if (schema === null || typeof schema !== "object") return schema;
    const { title, description, properties, ...rest } = schema;
    const inner = (of) => Object.fromEntries(Object.entries(of).map(([key, each]) => [key, this.withNames(each)]));
    const whole = { ...inner(rest), ...(properties && { properties: inner(properties) }) };
    const about = description === undefined ? {} : { description };
    if (typeof title !== "string" || schema.type !== "object") return { ...about, ...whole };
    if (title === MASKED) return { ...about, ...ref(MASKED) };
    return { ...about, ...ref(this.#nameOf(title, whole)) };
  }

  #nameOf(title, schema) {
    const text = JSON.stringify(schema);
    for (let number = 1; ; number++) {
      const name = number === 1 ? title : `${title}${number}`;
      const before = this.#found.get(name);
      if (before === undefined) this.#found.set(name, schema);
      if (before === undefined || JSON.stringify(before) === text) return name;
    }
  }

  sorted() {
    return Object.fromEntries([...this.#found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function maskedSchema() {
  return {
    type: "object",
    description: "Stands for a value that is not given: hidden from you, or gone with its key",
    properties: { masked: { type: "string", enum: ["hidden", "shredded"] } },
    required: ["masked"],
  };
}
