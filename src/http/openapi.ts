import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import {
  ApiProperty,
  ApiPropertyOptional,
  DocumentBuilder,
  getSchemaPath,
  SwaggerModule,
  type OpenAPIObject,
} from "@nestjs/swagger";
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

/**
 * Serves the interface's description, built from the code when it is first asked for, at `/openapi.json` and `/docs`.
 */
export function describeApplication(app: NestFastifyApplication, notes: string): void {
  const config = new DocumentBuilder()
    .setTitle("Kawal")
    .setDescription(notes)
    .setVersion("0.1.0")
    .setLicense("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0")
    .setOpenAPIVersion("3.1.0")
    .addBearerAuth({ type: "http", scheme: "bearer", description: "An access token of the store's issuer" }, "token")
    .addSecurityRequirements("token")
    .build();
  const extraModels = [ProblemSchema, ProblemError, ProblemRule];
  const document = () => withAnswers(withProblems(SwaggerModule.createDocument(app, config, { extraModels })));
  SwaggerModule.setup("docs", app, document, { jsonDocumentUrl: "openapi.json" });
}

function withProblems(document: OpenAPIObject): OpenAPIObject {
  const content = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(ProblemSchema) } } };
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
