import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

const NOTHING = {
  "default-src": ["'none'"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'none'"],
};

/** Answers are data: whoever shows one as a page runs and loads nothing of it. */
const OF_DATA = { useDefaults: false, directives: NOTHING };

/** The API page has scripts of its own, styles in its text, and calls the service that it is of. */
const OF_API_PAGE = {
  useDefaults: false,
  directives: {
    ...NOTHING,
    "connect-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "script-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
  },
};

const API_PAGE = /^\/docs($|\/)/;

/** Headers of answers that Fastify gives before a request has a route, or is one. */
export const BARE_HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" } as const;

/**
 * What every answer tells a browser. No other site may read one: there is no header that would let it, nor any answer
 * to the question whether it may.
 * @param https whether others than this machine call, which must be by TLS: browsers are told to use nothing else
 */
export async function secureHeaders(fastify: FastifyInstance, https: boolean): Promise<void> {
  fastify.addHook("onRoute", (route) => {
    if (API_PAGE.test(route.url))
      route.config = { ...route.config, helmet: { contentSecurityPolicy: OF_API_PAGE } } as typeof route.config;
  });
  await fastify.register(helmet, {
    contentSecurityPolicy: OF_DATA,
    xFrameOptions: { action: "deny" },
    strictTransportSecurity: https && { maxAge: 365 * 24 * 60 * 60, includeSubDomains: true },
  });
  fastify.addHook("onSend", (_request, reply, payload, done) => {
    // Whatever an answer is of, no cache on its way keeps it; the parts of the API page say otherwise themselves.
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
    done(null, payload);
  });
}
