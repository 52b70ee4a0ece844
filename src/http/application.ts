import { VersioningType, type DynamicModule } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import type { FastifyReply } from "fastify";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { withRequestContext } from "../access/request-context.js";
import { LIMITS } from "../limits.js";
import { Addresses } from "./addresses.js";
import { endConnection } from "./edges/connections.js";
import { guardEdges } from "./edges/guard-edges.js";
import { BARE_HEADERS } from "./edges/security-headers.js";
import { LOOPBACK_EDGES, type Edges } from "./edges/settings.js";
import { describeApplication } from "./openapi.js";
import { ReadInterceptor } from "./read-interceptor.js";
import { ProblemFilter } from "./problem-filter.js";
import { inIndonesian } from "./problems-in-indonesian.js";
import { PROBLEM_TYPE, problemOf, problemType, sendProblem } from "./problems.js";
import { WayOut } from "./way-out.js";

/** How often it is looked whether a request takes too long to come in. */
const CHECK_MS = 5_000;

/**
 * The HTTP edge around a module: versions, problems, OpenAPI. It does not listen yet. No answer leaves but by the
 * module's WayOut.
 * @param sample whether everybody in the store is invented, which every answer says in its header `Kawal-Sample`
 */
export async function createApplication(
  module: DynamicModule,
  notes: string,
  sample: boolean,
  edges: Edges = LOOPBACK_EDGES,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: LIMITS.bodyBytes.most,
    requestTimeout: LIMITS.requestMs.most,
    connectionTimeout: LIMITS.silenceMs.most,
    http: {
      maxHeaderSize: LIMITS.headerBytes.most,
      headersTimeout: LIMITS.headersMs.most,
      connectionsCheckingInterval: CHECK_MS,
    },
    trustProxy: edges.trustedProxies.length === 0 ? false : [...edges.trustedProxies],
    forceCloseConnections: "idle",
    return503OnClosing: false,
    // Such keys are refused by name, as all that a request should not have.
    onProtoPoisoning: "ignore",
    onConstructorPoisoning: "ignore",
    frameworkErrors: (error: Error, _request: unknown, reply: FastifyReply) =>
      sendProblem(reply, problemOf(error).problem, BARE_HEADERS),
    clientErrorHandler: refuseBytes,
  });
  const addresses = new Addresses();
  const fastify = adapter.getInstance();
  fastify.addHook("onRoute", ({ method, url }) => addresses.add(method, url));
  fastify.addHook("onRequest", (_request, _reply, done) => withRequestContext(done));
  await guardEdges(fastify, edges);
  // Else a connection that was busy when the stop began would stay open, and be waited for.
  let closing = false;
  fastify.addHook("preClose", (done) => {
    closing = true;
    done();
  });
  fastify.addHook("onSend", (_request, reply, payload, done) => {
    if (closing) reply.header("connection", "close");
    if (sample) reply.header("kawal-sample", "true");
    done(null, payload);
  });
  // JSON is the only body that is taken; Nest's own parsers would take forms too.
  fastify.removeContentTypeParser("text/plain");
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: ["error", "warn"],
    bodyParser: false,
  });
  app.enableVersioning({ type: VersioningType.URI, prefix: "api/v", defaultVersion: "1" });
  const wayOut = app.get(WayOut, { strict: false });
  app.useGlobalFilters(new ProblemFilter(addresses, wayOut));
  app.useGlobalInterceptors(new ReadInterceptor(wayOut));
  fastify.addHook("onSend", (request, _reply, payload, done) => {
    wayOut.assertPassed(request);
    done(null, payload);
  });
  describeApplication(app, notes);
  await app.init();
  return app;
}

/** Answers what is no HTTP, of which there is no request to answer. */
function refuseBytes(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const [status, slug, title] =
    error.code === "HPE_HEADER_OVERFLOW"
      ? [431, LIMITS.headerBytes.problem, "The headers are over the limit"]
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? [408, LIMITS.requestMs.problem, "The request did not come in time"]
        : [400, "malformed-request", "The request can't be taken"];
  const body = JSON.stringify({
    type: problemType(slug as string),
    title,
    indonesian: inIndonesian(slug as string),
    status,
  });
  const bare = Object.entries(BARE_HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
  endConnection(
    socket,
    `HTTP/1.1 ${status} ${STATUS_CODES[status as number]}\r\ncontent-type: ${PROBLEM_TYPE}\r\n${bare.join("")}` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
