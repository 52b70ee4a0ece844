import type { FastifyInstance } from "fastify";
import { boundConnections } from "./connections.js";
import { guardMetrics } from "./metrics-access.js";
import { observeRequests } from "./observed-requests.js";
import { limitRates } from "./rate-limits.js";
import { refuseRepeatedHeaders } from "./repeated-headers.js";
import { secureHeaders } from "./security-headers.js";
import type { Edges } from "./settings.js";

/** To be called before there are routes, once each request has a context. */
export async function guardEdges(fastify: FastifyInstance, edges: Edges): Promise<void> {
  const { requestsPerMinute, loopback } = edges;
  observeRequests(fastify);
  boundConnections(fastify);
  await secureHeaders(fastify, !loopback);
  await limitRates(fastify, requestsPerMinute);
  refuseRepeatedHeaders(fastify);
  guardMetrics(fastify, edges);
}
