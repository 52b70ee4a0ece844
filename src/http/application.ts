import { VersioningType } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from "@nestjs/swagger";
import type { DynamicModule } from "@nestjs/common";
import { ProblemFilter } from "./problems.js";

/** Largest body of a command; files are taken elsewhere, as streams. */
const MAX_BODY_BYTES = 256 * 1024;

/** The HTTP edge around a module: versions, problems, OpenAPI. It does not listen yet. */
export async function createApplication(module: DynamicModule, notes: string): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: "idle",
    return503OnClosing: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: ["error", "warn"] });
  app.enableVersioning({ type: VersioningType.URI, prefix: "api/v", defaultVersion: "1" });
  app.useGlobalFilters(new ProblemFilter());
  describe(app, notes);
  await app.init();
  return app;
}

function describe(app: NestFastifyApplication, notes: string): void {
  const header = (name: string, description: string) => ({
    type: "apiKey" as const,
    in: "header" as const,
    name,
    description,
  });
  const config = new DocumentBuilder()
    .setTitle("Kawal")
    .setDescription(notes)
    .setVersion("0.1.0")
    .setOpenAPIVersion("3.1.0")
    .addSecurity("officer", header("Kawal-Officer", "UUID of the officer who calls"))
    .addSecurity("agency", header("Kawal-Agency", "UUID of the officer's agency"))
    .addSecurityRequirements({ officer: [], agency: [] })
    .build();
  const document: OpenAPIObject = SwaggerModule.createDocument(app, config);
  SwaggerModule.setup("docs", app, document, { jsonDocumentUrl: "openapi.json" });
}
