import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import type { OpenAPIObject } from "@nestjs/swagger";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ApiProperty, ApiPropertyOptional, describeTo } from "../described.js";
import { answerSchemas } from "./answer-schemas.js";
import { PROBLEM_MEDIA_TYPE } from "./problems.js";
import { TABLE_MEDIA_TYPES } from "./table.js";

/** One mistake in a request. */
class ProblemError {
  @ApiProperty({ format: "uri", example: "urn:kawal:problem:too-long" })
  type!: string;

  @ApiProperty({ description: "Path of the field, or name of the header or parameter" })
  field!: string;

  @ApiProperty({ description: "Never quotes the value" })
  message!: string;

  @ApiProperty({ description: "The same in Indonesian" })
  indonesian!: string;
}

/** The rule that a command ran into. */
class ProblemRule {
  @ApiProperty({ example: "I3" })
  id!: string;

  @ApiProperty({ description: "The law that it comes from", example: "UU 18/2017 art. 13" })
  source!: string;

  @ApiProperty()
  en!: string;

  @ApiProperty()
  indonesian!: string;
}

/** RFC 9457 problem document. */
class ProblemSchema {
  @ApiProperty({ format: "uri", description: "Stable", example: "urn:kawal:problem:unknown-field" })
  type!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ description: "The title in Indonesian" })
  indonesian!: string;

  @ApiProperty({ type: "integer" })
  status!: number;

  @ApiPropertyOptional()
  detail?: string;

  @ApiPropertyOptional({ type: ProblemError, isArray: true })
  errors?: ProblemError[];

  @ApiPropertyOptional({ type: ProblemRule })
  rule?: ProblemRule;
}

/** Problems that every route of the interface can answer with, beside its own. */
const PROBLEMS: { readonly [status: string]: string } = {
  "400": "The request has a field, header or parameter that can't be taken; nothing was appended",
  "401": "No token came, or none that is to be believed",
  "403": "The caller's role does not permit it, or they have no assignment in which it would",
  "404": "There is nothing here that the caller may see",
  "429": "There are too many requests: wait as long as Retry-After says",
  "503": "A part is behind or does not answer: send it again, a command with the same key",
};

/** Problems of routes that append. */
const PROBLEMS_OF_COMMANDS: { readonly [status: string]: string } = {
  "409": "A rule forbids it; nothing was appended",
  "412": "It has changed since the revision named in If-Match; nothing was appended",
  "413": "The body, or what it would record, is over the limit",
  "415": "The body is of a type that is not taken here",
  "422": "The idempotency key belongs to another request; nothing was appended",
};

/** Serves the interface's description, made of the code when it is first asked for, and a page that shows it. */
export function describeApplication(app: NestFastifyApplication, notes: string): void {
  let text: Promise<string> | undefined;
  const fastify = app.getHttpAdapter().getInstance();
  const described = () => {
    text ??= descriptionOf(app, notes).then(JSON.stringify);
    // What failed once may be there the next time, a file perhaps.
    text.catch(() => (text = undefined));
    return text;
  };
  fastify.get("/openapi.json", async (_request, reply) => reply.type("application/json").send(await described()));
  for (const [path, below] of [
    ["/docs", "./docs/"],
    ["/docs/", "./"],
  ] as const)
    fastify.get(path, (_request, reply) => reply.type("text/html").send(pageWith(below)));
  fastify.get("/docs/begin.js", (_request, reply) => reply.type("text/javascript").send(BEGIN));
  for (const [name, type] of Object.entries(PAGE_FILES))
    fastify.get(`/docs/${name}`, async (_request, reply) =>
      reply
        .type(type)
        .header("cache-control", PAGE_FILES_KEPT)
        .send(await readFile(pageFile(name))),
    );
}

async function descriptionOf(app: NestFastifyApplication, notes: string): Promise<OpenAPIObject> {
  const swagger = await import("@nestjs/swagger");
  describeTo(swagger);
  const config = new swagger.DocumentBuilder()
    .setTitle("Kawal")
    .setDescription(notes)
    .setVersion("0.1.0")
    .setLicense("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0")
    .setOpenAPIVersion("3.1.0")
    .addBearerAuth({ type: "http", scheme: "bearer", description: "An access token of the store's issuer" }, "token")
    .addSecurityRequirements("token")
    .build();
  const extraModels = [ProblemSchema, ProblemError, ProblemRule];
  const document = swagger.SwaggerModule.createDocument(app, config, { extraModels });
  return withAnswers(withProblems(document, swagger.getSchemaPath(ProblemSchema)));
}

/** What the page loads of the package `swagger-ui-dist`. */
const PAGE_FILES = {
  "swagger-ui.css": "text/css",
  "swagger-ui-bundle.js": "text/javascript",
  "favicon-32x32.png": "image/png",
  "favicon-16x16.png": "image/png",
};
const pageFile = (name: string) =>
  join(dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json"))), name);
const PAGE_FILES_KEPT = "public, max-age=3600";

/** @param below where the files of the page are, as seen from it */
const pageWith = (below: string) => `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <title>Kawal</title>
    <link rel="stylesheet" href="${below}swagger-ui.css">
    <link rel="icon" type="image/png" href="${below}favicon-32x32.png" sizes="32x32">
    <link rel="icon" type="image/png" href="${below}favicon-16x16.png" sizes="16x16">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="${below}swagger-ui-bundle.js"></script>
    <script src="${below}begin.js"></script>
  </body>
</html>
`;

/** A file of its own: no script in the page itself may run. */
const BEGIN = `SwaggerUIBundle({
  url: new URL("../openapi.json", document.currentScript.src).href,
  dom_id: "#swagger-ui",
  deepLinking: true,
});
`;

/** @param problem where the schema of problems is */
function withProblems(document: OpenAPIObject, problem: string): OpenAPIObject {
  const content = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: problem } } };
  for (const [path, methods] of Object.entries(document.paths)) {
    if (!path.startsWith("/api/")) continue;
    for (const operation of Object.values(methods) as { requestBody?: object; responses: Record<string, object> }[]) {
      const problems = { ...PROBLEMS, ...(operation.requestBody && PROBLEMS_OF_COMMANDS) };
      for (const [status, description] of Object.entries(problems))
        operation.responses[status] = { description, ...operation.responses[status], content };
    }
  }
  return document;
}

/** With a schema for each answer whose decorators describe none. */
function withAnswers(document: OpenAPIObject): OpenAPIObject {
  const { routes, schemas } = answerSchemas();
  const known = (document.components!.schemas ??= {});
  for (const [name, schema] of Object.entries(schemas)) {
    if (name in known) throw new Error(`two schemas have the name ${name}`);
    known[name] = schema;
  }
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods) as [string, Operation][]) {
      const route = `${method.toUpperCase()} ${path.replace("/api/v1/", "").replaceAll(/\{(\w+)\}/g, ":$1")}`;
      const schema = routes[route];
      const table = operation.parameters?.some(({ name }) => name === "format") ? TABLES : {};
      for (const [status, response] of Object.entries(operation.responses))
        if (schema !== undefined && status.startsWith("2") && response.content === undefined)
          operation.responses[status] = { ...response, content: { "application/json": { schema }, ...table } };
    }
  return document;
}

/** Of every list that is also given as a table. */
const TABLES = Object.fromEntries(
  Object.values(TABLE_MEDIA_TYPES).map((type) => [type.split(";")[0]!, { schema: { type: "string" } }]),
);

interface Operation {
  readonly parameters?: readonly { readonly name: string }[];
  readonly responses: Record<string, { readonly content?: object }>;
}
