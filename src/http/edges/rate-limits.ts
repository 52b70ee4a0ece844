import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { createHash } from "node:crypto";
import { requestContext } from "../../access/request-context.js";
import { LIMITS } from "../../limits.js";
import { Problem, problemOf, sendProblem } from "../problems.js";
import { addressOf } from "./address.js";
import { METRICS_ROUTE } from "./metrics-access.js";
import { KnownTokens } from "./known-tokens.js";

const MINUTE_MS = 60_000;

const SIGN_IN = "/api/v1/sign-in";
const FOLLOW = "/api/v1/public/follow";

type Limit = ReturnType<FastifyInstance["createRateLimit"]>;

/**
 * Limits how often each officer may ask; and each address, as long as it isn't known whose its tokens are: so that
 * made-up tokens, a new one each time, are no way around the limit, and no way to use up that of an officer. Each
 * instance counts for itself, and forgets at its end. Where no token is asked for, but a secret is, as for a sign-in or
 * to follow a report, there are lower limits beside it.
 * @param requestsPerMinute of an officer, and of an address without one
 */
export async function limitRates(fastify: FastifyInstance, requestsPerMinute: number): Promise<void> {
  await fastify.register(rateLimit, { global: false, timeWindow: MINUTE_MS });
  const tokens = new KnownTokens();
  const limit = (max: number, of: (request: FastifyRequest) => string): Limit =>
    fastify.createRateLimit({ max, keyGenerator: of });
  const officers = limit(requestsPerMinute, (request) => tokens.officerOf(request)!);
  const addresses = limit(requestsPerMinute, addressOf);
  const signIns = limit(LIMITS.signInsOfAddressPerMinute.most, addressOf);
  const follows = limit(LIMITS.followsOfAddressPerMinute.most, addressOf);
  const allFollows = limit(LIMITS.followsPerMinute.most, () => FOLLOW);
  const logins = limit(LIMITS.signInsOfLoginPerMinute.most, (request) => `${addressOf(request)} ${loginIn(request)}`);

  fastify.addHook("onRequest", async (request, reply) => {
    if (isProbe(request)) return undefined;
    const general = tokens.officerOf(request) === undefined ? addresses : officers;
    const more = isSignIn(request) ? [signIns] : isFollow(request) ? [follows, allFollows] : [];
    return withinLimits([general, ...more], request, reply);
  });
  // Only now is the body read.
  fastify.addHook("preHandler", async (request, reply) =>
    isSignIn(request) && loginIn(request) !== undefined ? withinLimits([logins], request, reply) : undefined,
  );
  fastify.addHook("onSend", (request, reply, payload, done) => {
    const identity = requestContext()?.identity;
    if (identity) tokens.believed(request, identity.officer);
    else if (reply.statusCode === 401) tokens.refused(request);
    done(null, payload);
  });
}

/** Counts the request; over a limit it is answered here, and goes no further. */
async function withinLimits(
  limits: readonly Limit[],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  for (const limit of limits) {
    const counted = await limit(request);
    if (counted.isAllowed || !counted.isExceeded) continue;
    const { problem, headers } = problemOf(
      new Problem(429, LIMITS.requestsPerMinute.problem, "There are too many requests", {
        detail: "Wait as long as Retry-After says, and send it again, a command with the same key.",
        headers: { "retry-after": `${counted.ttlInSeconds}` },
      }),
    );
    sendProblem(reply, problem, headers);
    return reply;
  }
  return undefined;
}

/** By the route that it has found, as an address can be written in more than one way. */
function isSignIn({ method, routeOptions: { url } }: FastifyRequest): boolean {
  return method === "POST" && (url === SIGN_IN || url?.startsWith(`${SIGN_IN}/`) === true);
}

function isFollow({ method, routeOptions: { url } }: FastifyRequest): boolean {
  return method === "POST" && url === FOLLOW;
}

/** A supervisor of this machine asks whether the service is well: it must be told so under a flood too. */
function isProbe({ ip, routeOptions: { url } }: FastifyRequest): boolean {
  return (url === METRICS_ROUTE || url?.startsWith("/health/") === true) && /^(127\.|::1$|::ffff:127\.)/.test(ip);
}

/** As a hash: what is typed as a login may be a password. */
function loginIn({ body }: FastifyRequest): string | undefined {
  const login = (body as { login?: unknown } | null | undefined)?.login;
  if (typeof login !== "string") return undefined;
  return createHash("sha256").update(login.normalize("NFKC").trim().toLowerCase()).digest("base64");
}
