import type { FastifyInstance, FastifyRequest } from "fastify";
import { REQUEST_ANSWERED, REQUEST_BEGUN, type ObservedRequest } from "../../observed.js";

/** The media type of an answer that goes on (HTML, Server-sent events). */
export const EVENT_STREAM = "text/event-stream";

/** Tells of each request, by the pattern of its route: an address has ids. */
export function observeRequests(fastify: FastifyInstance): void {
  const under = new WeakMap<FastifyRequest, ObservedRequest>();
  fastify.addHook("onRequest", (request, _reply, done) => {
    const told = { method: request.method, route: request.routeOptions.url ?? null, begun: Date.now() };
    under.set(request, told);
    if (REQUEST_BEGUN.hasSubscribers) REQUEST_BEGUN.runStores(told, () => done());
    else done();
  });
  fastify.addHook("onResponse", (request, reply, done) => {
    const told = under.get(request);
    if (told !== undefined && REQUEST_ANSWERED.hasSubscribers) {
      told.status = reply.statusCode;
      told.seconds = reply.elapsedTime / 1000;
      told.goesOn = reply.raw.getHeader("content-type") === EVENT_STREAM;
      REQUEST_ANSWERED.publish(told);
    }
    done();
  });
}
