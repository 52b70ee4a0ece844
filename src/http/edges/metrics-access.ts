import type { FastifyInstance, FastifyRequest } from "fastify";
import { createHash, timingSafeEqual } from "node:crypto";
import { Problem, problemOf, sendProblem } from "../problems.js";
import type { Edges } from "./settings.js";

/** Where the metrics are. */
export const METRICS_ROUTE = "/metrics";

const LOOPBACK_PEER = /^(127\.|::1$|::ffff:127\.)/;
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;
/** By these a proxy tells of a caller elsewhere. */
const FORWARDED = ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"];

/**
 * Who may read the metrics: with a token, whoever brings it; without one, this machine itself, of a service that only
 * this machine reaches. They name nobody, but tell how much is going on.
 */
export function guardMetrics(fastify: FastifyInstance, { loopback, metricsToken }: Edges): void {
  fastify.addHook("onRequest", async (request, reply) => {
    if (request.routeOptions.url !== METRICS_ROUTE) return undefined;
    const refusal = metricsToken === null ? withoutToken(request, loopback) : withToken(request, metricsToken);
    if (refusal === undefined) return undefined;
    const { problem, headers } = problemOf(refusal);
    sendProblem(reply, problem, headers);
    return reply;
  });
}

function withToken({ headers: { authorization } }: FastifyRequest, token: string): Problem | undefined {
  // Both as hashes: of two that are equally long the comparison tells nothing by its time.
  if (authorization !== undefined && timingSafeEqual(hashed(authorization), hashed(`Bearer ${token}`)))
    return undefined;
  return new Problem(401, "metrics-refused", "The metrics are not for you", {
    detail: "Send the bearer token that KAWAL_METRICS_TOKEN_FILE names.",
    headers: { "www-authenticate": "Bearer" },
  });
}

function withoutToken({ socket, headers }: FastifyRequest, loopback: boolean): Problem | undefined {
  const isHere = LOOPBACK_PEER.test(socket.remoteAddress ?? "") && LOOPBACK_HOST.test(headers.host ?? "");
  if (loopback && isHere && FORWARDED.every((name) => headers[name] === undefined)) return undefined;
  return new Problem(403, "metrics-refused", "The metrics are not for you", {
    detail: "They are for this machine only; KAWAL_METRICS_TOKEN_FILE lets others read them.",
  });
}

const hashed = (text: string) => createHash("sha256").update(text).digest();
